import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Output } from '../query/contract.ts';
import { query } from '../query/query.ts';
import { useSessionOver } from '../query/session-end.ts';
import { sessionEnd, WARN_MS } from './session-clock.ts';

const SessionEnding = lazy(() => import('./session-ending.tsx'));
const SignInAgain = lazy(() => import('./sign-in-again.tsx'));

/** While it is announced the desk is asked this often: the person may have gone on in another tab. */
const LOOK_MS = 10_000;

/**
 * Tells that the session is about to end, and when it has ended asks to sign in again, on the page as it stands. The desk is asked when
 * the end would come near, not before; its answer alone counts, since whatever a person does meanwhile puts the idle end off.
 */
export function SessionWatch({ session }: { readonly session: Output<'GetSession'> }) {
  const over = useSessionOver();
  const { dataUpdatedAt, errorUpdatedAt, refetch } = useQuery(query('GetSession', {}));
  const [early, setEarly] = useState(false);
  const [heeded, setHeeded] = useState(0);
  const end = sessionEnd(session, dataUpdatedAt);
  const at = end?.at ?? null;
  const asked = Math.max(dataUpdatedAt, errorUpdatedAt);
  const near = at !== null && at - dataUpdatedAt <= WARN_MS;

  useEffect(() => {
    if (at === null || over) return;
    const left = at - asked;
    // Once near, at the end itself too, a second late: it is over then for sure.
    const wait = near ? Math.min(LOOK_MS, Math.max(1_000, left + 1_000)) : Math.max(1_000, left - WARN_MS);
    const timer = window.setTimeout(() => void refetch(), wait);
    return () => clearTimeout(timer);
  }, [at, near, over, asked, refetch]);

  useEffect(() => {
    // A machine that slept counted nothing.
    const seen = (): void => {
      if (document.visibilityState === 'visible' && at !== null && at - Date.now() <= WARN_MS) void refetch();
    };
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [at, refetch]);

  const announced = near && !(end?.kind === 'absolute' && heeded === at);
  return (
    <Suspense fallback={null}>
      {over || early ? (
        <SignInAgain session={session} over={over} onClose={() => setEarly(false)} />
      ) : (
        announced &&
        end !== null && (
          <SessionEnding end={end} onSignIn={() => setEarly(true)} onLater={() => setHeeded(end.at)} />
        )
      )}
    </Suspense>
  );
}
