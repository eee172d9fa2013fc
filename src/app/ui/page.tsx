import { Fragment, useEffect, useRef, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';
import styles from './page.module.css';

export const Page = ({ children }: { readonly children: ReactNode }) => (
  <div className={styles['page']}>{children}</div>
);

/** Title, one line of what the page is for, at most one primary action. The route announcer puts focus on the title. */
export function PageHead({
  title,
  purpose,
  actions,
  crumb,
}: {
  readonly title: string;
  readonly purpose?: ReactNode;
  readonly actions?: ReactNode;
  readonly crumb?: ReactNode;
}) {
  return (
    <header className={styles['head']}>
      <div className={styles['title']}>
        {crumb !== undefined && <p className={styles['crumb']}>{crumb}</p>}
        <h1 tabIndex={-1} dir="auto">
          {title}
        </h1>
      </div>
      {actions !== undefined && <div className={styles['acts']}>{actions}</div>}
      {purpose !== undefined && <p className={styles['purpose']}>{purpose}</p>}
    </header>
  );
}

export const Crumb = ({ children }: { readonly children: ReactNode }) => (
  <p className={styles['crumb']}>{children}</p>
);

/** The whole way to a page, each part a link: "People / carla". Names of what it is about may be of any script. */
export const Crumbs = ({ path }: { readonly path: readonly (readonly [string, string])[] }) =>
  path.map(([name, href], i) => (
    <Fragment key={href}>
      {i > 0 && ' / '}
      <Link href={href}>
        <bdi>{name}</bdi>
      </Link>
    </Fragment>
  ));

export interface Figure {
  readonly id: string;
  readonly value: string;
  readonly words: string;
  /** The list that the number counts. */
  readonly href?: string;
  readonly tone?: 'bad' | 'warn';
}

/** The state of things in a line: a number, its words, and the list behind it. At most six. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <div className={cx(styles['figures'], 'figures')}>
      {figures.map((figure) => {
        const body = (
          <>
            {figure.tone === 'bad' && <Icon name="warn" />}
            <b>{figure.value}</b> {figure.words}
          </>
        );
        const look = cx(styles['figure'], figure.tone !== undefined && styles[figure.tone]);
        return figure.href === undefined ? (
          <span key={figure.id} className={look}>
            {body}
          </span>
        ) : (
          <Link key={figure.id} href={figure.href} className={look}>
            {body}
          </Link>
        );
      })}
    </div>
  );
}

/** A surface. Without a title its content reaches the edges (a table with its bar). */
export function Card({
  title,
  note,
  far,
  flush = false,
  children,
}: {
  readonly title?: string;
  readonly note?: ReactNode;
  readonly far?: ReactNode;
  readonly flush?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles['card']}>
      {title !== undefined && (
        <header className={styles['cardHead']}>
          <h2>{title}</h2>
          {note !== undefined && <span className={styles['cardNote']}>{note}</span>}
          {far !== undefined && <span className={styles['cardFar']}>{far}</span>}
        </header>
      )}
      {flush || title === undefined ? children : <div className={styles['cardBody']}>{children}</div>}
    </section>
  );
}

export const Stack = ({ children }: { readonly children: ReactNode }) => (
  <div className={styles['stack']}>{children}</div>
);
/** Work on the left, 344 px of context at the right. */
export const Columns = ({ children }: { readonly children: ReactNode }) => (
  <div className={styles['columns']}>{children}</div>
);

export interface Tab {
  readonly href: string;
  readonly label: string;
  readonly current: boolean;
}

/** Tabs are links: each has its URL, and opens in a new tab like any other. Where they do not fit, the current one is in sight. */
export function Tabs({
  label,
  tabs,
  far = null,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  /** What is done with the whole thing, at the right end of the bar. */
  readonly far?: ReactNode;
}) {
  const bar = useRef<HTMLElement>(null);
  const current = tabs.find((tab) => tab.current)?.href;
  useEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>('[aria-current]');
    if (current === undefined || bar.current === null || tab == null) return;
    const [outer, inner] = [bar.current.getBoundingClientRect(), tab.getBoundingClientRect()];
    if (inner.left < outer.left || inner.right > outer.right)
      bar.current.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }, [current]);
  return (
    <div className={styles['tabBar']}>
      <nav ref={bar} className={styles['tabs']} aria-label={label}>
        {tabs.map((tab) => (
          <Link key={tab.href} href={tab.href} aria-current={tab.current ? 'page' : undefined}>
            {tab.label}
          </Link>
        ))}
      </nav>
      {far}
    </div>
  );
}
