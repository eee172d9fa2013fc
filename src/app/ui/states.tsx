import { createContext, use, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { Icon, type IconName } from './icon.tsx';
import { Id } from './id.tsx';
import { Link } from './link.tsx';
import styles from './states.module.css';

/** Nothing there yet: what the thing is for, and the first step. Or nothing that matches: how to get back. `alone`: not inside a card. */
export function EmptyState({
  title,
  children,
  actions,
  alone = false,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly alone?: boolean;
}) {
  return (
    <div className={cx(styles['state'], alone && styles['alone'])}>
      <h2>{title}</h2>
      <p>{children}</p>
      {actions !== undefined && <div className={styles['acts']}>{actions}</div>}
    </div>
  );
}

export interface Problem {
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  readonly requestId: string | null;
}

/** Where the event of a request is to be seen; null for a person who may not read the log. The shell knows. */
export const RequestHrefContext = createContext<(requestId: string) => string | null>(() => null);

/** The request of an error: its id to copy, and one click from it its event. */
export function RequestLine({ requestId }: { readonly requestId: string | null }) {
  const href = use(RequestHrefContext);
  if (requestId === null) return null;
  const event = href(requestId);
  return (
    <span className={styles['request']}>
      Request <Id value={requestId} what="request id" />
      {event !== null && <Link href={event}>Open its event</Link>}
    </span>
  );
}

/** An error, shown to a person: what happened, why, what to do, and the request's id, which finds its event in the log. */
export function ErrorState({
  problem,
  onRetry,
  actions,
  alone = false,
}: {
  readonly problem: Problem;
  readonly onRetry?: () => void;
  readonly actions?: ReactNode;
  readonly alone?: boolean;
}) {
  return (
    <div className={cx(styles['state'], alone && styles['alone'])} role="alert">
      <h2>{problem.what}</h2>
      <p className={styles['why']}>{problem.why}</p>
      <p>{problem.remedy}</p>
      <RequestLine requestId={problem.requestId} />
      <div className={styles['acts']}>
        {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
        {actions}
      </div>
    </div>
  );
}

const WIDTHS = [38, 52, 31, 46, 42, 57, 35, 49];

/** The shape of what will come, only after 150 ms. */
export function Skeleton({
  rows = 8,
  label = 'Loading',
}: {
  readonly rows?: number;
  readonly label?: string;
}) {
  return (
    <div className={styles['skeleton']} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className={styles['bone']} style={{ '--w': `${WIDTHS[i % WIDTHS.length]}%` }} />
      ))}
    </div>
  );
}

const NOTICE_ICON: Readonly<Record<'plain' | 'bad' | 'warn' | 'good', IconName>> = {
  plain: 'info',
  bad: 'warn',
  warn: 'warn',
  good: 'check',
};

/** A remark beside the work. */
export function Notice({
  tone = 'plain',
  children,
  role,
}: {
  readonly tone?: 'plain' | 'bad' | 'warn' | 'good';
  readonly children: ReactNode;
  readonly role?: 'alert' | 'status';
}) {
  return (
    <div className={cx(styles['notice'], styles[tone])} role={role}>
      <Icon name={NOTICE_ICON[tone]} />
      <div>{children}</div>
    </div>
  );
}
