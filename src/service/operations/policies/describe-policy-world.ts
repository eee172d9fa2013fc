import * as z from 'zod';
import { effect, operation } from '../../operation.ts';
import { policyWorldOf, sightOf } from '../../policy-world.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId } from '../../schema.ts';
import { suppression, suppressionOf } from './shapes/finding.ts';
import { suppressionsOf } from './suppressions.ts';

/**
 * What the key's policy is judged against, for the editor to lint and compare as one types: the key, people and services with their
 * policies, grants, the uses of the last 90 days. Parts that the caller may not see by their own operations (ListPrincipals, ListGrants,
 * SearchAuditEvents, ListEffectiveAccess) are null. Beside it, what of the linter's findings is suppressed. Who may ListPrincipals but
 * not GetIdentityPolicy has `people`, once somebody has a policy of the desk's own.
 */
export const describePolicyWorld = operation.onKey({
  name: 'DescribePolicyWorld',
  class: 'read',
  input: z.object({ KeyId: keyId }),
  output: z.object({
    /**
     * A `PolicyWorld` (domain/policy/world.ts) as JSON, and as text: what is null in it is not known, and the wire drops what is null;
     * and it goes to a worker as it is.
     */
    World: z.string(),
    /** Findings of the key's policy that somebody bears; those that have ended and those that silence nothing now too. */
    Suppressions: z.array(suppression),
  }),
  errors: ['InvalidArnException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:GetKeyPolicy' }, context.input.KeyId, 'any'),
  actions: ['kms:GetKeyPolicy'],
  permissions: ({ desk, key }) => [{ action: 'kms:GetKeyPolicy', key, resource: arnOfKey(desk, key.id) }],
  plan: (context) =>
    effect(
      ({ store }) => policyWorldOf(store, context, context.key, sightOf(context, context.key)),
      (world) => ({
        output: {
          World: JSON.stringify(world),
          Suppressions: [...suppressionsOf(context.state, context.key.id)].map(suppressionOf),
        },
      }),
    ),
});
