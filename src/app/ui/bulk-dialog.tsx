import { useEffect, useRef, type ReactNode } from 'react';
import { Acts } from './acts.tsx';
import styles from './bulk.module.css';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { Id } from './id.tsx';
import { useCopy } from './use-copy.ts';

const number = new Intl.NumberFormat('en');

export interface BulkRow {
  readonly id: string;
  readonly name: string;
  readonly outcome: 'done' | 'refused' | 'cancelled';
  readonly why?: string;
  readonly code?: string | null;
  readonly requestId?: string | null;
}

export type BulkPhase =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'running';
      readonly progress: { readonly done: number; readonly refused: number; readonly total: number };
      readonly cancelling: boolean;
    }
  | { readonly kind: 'ended'; readonly rows: readonly BulkRow[] };

/** What the report shows of each kind; the copy has all. */
const SHOWN = 100;
const ORDER = ['refused', 'cancelled', 'done'] as const;
const WORD = { done: 'Done', refused: 'Refused', cancelled: 'Not begun' } as const;
const SIGN = { done: 'check', refused: 'warn', cancelled: 'minus' } as const;

/** The report as text, a line a thing, its columns apart by tabs: for a ticket. */
export const reportText = (title: string, rows: readonly BulkRow[]): string =>
  [
    title,
    ...rows.map((row) =>
      [row.name, row.id, WORD[row.outcome].toLowerCase(), row.code ?? '', row.why ?? '', row.requestId ?? '']
        .join('\t')
        .trimEnd(),
    ),
  ].join('\n');

/** "Done 40, refused 2." */
export function summaryOf(rows: readonly BulkRow[]): string {
  const count = (outcome: BulkRow['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
  const parts = [`Done ${number.format(count('done'))}`];
  if (count('refused') > 0) parts.push(`refused ${number.format(count('refused'))}`);
  if (count('cancelled') > 0) parts.push(`not begun ${number.format(count('cancelled'))}`);
  return `${parts.join(', ')}.`;
}

function Running({
  phase: { progress, cancelling },
  onCancel,
}: {
  readonly phase: Extract<BulkPhase, { kind: 'running' }>;
  readonly onCancel: () => void;
}) {
  const { done, refused, total } = progress;
  return (
    <>
      <progress
        className={styles['progress']}
        aria-label="How many are done"
        max={Math.max(1, total)}
        value={done + refused}
      />
      <p className={styles['words']} role="status">
        {cancelling
          ? 'What was begun is waited for; nothing more is begun.'
          : `${number.format(done + refused)} of ${number.format(total)}`}
        {refused > 0 && <span className={styles['bad']}> {number.format(refused)} refused</span>}
      </p>
      <Acts>
        <Button disabledReason={cancelling ? 'Already stopping' : null} onClick={onCancel}>
          Stop
        </Button>
      </Acts>
    </>
  );
}

function Report({
  title,
  rows,
  onRetry,
  onClose,
}: {
  readonly title: string;
  readonly rows: readonly BulkRow[];
  readonly onRetry: () => void;
  readonly onClose: () => void;
}) {
  const head = useRef<HTMLParagraphElement>(null);
  useEffect(() => head.current?.focus(), []);
  const { copied, copy } = useCopy();
  const left = rows.filter((row) => row.outcome !== 'done').length;
  return (
    <>
      <p ref={head} tabIndex={-1} className={styles['summary']} role="status">
        {summaryOf(rows)}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keyboard (WCAG 2.1.1) */}
      <div className={styles['report']} tabIndex={0} role="region" aria-label="How each one ended">
        {ORDER.map((outcome) => {
          const those = rows.filter((row) => row.outcome === outcome);
          if (those.length === 0) return null;
          return (
            <ul key={outcome}>
              {those.slice(0, SHOWN).map((row) => (
                <li key={row.id} data-outcome={outcome}>
                  <Icon name={SIGN[outcome]} />
                  <span className={styles['name']} dir="auto">
                    {row.name}
                  </span>
                  <span className={styles['outcome']}>{WORD[outcome]}</span>
                  {row.why !== undefined && <span className={styles['why']}>{row.why}</span>}
                  {row.requestId != null && (
                    <span className={styles['request']}>
                      Request <Id value={row.requestId} what={`request id of ${row.name}`} />
                    </span>
                  )}
                </li>
              ))}
              {those.length > SHOWN && (
                <li className={styles['more']}>
                  and {number.format(those.length - SHOWN)} more {WORD[outcome].toLowerCase()}; the copy has
                  all
                </li>
              )}
            </ul>
          );
        })}
      </div>
      <Acts>
        <Button
          kind="bare"
          icon={copied ? 'check' : 'copy'}
          onClick={() => copy(reportText(`${title}: ${summaryOf(rows)}`, rows))}
        >
          {copied ? 'Copied' : 'Copy the report'}
        </Button>
        {left > 0 && <Button onClick={onRetry}>Try the other {number.format(left)} again</Button>}
        <Button kind="primary" onClick={onClose}>
          Close
        </Button>
      </Acts>
    </>
  );
}

/**
 * An act on many things, from its question to its report. `children` asks (see `BulkAsk`); then come progress with a way to stop, and
 * how each one ended. It is not closed by a click beside it while it runs. Load it lazily.
 */
export function BulkDialog({
  title,
  phase,
  children,
  onStop,
  onRetry,
  onClose,
}: {
  readonly title: string;
  readonly phase: BulkPhase;
  readonly children: ReactNode;
  readonly onStop: () => void;
  readonly onRetry: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={title} wide mustAnswer={phase.kind === 'running'} onClose={onClose}>
      {phase.kind === 'idle' && children}
      {phase.kind === 'running' && <Running phase={phase} onCancel={onStop} />}
      {phase.kind === 'ended' && (
        <Report title={title} rows={phase.rows} onRetry={onRetry} onClose={onClose} />
      )}
    </Dialog>
  );
}

/** The question: what it does in numbers, what it needs to know, the way back, and the act by its name. Focus starts on the way back. */
export function BulkAsk({
  children,
  actionLabel,
  armed = false,
  disabledReason = null,
  onCancel,
  onConfirm,
}: {
  readonly children: ReactNode;
  /** "Disable 40 keys". */
  readonly actionLabel: string;
  readonly armed?: boolean;
  readonly disabledReason?: string | null;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}) {
  return (
    <form
      className={styles['ask']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (disabledReason === null && !armed) onConfirm();
      }}
    >
      {children}
      <Acts>
        <Button autoFocus onClick={onCancel}>
          Cancel
        </Button>
        {/* What stops something from working is not done by Enter in a field. */}
        <Button
          kind={armed ? 'armed' : 'primary'}
          type={armed ? 'button' : 'submit'}
          disabledReason={disabledReason}
          {...(armed ? { onClick: onConfirm } : {})}
        >
          {actionLabel}
        </Button>
      </Acts>
    </form>
  );
}

/** Those of the chosen that it is not for, and why: they are left as they are. */
export const BulkSkipped = ({
  skipped,
}: {
  readonly skipped: readonly { readonly why: string; readonly count: number }[];
}) =>
  skipped.length === 0 ? null : (
    <div className={styles['skipped']}>
      Left as they are:
      <ul>
        {skipped.map(({ why, count }) => (
          <li key={why}>
            <b>{number.format(count)}</b> {why}
          </li>
        ))}
      </ul>
    </div>
  );
