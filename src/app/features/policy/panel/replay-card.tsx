import { useEffect, useState } from 'react';
import { paths } from '../../../paths.ts';
import { useMayRead } from '../../../query/can.ts';
import { call } from '../../../query/desk.ts';
import { explain } from '../../../query/explain.ts';
import { Button } from '../../../ui/button.tsx';
import { Link } from '../../../ui/link.tsx';
import { shortArn } from '../../../ui/shorten.ts';
import { Time } from '../../../ui/time.tsx';
import type { Problem } from '../../../ui/states.tsx';
import { useSettled } from '../../../ui/use-settled.ts';
import styles from '../../../policy/findings/panel.module.css';
import { addPage, allowedWords, byEdit, refusedWords, type ReplayExample, type ReplaySum } from './replay.ts';

/** Typing has to pause this long before the log is asked. */
const SETTLE_MS = 700;
const number = new Intl.NumberFormat('en');

interface State {
  readonly text: string;
  readonly sum: ReplaySum | null;
  readonly problem: Problem | null;
}

/** Tries a text on the key's history, page after page; a newer text ends it. */
function useReplay(keyId: string, text: string, enabled: boolean): State & { readonly again: () => void } {
  const [state, setState] = useState<State>({ text, sum: null, problem: null });
  const [run, setRun] = useState(0);
  useEffect(() => {
    if (!enabled) return;
    const { signal, abort } = controller();
    const work = async (): Promise<void> => {
      let sum: ReplaySum | null = null;
      let marker: string | undefined;
      setState({ text, sum: null, problem: null });
      do {
        // oxlint-disable-next-line no-await-in-loop -- each goes on where the one before ended
        const page = await call(
          'ReplayKeyPolicy',
          { KeyId: keyId, Policy: text, ...(marker === undefined ? {} : { Marker: marker }) },
          { signal },
        );
        sum = addPage(sum, page);
        marker = page.NextMarker;
        if (signal.aborted) return;
        setState({ text, sum, problem: null });
      } while (marker !== undefined);
    };
    work().catch((error: unknown) => {
      if (!signal.aborted) setState({ text, sum: null, problem: explain('The replay did not end', error) });
    });
    return abort;
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- begun anew when somebody asks for it
  }, [keyId, text, enabled, run]);
  return { ...state, again: () => setRun((before) => before + 1) };
}

function controller() {
  const own = new AbortController();
  return { signal: own.signal, abort: () => own.abort() };
}

/** What the edited text would have done to the requests that the log holds. */
export function ReplayCard({
  keyId,
  text,
  sound,
}: {
  readonly keyId: string;
  readonly text: string;
  readonly sound: boolean;
}) {
  const may = useMayRead('keydesk:SearchAuditEvents');
  const settled = useSettled(text, SETTLE_MS);
  const {
    sum,
    problem,
    again,
    text: of,
  } = useReplay(keyId, settled, sound && may === true && settled === text);
  if (may !== true) return null;
  const current = of === text && sound;
  return (
    <section aria-label="Replay" aria-busy={!(current && sum?.done === true)}>
      <h2>
        Replay
        {current && sum !== null && (
          <span className={styles['far']}>
            {sum.done
              ? `${number.format(sum.looked)} requests, 90 days`
              : `${number.format(sum.looked)} of ${number.format(Math.max(sum.total, sum.looked))}`}
          </span>
        )}
      </h2>
      {current && problem !== null ? (
        <>
          <p className="fine-print">
            {problem.what}. {problem.why}
          </p>
          <Button small onClick={again}>
            Try again
          </Button>
        </>
      ) : !sound ? (
        <p className="fine-print">Once the text can be saved it is tried on the key’s history.</p>
      ) : !current || sum === null ? (
        <p className="fine-print">Trying it on the last 90 days…</p>
      ) : (
        <Result sum={sum} />
      )}
    </section>
  );
}

function Result({ sum }: { readonly sum: ReplaySum }) {
  const allowed = allowedWords(sum);
  return (
    <div aria-live="polite">
      {!sum.done && <progress max={Math.max(sum.total, 1)} value={sum.looked} aria-label="Replayed so far" />}
      <p>{refusedWords(sum)}</p>
      {byEdit(sum.refused) > 0 && (
        <Examples label="Would have been refused" examples={sum.refused.examples} />
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
