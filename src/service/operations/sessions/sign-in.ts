import * as z from 'zod';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { secretText, timestamp } from '../../schema.ts';
import { startSession } from './start-session.ts';

/** Opens a session. One answer for an unknown name and a wrong password, after the same work. */
export const signIn = operation.open({
  name: 'SignIn',
  class: 'management',
  input: z.object({ Name: z.string().min(1).max(64), Password: secretText(1, 1024) }),
  output: z.object({ Arn: z.string(), ExpiresAt: timestamp }),
  errors: ['SignInFailedException', 'TooManyRequestsException'],
  plan: ({ state, desk, call, input }) => {
    const known = state.principalByName('user', input.Name);
    return effect(
      ({ passwords }) => passwords.verify(input.Password, known?.passwordHash ?? null, call),
      (right, now) => {
        const user = now.principalByName('user', input.Name);
        // The hash that was checked must still be the account's.
        if (
          !right ||
          user === undefined ||
          user.id !== known?.id ||
          user.passwordHash !== known.passwordHash
        ) {
          throw new ServiceError('SignInFailedException', 'The name or the password is not right.', {
            guessedAt: user?.id,
          });
        }
        const principal = principalOf(desk.meta.accountId, user);
        const session = startSession({ desk, state: now, call }, user.id);
        return {
          output: { Arn: principal.caller.arn, ExpiresAt: new Date(session.expiresAt) },
          changes: session.changes,
          session: session.act,
          event: { as: principal },
        };
      },
    );
  },
});
