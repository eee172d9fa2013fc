import * as z from 'zod';
import { isLastAdministrator } from '../../administrators.ts';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { wouldBeAllowed } from '../../is-allowed.ts';
import { operation } from '../../operation.ts';
import { principalOf, ROOT_OPERATOR } from '../../principals.ts';
import { nothing } from '../../schema.ts';
import { closedSandbox } from '../desk/close-sandbox.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { knownPolicies } from './names.ts';
import { principalId } from './person.ts';

const names = z.array(z.string().min(1).max(128)).max(10);
const sameNames = (one: readonly string[], other: readonly string[]): boolean =>
  new Set(one).symmetricDifference(new Set(other)).size === 0;

const PRACTISE = { action: 'keydesk:OpenDeskSandbox', key: null, resource: '*' } as const;

/** What a person or service may do by identity policies: exactly these, from the next request on. Who may practise no more has their practice keys closed. */
export const updatePrincipalPolicies = operation.onAccount({
  name: 'UpdatePrincipalPolicies',
  class: 'management',
  input: z.object({
    PrincipalId: principalId,
    Policies: names,
    /** What they were when they were edited, in any order. Refused when they are others by now: those would be lost unseen. */
    IfPolicies: names.optional(),
  }),
  output: nothing,
  errors: ['ConflictException', 'NotFoundException', 'PasswordRequiredException'],
  permissions: () => [{ action: 'keydesk:UpdatePrincipalPolicies', key: null, resource: '*' }],
  parameters: (input) => [
    ['Policies', input.Policies.join(' ')],
    ['PrincipalId', input.PrincipalId],
  ],
  plan: (context) => {
    const { state, desk, call, input } = context;
    requireFreshPassword(call);
    const principal = state.principal(input.PrincipalId);
    if (principal === undefined)
      throw new ServiceError('NotFoundException', 'There is no such person or service.');
    if (principal.kind === 'role' && principal.name === ROOT_OPERATOR)
      throw new ServiceError(
        'ValidationException',
        `${ROOT_OPERATOR} is what the settings say: change KEYDESK_ROOT_ACCESS_KEY_ID.`,
      );
    if (input.IfPolicies !== undefined && !sameNames(input.IfPolicies, principal.policies))
      throw new ServiceError(
        'ConflictException',
        `The identity policies of ${principal.name} were changed meanwhile: they are ${principal.policies.length === 0 ? 'none' : principal.policies.join(', ')} now. Nothing was saved.`,
      );
    const policies = knownPolicies(state, input.Policies);
    const changed = { ...principal, policies };
    if (isLastAdministrator(context, principal, changed))
      throw new ServiceError(
        'ValidationException',
        policies.includes('administrator')
          ? `One of these policies would deny ${principal.name}, the last administrator who can sign in, keydesk:UpdatePrincipalPolicies. Make somebody else an administrator first.`
          : `${principal.name} is the last administrator who can sign in. Make somebody else an administrator first.`,
      );
    const same = policies.join(' ') === principal.policies.join(' ');
    // Their own policies let the person in, so they would outlive the permission.
    const closed =
      same || wouldBeAllowed(context, principalOf(desk.meta.accountId, changed), PRACTISE)
        ? []
        : closedSandbox(context, principal.id);
    return {
      output: {},
      changes: same ? [] : [put('principal', principal.id, changed), ...closed],
      event: {
        parameters: [
          ['Name', principal.name],
          ['Policies', policies.join(' ')],
          ['PoliciesBefore', principal.policies.join(' ')],
          ['PrincipalId', principal.id],
          ...(closed.length === 0 ? [] : [['PracticeKeys', 'closed'] as const]),
        ],
      },
    };
  },
});
