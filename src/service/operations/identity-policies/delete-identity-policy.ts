import * as z from 'zod';
import { identityOwner, remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';
import { dropVersions } from '../policies/versions.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { holdersInWords, holdersOf } from './holders.ts';
import { ownPolicyOf } from './known-policy.ts';
import { identityPolicyName, reasonGiven, reasonOf } from './policy-text.ts';

/** A policy of the desk's own goes, when nobody has it any more. */
export const deleteIdentityPolicy = operation.onAccount({
  name: 'DeleteIdentityPolicy',
  class: 'management',
  input: z.object({ Name: identityPolicyName, Reason: reasonGiven.optional() }),
  output: nothing,
  errors: ['ConflictException', 'KMSInternalException', 'NotFoundException', 'PasswordRequiredException'],
  permissions: () => [{ action: 'keydesk:DeleteIdentityPolicy', key: null, resource: '*' }],
  parameters: (input) => [['Name', input.Name]],
  plan: ({ state, call, input }) => {
    requireFreshPassword(call);
    const { version } = ownPolicyOf(state, input.Name);
    const holders = holdersOf(state, input.Name);
    if (holders.length > 0)
      throw new ServiceError(
        'ConflictException',
        `${input.Name} is attached to ${holdersInWords(holders)}. Take it from them first.`,
      );
    const reason = reasonOf(input.Reason);
    return {
      output: {},
      changes: [
        remove('identityPolicy', input.Name),
        ...dropVersions(state, identityOwner(input.Name), version),
      ],
      ...(reason === null ? {} : { event: { reason } }),
    };
  },
});
