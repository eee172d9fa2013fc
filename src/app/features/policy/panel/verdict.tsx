import { Notice } from '../../ui/states.tsx';
import type { PolicyReading } from './policy-reading.ts';
import styles from './policy-tab.module.css';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Can this text be saved, and who would lose what by it. */
export function PolicyVerdict({
  text,
  reading,
  changed,
  onGo,
}: {
  readonly text: string;
  readonly reading: PolicyReading;
  readonly changed: boolean;
  readonly onGo: (at: number) => void;
}) {
  const { problems, losing } = reading;
  if (problems.length > 0) {
    return (
      <section aria-live="polite">
        <p className="tale">
          {problems.length === 1 ? 'One thing' : `${problems.length} things`} to mend before it can be saved.
        </p>
        <ul className={styles['list']}>
          {problems.slice(0, 12).map((problem) => (
            <li key={`${problem.from} ${problem.message}`}>
              <button type="button" className={styles['line']} onClick={() => onGo(problem.from)}>
                Line {lineOf(text, problem.from)}
              </button>
              {problem.message}
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return (
    <section aria-live="polite">
      <p className="tale">
        {!changed
          ? 'This is the policy in force.'
          : losing.length === 0 && !reading.lockedOut
            ? 'Nobody loses the right to change this policy.'
            : 'Somebody would be locked out.'}
      </p>
      <div className={styles['stack']} style={{ marginTop: 8 }}>
        {reading.warnings.slice(0, 12).map(({ from, message }) => (
          <Notice key={from} tone="warn">
            <button type="button" className={styles['line']} onClick={() => onGo(from)}>
              Line {lineOf(text, from)}
            </button>{' '}
            {message}
          </Notice>
        ))}
        {changed && reading.lockedOut && (
          <Notice tone="bad">
            <b>You would lose PutKeyPolicy.</b> The service refuses such a policy: name yourself, or let the
            account keep control.
          </Notice>
        )}
        {changed && losing.length > 0 && (
          <Notice tone="warn">
            <b>{list.format(losing)}</b> would lose PutKeyPolicy.
          </Notice>
        )}
      </div>
    </section>
  );
}
