import type { AuditEvent } from '../../query/contract.ts';
import styles from './audit-page.module.css';

/** Pairs that have room in a row; how many more there are is said, and the event itself has them all. */
const SHOWN = 3;

/**
 * Whose record it was: the encryption context in one line. Each pair is cut by itself, so that a long one does not hide the next; the
 * whole stands in the title, a pair a line.
 */
export function ContextCell({ context }: { readonly context: AuditEvent['Context'] }) {
  const pairs = context ?? [];
  const more = pairs.length - SHOWN;
  return (
    <span
      role="cell"
      className={styles['context']}
      title={pairs.length === 0 ? undefined : pairs.map(([name, value]) => `${name}=${value}`).join('\n')}
    >
      {context !== undefined && pairs.length === 0 && <span className="quiet">no context</span>}
      {pairs.slice(0, SHOWN).map(([name, value], i) => (
        <span key={i} className="mono" dir="auto">
          <span className={styles['soft']}>{name}=</span>
          {value}
          {i + 1 < pairs.length && ', '}
        </span>
      ))}
      {more > 0 && <span className={styles['soft']}>{more} more</span>}
    </span>
  );
}
