import * as z from 'zod';
import { put, remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { secretText } from '../../schema.ts';
import { sessionsOf } from './sessions-of.ts';

const wrong = (): ServiceError => new ServiceError('SignInFailedException', 'The old password is not right.');

/** A new password for the person who is signed in. Their other sessions end, and a link that would set another one. */
export const changePassword = operation.onSelf({
  name: 'ChangePassword',
  class: 'management',
  input: z.object({ OldPassword: secretText(1, 1024), NewPassword: secretText(1, 1024) }),
  output: z.object({ SessionsEnded: z.int() }),
  errors: ['SignInFailedException', 'TooManyRequestsException'],
  plan: ({ state, call, ports, input }) => {
    const person = state.principal(call.principal.id);
    if (call.sessionId === null || person?.kind !== 'user')
      throw new ServiceError(
        'NotSignedInException',
        'Only a person who is signed in has a password to change.',
      );
    const refused = ports.passwords.refuse(input.NewPassword, person.name);
    if (refused !== null) throw new ServiceError('ValidationException', refused);
    if (input.NewPassword === input.OldPassword)
      throw new ServiceError('ValidationException', 'The new password is the old one.');
    return effect(
      async ({ passwords }) =>
        (await passwords.verify(input.OldPassword, person.passwordHash, call))
          ? passwords.hash(input.NewPassword)
          : null,
      (passwordHash, now) => {
        const still = now.principal(person.id);
        // The hash that was checked must still be the account's.
        if (passwordHash === null || still === undefined || still.passwordHash !== person.passwordHash)
          throw wrong();
        const ended = sessionsOf(now, person.id, call.sessionId);
        return {
          output: { SessionsEnded: ended.length },
          changes: [
            put('principal', person.id, { ...still, passwordHash }),
            ...ended,
            ...(now.invitation(person.id) === undefined ? [] : [remove('invitation', person.id)]),
          ],
          session: { kind: 'confirm' },
          event: { parameters: [['SessionsEnded', String(ended.length)]] },
        };
      },
    );
  },
});
