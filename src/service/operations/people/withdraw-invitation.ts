import * as z from 'zod';
import { remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { personOf, principalId } from './person.ts';

/** The link works no more. A person who never came goes with it; one whose password was reset stays, and needs a new link. */
export const withdrawInvitation = operation.onAccount({
  name: 'WithdrawInvitation',
  class: 'management',
  input: z.object({ PrincipalId: principalId }),
  output: nothing,
  errors: ['NotFoundException', 'PasswordRequiredException'],
  permissions: () => [{ action: 'keydesk:WithdrawInvitation', key: null, resource: '*' }],
  parameters: (input) => [['PrincipalId', input.PrincipalId]],
  plan: ({ state, call, input }) => {
    requireFreshPassword(call);
    const person = personOf(state, input.PrincipalId);
    const invitation = state.invitation(person.id);
    if (invitation === undefined)
      throw new ServiceError(
        'NotFoundException',
        `${person.name} has no invitation that could be withdrawn.`,
      );
    return {
      output: {},
      changes: [
        remove('invitation', person.id),
        ...(invitation.purpose === 'invite' ? [remove('principal', person.id)] : []),
      ],
      event: {
        parameters: [
          ['Name', person.name],
          ['PrincipalId', person.id],
          ['Purpose', invitation.purpose],
        ],
      },
    };
  },
});
