import * as z from 'zod';
import { isLastAdministrator } from '../../administrators.ts';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { timestamp } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { sessionsOf } from '../sessions/sessions-of.ts';
import { makeInvitation, MOST_HOURS } from './invitation.ts';
import { personOf, principalId } from './person.ts';
import { toActAs } from './standing-in.ts';

/**
 * A new link in place of the password and of an older link; every session of the person ends. The account itself may do it to the last
 * administrator (`keydesk user reset`): that is how a lost one comes back.
 */
export const resetUser = operation.onAccount({
  name: 'ResetUser',
  class: 'management',
  input: z.object({ PrincipalId: principalId, ExpiresInHours: z.int().min(1).max(MOST_HOURS).optional() }),
  output: z.object({ PrincipalId: z.string(), Arn: z.string(), Link: z.string(), ExpiresAt: timestamp }),
  errors: ['NotFoundException', 'PasswordRequiredException'],
  permissions: (context) => [
    { action: 'keydesk:ResetUser', key: null, resource: '*' },
    ...toActAs(context, context.input.PrincipalId),
  ],
  parameters: (input) => [['PrincipalId', input.PrincipalId]],
  plan: (context) => {
    const { state, desk, call, input } = context;
    requireFreshPassword(call);
    const person = personOf(state, input.PrincipalId);
    if (person.id === call.principal.id)
      throw new ServiceError('ValidationException', 'Change your own password on your account page instead.');
    const reset = { ...person, passwordHash: null };
    if (call.principal.caller.kind !== 'root' && isLastAdministrator(context, person, reset))
      throw new ServiceError(
        'ValidationException',
        `${person.name} is the last administrator who can sign in: run "keydesk user reset ${person.name}" where the desk runs.`,
      );
    const purpose = state.invitation(person.id)?.purpose ?? 'reset';
    const made = makeInvitation(desk, call, person, purpose, input.ExpiresInHours);
    return {
      output: {
        PrincipalId: person.id,
        Arn: principalOf(desk.meta.accountId, person).caller.arn,
        Link: made.link,
        ExpiresAt: new Date(made.expiresAt),
      },
      changes: [put('principal', person.id, reset), ...sessionsOf(state, person.id), made.change],
      event: {
        parameters: [
          ['ExpiresAt', new Date(made.expiresAt).toISOString()],
          ['Name', person.name],
          ['PrincipalId', person.id],
        ],
      },
    };
  },
});
