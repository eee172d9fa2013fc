import { cx } from '../../../ui/cx.ts';
import panel from '../../../policy/findings/panel.module.css';
import { Actions } from '../../../policy/findings/actions.tsx';
import { alike, changesNothing, directionOf, lookedAt, nameOf, placeOf, WORDS } from './gain-words.ts';
import styles from './policies.module.css';
import type { Foreseen } from './use-foreseen.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const SIGNS = { gain: '+', loss: '−', other: '±' } as const;

/** What would change for those whom it is about, before it is saved. Nothing where that is not asked. */
export function Gains({
  title,
  foreseen: { comparison, pending, problem },
}: {
  readonly title: string;
  readonly foreseen: Foreseen;
}) {
  if (!pending && comparison === null && problem === null) return null;
  return (
    <section aria-label={title} aria-live="polite" aria-busy={pending} className={styles['gains']}>
      <h3>{title}</h3>
      {problem !== null && <p className={styles['words']}>{problem}</p>}
      {comparison === null ? (
        problem === null && <p className="fine-print">Working it out…</p>
      ) : (
        <>
          {changesNothing(comparison) && (
            <p className={styles['words']}>
              Nothing: they can already do what it gives, or it reaches no key.
            </p>
          )}
          <ul className={panel['changeList']}>
            {alike(comparison.Principals).flatMap(({ who, rows }) =>
              rows.map((row) => {
                const direction = directionOf(row);
                const [verb, rest] = WORDS[`${row.Before} ${row.After}`];
                return (
                  <li
                    key={`${who.map(nameOf).join()} ${row.Before} ${row.After} ${row.Actions.join()} ${row.NamedKeys[0]?.KeyId ?? ''}`}
                  >
                    <span
                      className={cx(panel['sign'], direction === 'gain' && panel['bad'])}
                      aria-hidden="true"
                    >
                      {SIGNS[direction]}
                    </span>
                    <div>
                      <b dir="auto">{list.format(who.map(nameOf))}</b> {verb}{' '}
                      <Actions actions={row.Actions} />
                      {placeOf(row, comparison)}
                      {rest}.
                    </div>
                  </li>
                );
              }),
            )}
          </ul>
          <p className="fine-print">{pending ? 'Working it out…' : lookedAt(comparison)}</p>
        </>
      )}
    </section>
  );
}
