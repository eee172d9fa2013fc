import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react';
import { ConfirmPasswordContext } from '../query/act.ts';

const ConfirmPasswordDialog = lazy(() => import('./confirm-password-dialog.tsx'));

/** Asks for the password again when an act needs it (policies, credentials), and lets the act go on. */
export function ConfirmPassword({ children }: { readonly children: ReactNode }) {
  const [waiting, setWaiting] = useState<((given: boolean) => void) | null>(null);
  const ask = useCallback(() => new Promise<boolean>((resolve) => setWaiting(() => resolve)), []);
  const answer = (given: boolean): void => {
    waiting?.(given);
    setWaiting(null);
  };
  return (
    <ConfirmPasswordContext value={ask}>
      {children}
      {waiting !== null && (
        <Suspense fallback={null}>
          <ConfirmPasswordDialog onAnswer={answer} />
        </Suspense>
      )}
    </ConfirmPasswordContext>
  );
}
