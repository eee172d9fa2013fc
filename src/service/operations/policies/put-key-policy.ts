import * as z from 'zod';
import { conditionValues } from '../../condition-values.ts';
import { ServiceError } from '../../errors.ts';
import { operation, type Call } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, nothing, policyName, policyText } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { checkKeyPolicy } from './check-key-policy.ts';
import { savePolicy } from './save-policy.ts';

const conditions = (input: { readonly BypassPolicyLockoutSafetyCheck?: boolean | undefined }) => ({
  'kms:bypasspolicylockoutsafetycheck': String(input.BypassPolicyLockoutSafetyCheck ?? false),
});

/** What a client of AWS KMS sends beyond its members means nothing, so the version counts from the console only. */
function refuseUnseen(call: Call, version: number | undefined, edited: number | undefined): void {
  if (call.via === 'console' && edited !== undefined && edited !== version)
    throw new ServiceError(
      'ConflictException',
      `The policy was changed meanwhile: it is version ${version ?? 0} now, and version ${edited} was edited. Nothing was saved.`,
    );
}

/** Likewise: of the console only. */
function reasonOf({ via }: Call, given: string | undefined): string | null {
  const reason = via === 'console' ? (given ?? '').trim() : '';
  return reason === '' ? null : reason;
}

/** Replaces a key's policy, unless it cannot be evaluated or would lock the caller out. */
export const putKeyPolicy = operation.onKey({
  name: 'PutKeyPolicy',
  class: 'management',
  input: z.object({
    KeyId: keyId,
    PolicyName: policyName.optional(),
    Policy: policyText,
    BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
    /** Ours, of the console: the version that was edited. Refused when there is another by now, as it would be lost unseen. */
    IfPolicyVersion: z.int().optional(),
    /** Ours, of the console: why it is changed, in the author's words. Kept with the version and in the event. */
    Reason: z.string().max(1000).optional(),
  }),
  output: nothing,
  errors: [
    'ConflictException',
    'InvalidArnException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'LimitExceededException',
    'MalformedPolicyDocumentException',
    'NotFoundException',
    'PasswordRequiredException',
    'UnsupportedOperationException',
  ],
  resolve: (context) => resolveKey({ ...context, action: 'kms:PutKeyPolicy' }, context.input.KeyId, 'id'),
  conditions,
  parameters: (input) => [
    ['BypassPolicyLockoutSafetyCheck', String(input.BypassPolicyLockoutSafetyCheck ?? false)],
  ],
  plan: ({ state, desk, ports, call, key, input }) => {
    requireFreshPassword(call);
    if ((input.PolicyName ?? 'default') !== 'default')
      throw new ServiceError('NotFoundException', 'No such policy exists');
    refuseUnseen(call, state.policy(key.id)?.version, input.IfPolicyVersion);
    const resource = arnOfKey(desk, key.id);
    checkKeyPolicy({
      state,
      desk,
      ports,
      call,
      text: input.Policy,
      keyArn: resource,
      keyId: key.id,
      bypassLockout: input.BypassPolicyLockoutSafetyCheck === true,
      valuesFor: (principal) =>
        conditionValues(
          { call: { ...call, principal }, state, region: desk.meta.region, input, conditions },
          { action: 'kms:PutKeyPolicy', key, resource },
        ),
    });
    const reason = reasonOf(call, input.Reason);
    return {
      output: {},
      changes: savePolicy({ state, call, keyId: key.id, text: input.Policy, reason }),
      ...(reason === null ? {} : { event: { reason } }),
    };
  },
});
