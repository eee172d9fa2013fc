import * as z from 'zod';
import { comparePolicies } from '../../../domain/policy/compare/compare.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { policyWorldOf, sightOf } from '../../policy-world.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, policyText } from '../../schema.ts';
import { compiledText } from './policy-text.ts';
import { comparison, comparisonOf } from './shapes/comparison.ts';
import { COMPARISON } from './work.ts';

/** Who gains and who loses what if `Policy` were saved in place of the key's policy as it is. Nothing is saved. */
export const compareKeyPolicies = operation.onKey({
  name: 'CompareKeyPolicies',
  class: 'read',
  input: z.object({ KeyId: keyId, Policy: policyText }),
  output: comparison,
  errors: [
    'InvalidArnException',
    'KMSInternalException',
    'LimitExceededException',
    'MalformedPolicyDocumentException',
    'NotFoundException',
  ],
  resolve: (context) => resolveKey({ ...context, action: 'kms:GetKeyPolicy' }, context.input.KeyId, 'any'),
  actions: ['kms:GetKeyPolicy'],
  permissions: ({ desk, key }) => [{ action: 'kms:GetKeyPolicy', key, resource: arnOfKey(desk, key.id) }],
  plan: (context) => {
    const { state, ports, key, input } = context;
    const after = compiledText(input.Policy, 'key');
    if (state.policy(key.id) === undefined)
      throw new ServiceError('NotFoundException', 'No such policy exists');
    const before = ports.policies.keyPolicy(state, key.id).compiled;
    const sight = { ...sightOf(context, key), usage: false, estate: false };
    return effect(
      ({ store }) => policyWorldOf(store, context, key, sight),
      (world) => ({ output: comparisonOf(comparePolicies(before, after, world, COMPARISON)) }),
    );
  },
});
