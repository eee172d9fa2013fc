import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useBlocker } from 'react-router';
import { paths } from '../paths.ts';

const Question = lazy(() => import('../ui/question.tsx'));

/**
 * Asks before the page is left while `when` holds: in the console by a dialog, at reload and close by the browser's own. The way to
 * sign-in is never held up: the session is over then, and the page must not stand on.
 */
export function LeaveGuard({
  when,
  title,
  children,
  stay,
  leave,
  except,
  onLeave,
}: {
  readonly when: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly stay: string;
  readonly leave: string;
  /** A path that one may go to unasked, because what was typed is there again on the way back. */
  readonly except?: string;
  /** It is left, and what was typed given up. */
  readonly onLeave?: () => void;
}) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      when && ![currentLocation.pathname, paths.signIn(), except].includes(nextLocation.pathname),
  );
  useEffect(() => {
    if (!when) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [when]);
  if (blocker.state !== 'blocked') return null;
  return (
    <Suspense fallback={null}>
      <Question
        title={title}
        safe={stay}
        go={leave}
        onAnswer={(go) => {
          if (!go) return blocker.reset();
          onLeave?.();
          blocker.proceed();
        }}
      >
        {children}
      </Question>
    </Suspense>
  );
}
