import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAct } from '../../query/act.ts';
import type { Dependencies } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { query } from '../../query/query.ts';
import { Button } from '../../ui/button.tsx';
import { Notice, type Problem } from '../../ui/states.tsx';
import styles from './people.module.css';

/**
 * Can they do nothing any more? A person: no password (who has an invitation only never came, and deleting withdraws it). A service: no
 * active access key.
 */
export function useLockedOut({ Kind, PrincipalId, AccessKeys }: Dependencies): boolean {
  const { data } = useQuery({ ...query('DescribeUser', { PrincipalId }), enabled: Kind === 'user' });
  return Kind === 'user'
    ? data?.User.State === 'Locked' || data?.User.Invitation?.Purpose === 'invite'
    : AccessKeys.every(({ Status }) => Status === 'Inactive');
}

const number = new Intl.NumberFormat('en');

/** Ends what they can do, at once, and leaves everything else as it is: it can all be given back. */
export function LockOut({
  found,
  reason,
  lockedOut,
}: {
  readonly found: Dependencies;
  readonly reason: string | null;
  readonly lockedOut: boolean;
}) {
  const { Kind, Name, PrincipalId, Sessions, AccessKeys } = found;
  const reset = useAct('ResetUser');
  const withdraw = useAct('WithdrawInvitation');
  const update = useAct('UpdateAccessKey');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [running, setRunning] = useState(false);
  const active = AccessKeys.filter(({ Status }) => Status === 'Active');
  const lockPerson = async (): Promise<void> => {
    await reset.mutateAsync({ PrincipalId });
    // Nobody is meant to have this link.
    reset.reset();
    await withdraw.mutateAsync({ PrincipalId });
  };
  const lockService = async (): Promise<void> => {
    for (const { AccessKeyId } of active)
      // oxlint-disable-next-line no-await-in-loop -- the password is asked for once, not for each
      await update.mutateAsync({ AccessKeyId, Status: 'Inactive' });
  };
  const lock = (): void => {
    setProblem(null);
    setRunning(true);
    (Kind === 'user' ? lockPerson() : lockService())
      .catch((error: unknown) => setProblem(explain(`${Name} was not locked out`, error)))
      .finally(() => setRunning(false));
  };
  if (lockedOut)
    return (
      <p className={styles['words']}>
        {Kind === 'user'
          ? `${Name} has no session and no password.`
          : `${Name} has no active access key: it can sign no request.`}
      </p>
    );
  return (
    <>
      <p className={styles['words']}>
        {Kind === 'user'
          ? `${number.format(Sessions)} open ${Sessions === 1 ? 'session ends' : 'sessions end'}, and the password works no more. A new link gives it all back.`
          : `${number.format(active.length)} active ${active.length === 1 ? 'access key is' : 'access keys are'} disabled. They can be enabled again.`}
      </p>
      {problem !== null && (
        <Notice tone="bad" role="alert">
          <b>{problem.what}.</b> {problem.why} {problem.remedy}
        </Notice>
      )}
      <div>
        <Button kind="armed" pending={running} disabledReason={reason} onClick={lock}>
          Lock {Name} out now
        </Button>
      </div>
    </>
  );
}
