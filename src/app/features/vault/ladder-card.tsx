import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { cx } from '../../ui/cx.ts';
import { ladderSteps, meanwhile, type VaultFacts } from './vault-words.ts';
import styles from './ladder-card.module.css';

type Ladder = NonNullable<VaultFacts['Ladder']>;

/** The rungs in their order: those that held, the one where the desk stands, those to come. */
function Rungs({ ladder }: { readonly ladder: Ladder }) {
  return (
    <ol className={styles['rungs']} aria-label="The desk’s way back to the token">
      {ladderSteps(ladder.Rung).map(({ id, words, state }) => (
        <li
          key={id}
          className={styles['rung']}
          data-state={state}
          aria-current={state === 'here' ? 'step' : undefined}
        >
          <span className={styles['mark']}>
            {state === 'done' && <Icon name="check" />}
            {state === 'tried' && <Icon name="x" />}
          </span>
          <span>
            {words}
            {state === 'done' && <span className="hidden">, done</span>}
            {state === 'tried' && <span className={styles['tried']}>was not enough</span>}
            {state === 'here' && (
              <span className={styles['here']}>
                {ladder.Hold === undefined ? 'here since ' : 'held here since '}
                <Time value={ladder.RungSince} form="clock" />
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** While the token is lost: where the desk stands on its way back, what to do, what goes on and what does not. */
export function LadderCard({ vault }: { readonly vault: VaultFacts }) {
  const { Ladder: ladder } = vault;
  return (
    <Card
      title="The way back"
      {...(ladder !== undefined && { note: 'the desk climbs it by itself, at least once a second' })}
    >
      <div className={cx(styles['card'], ladder === undefined && styles['alone'])}>
        {ladder !== undefined && <Rungs ladder={ladder} />}
        <div className={styles['side']}>
          {ladder !== undefined && (
            <>
              <p className={styles['stands']}>{ladder.Stands}</p>
              <h3>What to do</h3>
              <p className={styles['words']}>{ladder.Remedy}</p>
            </>
          )}
          {vault.Reason !== undefined && (
            <p className={styles['words']}>
              The module says: <span className={styles['reason']}>{vault.Reason}</span>
            </p>
          )}
          <div className={styles['pair']}>
            <div>
              <h3>What goes on</h3>
              <p className={styles['words']}>
                Reading everything, the audit log, disabling keys, changing policies, switching access keys
                off, open sessions, and access keys that were used today.
              </p>
            </div>
            <div>
              <h3>What does not</h3>
              <p className={styles['words']}>
                Encrypting, decrypting, data keys, new keys and versions, new services, access keys not used
                yet today, signing the log. Callers get 503 and try again; nothing is done halfway.
              </p>
            </div>
          </div>
          <p className={styles['foot']}>{meanwhile(vault)}</p>
        </div>
      </div>
    </Card>
  );
}
