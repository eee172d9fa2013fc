import * as z from 'zod';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { nothing, secretText } from '../../schema.ts';

/** The password again, for what is delicate: good for five minutes on this session. */
export const confirmPassword = operation.onSelf({
  name: 'ConfirmPassword',
  class: 'management',
  input: z.object({ Password: secretText(1, 1024) }),
  output: nothing,
  errors: ['SignInFailedException', 'TooManyRequestsException'],
  plan: ({ state, call, input }) => {
    if (call.sessionId === null)
      throw new ServiceError('NotSignedInException', 'Only a session has a password to confirm.');
    const hash = state.principal(call.principal.id)?.passwordHash ?? null;
    return effect(
      ({ passwords }) => passwords.verify(input.Password, hash, call),
      (right) => {
        if (!right) throw new ServiceError('SignInFailedException', 'The password is not right.');
        return { output: {}, session: { kind: 'confirm' } };
      },
    );
  },
});
