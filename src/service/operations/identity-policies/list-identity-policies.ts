import * as z from 'zod';
import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import type { PrincipalEntity } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { builtInSummary, ownSummary, policySummary } from './policy-summary.ts';

const NOBODY: readonly PrincipalEntity[] = [];

/** Every policy that people and services can be given: the built-in ones, then the desk's own by name. */
export const listIdentityPolicies = operation.onAccount({
  name: 'ListIdentityPolicies',
  class: 'read',
  input: z.object({}),
  output: z.object({ Policies: z.array(policySummary) }),
  errors: [],
  permissions: () => [{ action: 'keydesk:ListIdentityPolicies', key: null, resource: '*' }],
  plan: ({ state }) => {
    const holders = new Map<string, PrincipalEntity[]>();
    for (const principal of state.all('principal'))
      for (const name of principal.policies) {
        const known = holders.get(name);
        if (known === undefined) holders.set(name, [principal]);
        else known.push(principal);
      }
    const own = [...state.ids('identityPolicy')].sort().flatMap((name) => state.identityPolicy(name) ?? []);
    return {
      output: {
        Policies: [
          ...BUILT_IN_POLICIES.map((policy) => builtInSummary(policy, holders.get(policy.name) ?? NOBODY)),
          ...own.map((stored) => ownSummary(stored, holders.get(stored.body.name) ?? NOBODY)),
        ],
      },
    };
  },
});
