import { useState } from 'react';
import { paths } from '../../../paths.ts';
import { cx } from '../../../ui/cx.ts';
import { Button } from '../../../ui/button.tsx';
import { Link } from '../../../ui/link.tsx';
import { shortArn } from '../../../ui/shorten.ts';
import { Time } from '../../../ui/time.tsx';
import styles from '../../../policy/findings/panel.module.css';
import {
  allowedWords,
  byEdit,
  refusedWords,
  whoseWords,
  type ReplayExample,
  type ReplaySum,
} from './replay.ts';
import type { Replaying } from './use-replay.ts';

const number = new Intl.NumberFormat('en');

/** What the edited text would have done to the requests that the log holds. */
export function ReplayCard({ replay: { status, sum, problem, again } }: { readonly replay: Replaying }) {
  if (status === 'off') return null;
  return (
    <section aria-label="Replay" aria-busy={status === 'running'}>
      <h2>
        Replay
        {sum !== null && (
          <span className={styles['far']}>
            {sum.done
              ? `${number.format(sum.looked)} requests, 90 days`
              : `${number.format(sum.looked)} of ${number.format(Math.max(sum.total, sum.looked))}`}
          </span>
        )}
      </h2>
      {problem !== null ? (
        <>
          <p className="fine-print">
            {problem.what}. {problem.why}
          </p>
          <Button small onClick={again}>
            Try again
          </Button>
        </>
      ) : status === 'unsound' ? (
        <p className="fine-print">Once the text can be saved it is tried on the key’s history.</p>
      ) : sum === null ? (
        <p className="fine-print">Trying it on the last 90 days…</p>
      ) : (
        <Result sum={sum} />
      )}
    </section>
  );
}

function Result({ sum }: { readonly sum: ReplaySum }) {
  const allowed = allowedWords(sum);
  const isRefusing = byEdit(sum.refused) > 0;
  return (
    <div aria-live="polite">
      {!sum.done && <progress max={Math.max(sum.total, 1)} value={sum.looked} aria-label="Replayed so far" />}
      <p className={cx(isRefusing && styles['refusing'])}>{refusedWords(sum)}</p>
      {isRefusing && (
        <>
          <p>{whoseWords(sum.refused)}.</p>
          <Examples label="Would have been refused" examples={sum.refused.examples} />
        </>
      )}
      {allowed !== null && (
        <>
          <p className={styles['widened']}>{allowed}</p>
          <Examples label="Would be allowed" examples={sum.allowed.examples} />
        </>
      )}
      {sum.cannotTell > 0 && (
        <p className="fine-print">
          Of {number.format(sum.cannotTell)} the log does not hold what the decision would ask for.
        </p>
      )}
      {sum.altered > 0 && (
        <p className="fine-print">
          {number.format(sum.altered)} altered {sum.altered === 1 ? 'event is' : 'events are'} not believed.
        </p>
      )}
    </div>
  );
}

/** Requests, newest first, each a link to its event. */
function Examples({
  label,
  examples,
}: {
  readonly label: string;
  readonly examples: readonly ReplayExample[];
}) {
  const [shown, setShown] = useState(false);
  return (
    <>
      <button type="button" className={styles['more']} aria-expanded={shown} onClick={() => setShown(!shown)}>
        {shown ? 'Hide them' : examples.length === 1 ? 'Here it is' : 'Here they are'}
      </button>
      {shown && (
        <ul className={styles['examples']} aria-label={label}>
          {examples.map(({ Sequence, Time: at, Principal, Action, Context }) => (
            <li key={`${Sequence} ${Action}`}>
              <Link href={paths.audit({ event: String(Sequence) })} className="link">
                {Action.replace(/^kms:/, '')}
              </Link>{' '}
              {shortArn(Principal)}{' '}
              <code>{Context.map(([name, value]) => `${name}=${value}`).join(' ')}</code> <Time value={at} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
