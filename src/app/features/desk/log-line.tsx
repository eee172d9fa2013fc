import { paths } from '../../paths.ts';
import { useMayRead } from '../../query/can.ts';
import { cx } from '../../ui/cx.ts';
import { Icon } from '../../ui/icon.tsx';
import { Link } from '../../ui/link.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './desk.module.css';
import type { Vocabulary } from './scene/picture.ts';
import { say, type Values } from './values.ts';
import type { CallMade, Moment } from './walk/moment.ts';
import type { Step } from './walk/step.ts';

/** Lines that are shown one by one. */
const FEW = 3;
const ICONS = { allowed: 'check', denied: 'x', failed: 'warn' } as const;

function Line({ call, linked }: { readonly call: CallMade; readonly linked: boolean }) {
  const { event } = call;
  if (event === null) return null;
  const context = event.Context?.map(([name, value]) => `${name}=${value}`).join(', ') ?? '';
  return (
    <div className={styles['line']} data-outcome={event.Outcome}>
      <span className={cx(styles['outcome'], styles[event.Outcome])}>
        <Icon name={ICONS[event.Outcome]} small />
        {event.Outcome}
      </span>
      <span className={styles['lineText']}>
        #{event.Sequence} · <Time value={event.Time} /> ·{' '}
        <bdi>{event.Principal.slice(event.Principal.lastIndexOf(':') + 1)}</bdi> · <b>{event.Operation}</b>
        {event.KeyVersion !== undefined && ` · v${event.KeyVersion}`}
        {context !== '' && (
          <>
            {' '}
            · <bdi>{context}</bdi>
          </>
        )}
        {event.Error !== undefined && ` · ${event.Error}`}
      </span>
      {linked && (
        <Link
          href={paths.audit({ request: event.RequestId, kind: 'all', event: String(event.Sequence) })}
          className="link"
        >
          Open in the audit log
        </Link>
      )}
    </div>
  );
}

/** "1 allowed, 8 denied". */
function outcomesOf(calls: readonly CallMade[]): string {
  const counts = new Map<string, number>();
  for (const { event } of calls)
    if (event !== null) counts.set(event.Outcome, (counts.get(event.Outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

/** The line that this step wrote, and those of what it did beside. */
export function LogLine({
  step,
  moment,
  words,
  values,
  onService,
}: {
  readonly step: Step;
  readonly moment: Moment;
  readonly words: Vocabulary;
  readonly values: Values;
  /** The log of this desk has it; a desk in the page has a log of its own, which ends with the page. */
  readonly onService: boolean;
}) {
  const may = useMayRead('keydesk:SearchAuditEvents') === true;
  const { call, beside } = moment;
  // A step that stands at no call wrote nothing, although the walk came by calls.
  const wrote = step.shows !== 'nothing' && step.line !== false && call !== null && call.event !== null;
  // In the log's own order: what mended the key again stands behind the refusal.
  const inOrder = (calls: readonly CallMade[]): readonly CallMade[] =>
    calls.toSorted((a, b) => (a.event?.Sequence ?? 0) - (b.event?.Sequence ?? 0));
  const others = wrote ? beside.filter((each) => each !== call && each.event !== null) : [];
  return (
    <section className={styles['logbook']} aria-label="Log line of this step">
      <h2>{words === 'hotel' ? 'Logbook' : 'Audit log'}</h2>
      <div className={styles['lines']}>
        {others.length > FEW && (
          <p className={styles['quiet']}>
            {others.length} lines before this one, from #{others[0]?.event?.Sequence}: {outcomesOf(others)}.
          </p>
        )}
        {wrote &&
          inOrder(others.length > FEW ? [call] : [...others, call]).map((each) => (
            <Line key={each.requestId} call={each} linked={onService && may} />
          ))}
        <p className={styles['note']}>{say(step.log, words, values)}</p>
      </div>
    </section>
  );
}
