import * as z from 'zod';
import { isLastAdministrator } from '../../administrators.ts';
import { remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { closedSandbox } from '../desk/close-sandbox.ts';
import { sessionsOf } from '../sessions/sessions-of.ts';
import { requireRehomed } from './leaving.ts';
import { personOf, principalId } from './person.ts';

/**
 * A person leaves: sessions, password, link and practice keys go with them. What they did stays in the log under their ARN and id, and
 * what they practised with is closed at once, so that the name gives whoever has it next nothing.
 */
export const deleteUser = operation.onAccount({
  name: 'DeleteUser',
  class: 'management',
  input: z.object({
    PrincipalId: principalId,
    /** Also when keys are left whose policy nobody can change. */
    AbandonKeys: z.boolean().optional(),
  }),
  output: nothing,
  errors: ['NotFoundException', 'PasswordRequiredException'],
  permissions: () => [{ action: 'keydesk:DeleteUser', key: null, resource: '*' }],
  parameters: (input) => [['PrincipalId', input.PrincipalId]],
  plan: (context) => {
    const { state, call, input } = context;
    requireFreshPassword(call);
    const person = personOf(state, input.PrincipalId);
    if (person.id === call.principal.id)
      throw new ServiceError(
        'ValidationException',
        'Nobody deletes themselves: another administrator does it.',
      );
    if (isLastAdministrator(context, person, null))
      throw new ServiceError(
        'ValidationException',
        `${person.name} is the last administrator who can sign in. Make somebody else an administrator first.`,
      );
    requireRehomed(context, person, input.AbandonKeys === true);
    return {
      output: {},
      changes: [
        remove('principal', person.id),
        ...sessionsOf(state, person.id),
        ...closedSandbox(context, person.id),
        ...(state.invitation(person.id) === undefined ? [] : [remove('invitation', person.id)]),
      ],
      event: {
        parameters: [
          ['AbandonKeys', String(input.AbandonKeys === true)],
          ['Name', person.name],
          ['PrincipalId', person.id],
        ],
      },
    };
  },
});
