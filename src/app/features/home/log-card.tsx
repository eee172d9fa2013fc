import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LogCheck, SeenCheckpoint } from '../../log-check/check-log.ts';
import { useLogCheck } from '../../log-check/use-log-check.ts';
import type { DeskFacts } from '../../query/contract.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { Seal } from '../../ui/seal.tsx';
import { Notice, Skeleton } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { saveText } from './save-text.ts';
import styles from './home.module.css';
import { counted, FAULTS, restoredWords, UNKNOWN } from './home-words.ts';
import { KeepCheckpoint } from './keep-checkpoint.tsx';

const size = (of: SeenCheckpoint): string => counted(of.size, 'event', 'events');

type Verified = Extract<LogCheck, { verdict: 'verified' }>;
type Restored = Extract<LogCheck, { verdict: 'restored' }>;
type Failed = Extract<LogCheck, { verdict: 'failed' }>;

/** The proof as a path: what was kept, what was added, whose signature. */
function Proof({ check }: { readonly check: Verified }) {
  const { now, before } = check;
  return (
    <>
      <div className={styles['sealed']}>
        <Seal size={48} label="Log verified by this browser" />
        <p className="tale">
          {before === null ? 'Rightly signed' : 'Verified'}: <b>{size(now)}</b>,{' '}
          <Time value={new Date(now.time)} form="relative" />.
        </p>
      </div>
      <ol className={styles['path']}>
        {before === null ? (
          <li>
            The first look of this browser: there is nothing yet to compare with. From now on every look is
            compared with this one.
          </li>
        ) : (
          <>
            <li>
              This browser kept the checkpoint over <b>{size(before)}</b>, of{' '}
              <Time value={new Date(before.time)} />.
            </li>
            <li>
              {now.size === before.size
                ? 'The log is the same, event for event.'
                : `${counted(now.size - before.size, 'event has', 'events have')} been added, and none of those before was altered or taken out: proved by hashes.`}
            </li>
          </>
        )}
        <li>
          {check.restored !== null && <>The desk was {restoredWords(check.restored)}. </>}
          Root <code>{now.root.slice(0, 12)}…</code> is signed by the desk’s Ed25519 key
          {before === null ? '.' : ', the same as ever.'}
        </li>
      </ol>
    </>
  );
}

/** No alarm, and nothing to pass over: what was done after the backup is gone, revocations too. */
function AfterRestore({ check, deskKey }: { readonly check: Restored; readonly deskKey: string }) {
  const cache = useQueryClient();
  const { before, restored } = check;
  const goOn = async (): Promise<void> => {
    const { beginAnew } = await import('../../log-check/desk-log.ts');
    await beginAnew(deskKey);
    await cache.invalidateQueries({ queryKey: ['LogCheck'] });
  };
  const evidence = (): void =>
    saveText(
      'keydesk-checkpoint-before-restore.txt',
      `What this browser verified before the restore:\n\n${before.note}\nWhat the desk shows now:\n\n${check.now.note}`,
    );
  return (
    <Notice tone="warn">
      <p className={styles['faultTitle']}>
        The desk was restored from the backup of <Time value={new Date(restored.backupAt)} />
      </p>
      <p>
        {restored.lost === null
          ? `This browser saw ${size(before)} of a time after another restore, of which nothing is in this log.`
          : `This browser saw ${size(before)}; ${counted(restored.lost, 'was', 'were')} recorded after that backup, and ${restored.lost === 1 ? 'is' : 'are'} not in the log any more. All before it is the same, event for event: proved by hashes, and signed by the same key.`}
      </p>
      <p>
        What was revoked after the backup works again: look through access keys, people and policies. If
        nobody restored this desk, treat it as a break-in, and keep the evidence.
      </p>
      <div className={styles['acts']}>
        <Button small onClick={() => void goOn()}>
          I know: go on from here
        </Button>
        <Button small kind="bare" icon="download" onClick={evidence}>
          Save what this browser saw
        </Button>
      </div>
    </Notice>
  );
}

/** Shouts. Nothing of it is taken back by a reload: this browser keeps what it saw, until a person decides otherwise. */
function Fault({ check, deskKey }: { readonly check: Failed; readonly deskKey: string }) {
  const [asked, setAsked] = useState(false);
  const [refused, setRefused] = useState(false);
  const cache = useQueryClient();
  const { what, why } = FAULTS[check.fault];
  const { before } = check;
  const anew = async (): Promise<void> => {
    const { beginAnew } = await import('../../log-check/desk-log.ts');
    const found = await beginAnew(deskKey);
    setRefused(found.verdict !== 'verified');
    if (found.verdict === 'verified') await cache.invalidateQueries({ queryKey: ['LogCheck'] });
  };
  const evidence = (): void =>
    saveText(
      'keydesk-log-evidence.txt',
      `What this browser verified before:\n\n${before?.note ?? 'nothing'}\nWhat the desk shows now:\n\n${check.note}`,
    );
  return (
    <Notice tone="bad" role="alert">
      <p className={styles['faultTitle']}>{what}</p>
      <p>{why}</p>
      {before !== null && (
        <p>
          This browser keeps the checkpoint over {size(before)} that it verified on{' '}
          <Time value={new Date(before.time)} />.
        </p>
      )}
      <p>
        Keep the evidence, leave the desk’s folder as it is, and run “keydesk verify-log --checkpoint FILE”
        with it.
      </p>
      <div className={styles['acts']}>
        <Button small icon="download" onClick={evidence}>
          Save the evidence
        </Button>
        {check.fault !== 'signature' &&
          (asked ? (
            <Button small kind="armed" onClick={() => void anew()}>
              Forget what this browser saw
            </Button>
          ) : (
            <Button small kind="bare" onClick={() => setAsked(true)}>
              I know why: begin anew…
            </Button>
          ))}
      </div>
      {refused && <p>The desk’s newest checkpoint is not rightly signed either: nothing was forgotten.</p>}
    </Notice>
  );
}

/** Does the log verify, and up to which checkpoint: by this browser, not by the desk's word. */
export function LogCard({ desk }: { readonly desk: DeskFacts }) {
  const check = useLogCheck(desk.Log);
  return (
    <Card title="Does the log verify?">
      {check === undefined && <Skeleton rows={2} label="Checking the log" />}
      {check?.verdict === 'verified' &&
        (check.now.size === 0 ? <Notice>{UNKNOWN.unsigned}</Notice> : <Proof check={check} />)}
      {check?.verdict === 'restored' && <AfterRestore check={check} deskKey={desk.Log.VerifierKey} />}
      {check?.verdict === 'failed' && <Fault check={check} deskKey={desk.Log.VerifierKey} />}
      {check?.verdict === 'unknown' && <Notice>{UNKNOWN[check.why]}</Notice>}
      {check?.verdict !== 'failed' && <KeepCheckpoint />}
    </Card>
  );
}
