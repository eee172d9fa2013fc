import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, createContext, use } from 'react';
import type { Input, OperationName, Output } from './contract.ts';
import { call } from './desk.ts';
import { isCode } from './explain.ts';
import { signedInAgain } from './session-end.ts';

/** Asks for the password again; true when it was given and right. The shell puts its dialog here. */
export const ConfirmPasswordContext = createContext<() => Promise<boolean>>(() => Promise.resolve(false));

/**
 * Calls an operation, and once more after each thing that a person was missing and gave: a session that had ended (nothing was done by
 * the first call, so nothing is done twice), the password. Who declines gets the refusal.
 */
async function callWithPerson<N extends OperationName>(
  name: N,
  input: Input<N>,
  confirmPassword: () => Promise<boolean>,
): Promise<Output<N>> {
  const asked: Readonly<Record<string, () => Promise<boolean>>> = {
    NotSignedInException: signedInAgain,
    PasswordRequiredException: confirmPassword,
  };
  const given = new Set<string>();
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- each time after what was missing
      return await call(name, input);
    } catch (error) {
      const missing = Object.keys(asked).find((code) => isCode(error, code) && !given.has(code));
      // oxlint-disable-next-line no-await-in-loop -- likewise
      if (missing === undefined || (await asked[missing]?.()) !== true) throw error;
      given.add(missing);
    }
  }
}

/**
 * Does an operation that changes something. When the service wants the password again it is asked for, and the act is done once more;
 * so it is when the session has ended and the person signs in again. A person who declines gets the refusal. Afterwards whatever the page
 * shows is read anew, but what `gone` names: reads of a thing that the act has taken away, which the page is about to leave.
 */
export function useAct<N extends OperationName>(name: N, gone: readonly OperationName[] = []) {
  const confirmPassword = use(ConfirmPasswordContext);
  const cache = useQueryClient();
  const mutation = useMutation<Output<N>, Error, Input<N>>({
    mutationKey: [name],
    // Secrets in an answer (a new access key) leave the cache with the page that shows them.
    gcTime: 0,
    mutationFn: (input) => callWithPerson(name, input, confirmPassword),
    onSuccess: () =>
      cache.invalidateQueries({
        predicate: ({ queryKey }) =>
          queryKey[0] !== 'GetSession' && !gone.some((each) => each === queryKey[0]),
      }),
    // Refused since it was changed meanwhile: the page then shows to what.
    onError: (error) =>
      isCode(error, 'ConflictException')
        ? cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'GetSession' })
        : undefined,
  });
  const { mutateAsync } = mutation;
  // The part of the page that asked may be gone once what it shows was read anew; what follows (a word of success) must not go with it.
  const mutate = useCallback(
    (input: Input<N>, then: ActThen<Output<N>> = {}): void => {
      mutateAsync(input).then(then.onSuccess, then.onError ?? (() => {}));
    },
    [mutateAsync],
  );
  return { ...mutation, mutate };
}

/** What follows an act. Without `onError` the page shows the act's own error. */
interface ActThen<O> {
  readonly onSuccess?: (output: O) => void;
  readonly onError?: (error: Error) => void;
}
