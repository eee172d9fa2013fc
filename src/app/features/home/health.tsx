import type { ReactNode } from 'react';
import { useLogCheck } from '../../log-check/use-log-check.ts';
import type { DeskFacts } from '../../query/contract.ts';
import { useReachable } from '../../query/reach.ts';
import { vaultWords } from '../../query/vault-words.ts';
import { Time } from '../../ui/time.tsx';
import styles from './home.module.css';
import { counted, FAULTS, restoredWords } from './home-words.ts';

const latency = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

type Tone = 'good' | 'warn' | 'bad' | 'open';

interface Part {
  readonly name: string;
  readonly tone: Tone;
  readonly state: string;
  readonly more: ReactNode;
}

function vaultPart(vault: DeskFacts['Vault']): Part {
  const { State, LatencyMilliseconds, Reason } = vault;
  const { short, where } = vaultWords(vault);
  return State === 'ready'
    ? {
        name: short,
        tone: 'good',
        state:
          LatencyMilliseconds === undefined
            ? 'answers'
            : `answers in ${latency.format(LatencyMilliseconds)} ms`,
        more: where,
      }
    : {
        name: short,
        tone: 'bad',
        state: 'cannot be reached',
        more: `${Reason ?? ''} Open data keys stay with their services; nothing new is wrapped or unwrapped.`.trim(),
      };
}

/** No answer leaves before its event is on disk: that this page has one is the proof. */
const storePart = (reachable: boolean): Part => ({
  name: 'Store',
  tone: reachable ? 'good' : 'open',
  state: reachable ? 'records' : 'not known',
  more: reachable ? 'each answer is in the log before it leaves' : 'the desk does not answer',
});

function useLogPart(log: DeskFacts['Log']): Part {
  const check = useLogCheck(log);
  const behind = log.UncoveredSince;
  if (check?.verdict === 'failed')
    return { name: 'Log', tone: 'bad', state: 'does not verify', more: FAULTS[check.fault].what };
  if (check?.verdict === 'restored')
    return { name: 'Log', tone: 'warn', state: 'was restored', more: restoredWords(check.restored) };
  if (
    behind !== undefined &&
    log.CheckpointTime !== undefined &&
    behind.getTime() > log.CheckpointTime.getTime() + 60_000
  )
    return {
      name: 'Log',
      tone: 'bad',
      state: 'is not being signed',
      more: (
        <>
          nothing since <Time value={behind} /> is covered by a checkpoint
        </>
      ),
    };
  const size = counted(log.CheckpointSize, 'event', 'events');
  if (check?.verdict === 'verified' && check.now.size > 0)
    return {
      name: 'Log',
      tone: 'good',
      state: 'verifies',
      more: `${counted(check.now.size, 'event', 'events')}, checked by this browser`,
    };
  if (log.CheckpointSize === 0)
    return { name: 'Log', tone: 'open', state: 'begins', more: 'no event of it is signed yet' };
  return { name: 'Log', tone: 'open', state: 'signed', more: `${size}, not checked by this browser` };
}

/** HSM, store and log, each with a lamp and a word. */
export function Health({ desk }: { readonly desk: DeskFacts }) {
  const reachable = useReachable();
  const log = useLogPart(desk.Log);
  const unknown: Part = {
    name: vaultWords(desk.Vault).short,
    tone: 'open',
    state: 'not known',
    more: 'the desk does not answer',
  };
  const parts = [
    reachable ? vaultPart(desk.Vault) : unknown,
    storePart(reachable),
    reachable ? log : { ...log, tone: 'open' as const, state: 'not known', more: 'the desk does not answer' },
  ];
  return (
    <dl className={styles['health']} aria-label="Health of the desk">
      {parts.map(({ name, tone, state, more }) => (
        <div key={name} data-tone={tone}>
          <dt>
            {name} <b>{state}</b>
          </dt>
          <dd>{more}</dd>
        </div>
      ))}
    </dl>
  );
}
