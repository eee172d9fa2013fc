import * as z from 'zod';
import { remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { requireRehomed } from './leaving.ts';
import { personOf, principalId } from './person.ts';

/** The link works no more. A person who never came goes with it, as by DeleteUser; one whose password was reset stays, and needs a new link. */
export const withdrawInvitation = operation.onAccount({
  name: 'WithdrawInvitation',
  class: 'management',
  input: z.object({
    PrincipalId: principalId,
    /** Also when keys are left whose policy nobody can change. */
    AbandonKeys: z.boolean().optional(),
  }),
  output: nothing,
  errors: ['NotFoundException', 'PasswordRequiredException'],
  permissions: () => [{ action: 'keydesk:WithdrawInvitation', key: null, resource: '*' }],
  parameters: (input) => [['PrincipalId', input.PrincipalId]],
  plan: (context) => {
    const { state, call, input } = context;
    requireFreshPassword(call);
    const person = personOf(state, input.PrincipalId);
    const invitation = state.invitation(person.id);
    if (invitation === undefined)
      throw new ServiceError(
        'NotFoundException',
        `${person.name} has no invitation that could be withdrawn.`,
      );
    const abandon = input.AbandonKeys === true;
    if (invitation.purpose === 'invite') requireRehomed(context, person, abandon);
    return {
      output: {},
      changes: [
        remove('invitation', person.id),
        ...(invitation.purpose === 'invite' ? [remove('principal', person.id)] : []),
      ],
      event: {
        parameters: [
          ...(invitation.purpose === 'invite' ? [['AbandonKeys', String(abandon)] as const] : []),
          ['Name', person.name],
          ['PrincipalId', person.id],
          ['Purpose', invitation.purpose],
        ],
      },
    };
  },
});
