import { useEffect, type ReactNode } from 'react';
import { Mark } from './icon.tsx';
import styles from './door.module.css';

/** The page of somebody who is not signed in: one card, one thing to do. */
export function Door({
  title,
  purpose,
  children,
  foot,
}: {
  readonly title: string;
  readonly purpose: string;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Keydesk`;
  }, [title]);
  return (
    <main className={styles['door']}>
      <div className={styles['card']}>
        <div className={styles['brand']}>
          <Mark />
          Keydesk
        </div>
        <header>
          <h1 tabIndex={-1}>{title}</h1>
          <p className={styles['purpose']}>{purpose}</p>
        </header>
        {children}
        {foot !== undefined && <p className={styles['foot']}>{foot}</p>}
      </div>
    </main>
  );
}
