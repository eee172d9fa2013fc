import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../query/desk.ts';
import { explain } from '../query/explain.ts';
import { query } from '../query/query.ts';
import { Acts } from '../ui/acts.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogWords } from '../ui/dialog.tsx';
import { Notice } from '../ui/states.tsx';
import { aboutMinutes, countdown, type SessionEnd } from './session-clock.ts';
import { announceKept } from './session.ts';

function useLeft(at: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return at - now;
}

/** Five minutes before the end: how long yet, why, and what keeps the work. */
export default function SessionEnding({
  end,
  onSignIn,
  onLater,
}: {
  readonly end: SessionEnd;
  readonly onSignIn: () => void;
  readonly onLater: () => void;
}) {
  const left = useLeft(end.at);
  const cache = useQueryClient();
  const stay = useMutation({
    mutationFn: () => call('KeepSession', {}),
    onSuccess: (facts) => {
      cache.setQueryData(query('GetSession', {}).queryKey, facts);
      announceKept();
    },
  });
  const idle = end.kind === 'idle';
  const close = idle ? () => stay.mutate() : onLater;
  return (
    <Dialog title={idle ? 'Are you still there?' : 'Your session is about to end'} onClose={close}>
      <DialogWords>
        {idle ? 'Nothing was asked of the desk for a while. ' : 'A session lasts twelve hours at most. '}
        You are signed out in{' '}
        <b role="timer" className="figures" aria-hidden="true">
          {countdown(left)}
        </b>
        <span className="hidden">{aboutMinutes(left)}</span>. What you have typed on this page stays.
      </DialogWords>
      <p className="hidden" role="status">
        {aboutMinutes(left)} left
      </p>
      {stay.isError && <Notice tone="bad">{explain('Not kept', stay.error).why}</Notice>}
      <Acts>
        {idle ? (
          <Button kind="primary" pending={stay.isPending} onClick={() => stay.mutate()} autoFocus>
            Stay signed in
          </Button>
        ) : (
          <>
            <Button onClick={onLater}>Later</Button>
            <Button kind="primary" onClick={onSignIn} autoFocus>
              Sign in again now
            </Button>
          </>
        )}
      </Acts>
    </Dialog>
  );
}
