import * as z from 'zod';
import { losesLastAdministrator } from '../../../domain/policy/administrators.ts';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { ROOT_OPERATOR } from '../../principals.ts';
import { nothing } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { knownPolicies } from './names.ts';
import { principalId } from './person.ts';

/** What a person or service may do by identity policies: exactly these, from the next request on. */
export const updatePrincipalPolicies = operation.onAccount({
  name: 'UpdatePrincipalPolicies',
  class: 'management',
  input: z.object({ PrincipalId: principalId, Policies: z.array(z.string().min(1).max(128)).max(10) }),
  output: nothing,
  errors: ['NotFoundException', 'PasswordRequiredException'],
  permissions: () => [{ action: 'keydesk:UpdatePrincipalPolicies', key: null, resource: '*' }],
  parameters: (input) => [
    ['Policies', input.Policies.join(' ')],
    ['PrincipalId', input.PrincipalId],
  ],
  plan: ({ state, call, input }) => {
    requireFreshPassword(call);
    const principal = state.principal(input.PrincipalId);
    if (principal === undefined)
      throw new ServiceError('NotFoundException', 'There is no such person or service.');
    if (principal.kind === 'role' && principal.name === ROOT_OPERATOR)
      throw new ServiceError(
        'ValidationException',
        `${ROOT_OPERATOR} is what the settings say: change KEYDESK_ROOT_ACCESS_KEY_ID.`,
      );
    const policies = knownPolicies(input.Policies);
    const changed = { ...principal, policies };
    if (losesLastAdministrator(state.all('principal'), principal, changed))
      throw new ServiceError(
        'ValidationException',
        `${principal.name} is the last administrator who can sign in. Make somebody else an administrator first.`,
      );
    const same = policies.join(' ') === principal.policies.join(' ');
    return {
      output: {},
      changes: same ? [] : [put('principal', principal.id, changed)],
      event: {
        parameters: [
          ['Name', principal.name],
          ['Policies', policies.join(' ')],
          ['PoliciesBefore', principal.policies.join(' ')],
          ['PrincipalId', principal.id],
        ],
      },
    };
  },
});
