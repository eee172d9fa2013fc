import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { Input, OperationName, Output } from './contract.ts';
import { call } from './desk.ts';
import { isCode } from './explain.ts';

/** Asks for the password again; true when it was given and right. The shell puts its dialog here. */
export const ConfirmPasswordContext = createContext<() => Promise<boolean>>(() => Promise.resolve(false));

/**
 * Does an operation that changes something. When the service wants the password again it is asked for, and the act is done once more;
 * a person who declines gets the refusal. Afterwards whatever the page shows is read anew.
 */
export function useAct<N extends OperationName>(name: N) {
  const confirmPassword = use(ConfirmPasswordContext);
  const cache = useQueryClient();
  return useMutation<Output<N>, Error, Input<N>>({
    mutationKey: [name],
    // Secrets in an answer (a new access key) leave the cache with the page that shows them.
    gcTime: 0,
    mutationFn: async (input) => {
      try {
        return await call(name, input);
      } catch (error) {
        if (!isCode(error, 'PasswordRequiredException') || !(await confirmPassword())) throw error;
        return call(name, input);
      }
    },
    onSuccess: () => cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'GetSession' }),
  });
}
