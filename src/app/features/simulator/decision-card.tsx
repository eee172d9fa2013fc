import { paths } from '../../paths.ts';
import { statementText } from '../../query/decided-by.ts';
import { cx } from '../../ui/cx.ts';
import { Icon } from '../../ui/icon.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { OutcomeTag } from '../../ui/tags.tsx';
import {
  bySource,
  decided,
  hiddenText,
  missText,
  nearestText,
  statementName,
  whyOf,
  type Decision,
  type Trace,
} from './decision-words.ts';
import styles from './simulator.module.css';

/** Where the statement stands. */
function hrefOf(trace: Trace, keyId: string | null): string | null {
  const { Source, Policy, Hidden } = trace;
  if (Hidden === true) return null;
  const statement = statementText(trace);
  if (Source === 'IDENTITY_POLICY') return paths.identityPolicy(Policy, { statement });
  if (keyId === null) return null;
  return Source === 'KEY_POLICY' ? paths.keyPolicy(keyId, { statement }) : paths.keyGrant(keyId, Policy);
}

const verdictOf = (trace: Trace): { readonly word: string; readonly look: string } =>
  trace.Matched
    ? trace.Effect === 'Deny'
      ? { word: 'Denies', look: 'denies' }
      : { word: trace.Reach === 'account' ? 'Leaves it to the account' : 'Allows', look: 'allows' }
    : { word: trace.Effect === 'Deny' ? 'Deny, does not match' : 'Allow, does not match', look: 'misses' };

function Statement({
  trace,
  decision,
  closest,
  keyId,
}: {
  readonly trace: Trace;
  readonly decision: Decision;
  readonly closest: boolean;
  readonly keyId: string | null;
}) {
  const { word, look: own } = verdictOf(trace);
  // What matched and did not suffice gets no tick under a refusal.
  const fellShort = !decision.Allowed && own === 'allows';
  const look = fellShort ? 'misses' : own;
  const decides = decided(decision, trace);
  const href = hrefOf(trace, keyId);
  const name =
    trace.Hidden === true
      ? trace.Policy || 'A policy that you may not see'
      : trace.Sid === undefined || trace.Sid === ''
        ? `Statement ${trace.Statement + 1}`
        : trace.Sid;
  return (
    <li className={cx(styles['statement'], decides && styles['decides'])}>
      <div className={styles['statementHead']}>
        <span dir="auto" className={styles['sid']}>
          {href === null ? name : <Link href={href}>{name}</Link>}
        </span>
        {decides && <span className={styles['mark']}>decided</span>}
        {closest && <span className={styles['mark']}>came closest</span>}
        <span className={cx(styles['verdict'], styles[look])}>
          {trace.Matched && !fellShort && <Icon name={look === 'denies' ? 'x' : 'check'} small />}
          {word}
        </span>
      </div>
      {trace.Misses.length > 0 && (
        <ul className={styles['misses']}>
          {trace.Misses.map((miss) => (
            <li key={`${miss.Element} ${miss.Operator ?? ''} ${miss.Key ?? ''}`}>{missText(miss)}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** The decision, why, and every statement that was looked at. */
export function DecisionCard({
  decision,
  keyId,
  busy,
}: {
  readonly decision: Decision;
  readonly keyId: string | null;
  readonly busy: boolean;
}) {
  const closest = decision.Closest === undefined ? undefined : decision.Statements[decision.Closest];
  const nearest = nearestText(decision);
  const hidden = hiddenText(decision);
  const groups = bySource(decision.Statements);
  return (
    <Card>
      <div className={cx(styles['decision'], busy && styles['busy'])} aria-busy={busy || undefined}>
        <div role="status">
          <OutcomeTag outcome={decision.Allowed ? 'allowed' : 'denied'} />
          <p className={styles['why']}>
            {nearest ?? whyOf(decision, keyId !== null)}
            {nearest === null && closest !== undefined && <> Closest came {statementName(closest)}.</>}
          </p>
          {nearest !== null && <p className={styles['note']}>{whyOf(decision, keyId !== null)}</p>}
        </div>
        {!decision.PrincipalKnown && (
          <p className={styles['note']}>
            Nobody on this desk has that ARN, so no policies of their own count, and no grants.
          </p>
        )}
        {hidden !== null && <p className={styles['note']}>{hidden}</p>}
      </div>
      {groups.length === 0 && hidden === null && (
        <p className={styles['empty']}>
          There is no statement to look at: the principal has no policies of their own.
        </p>
      )}
      {groups.map(({ title, traces }) => (
        <section key={title} className={styles['group']} aria-label={title}>
          <h3>
            {title} <span className={styles['count']}>{traces.length}</span>
          </h3>
          <ol className={styles['statements']}>
            {traces.map((trace) => (
              <Statement
                key={`${trace.Policy} ${trace.Statement} ${trace.Effect}`}
                trace={trace}
                decision={decision}
                closest={trace === closest}
                keyId={keyId}
              />
            ))}
          </ol>
        </section>
      ))}
    </Card>
  );
}
