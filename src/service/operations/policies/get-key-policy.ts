import * as z from 'zod';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, policyName } from '../../schema.ts';

/** The policy, byte for byte as stored. */
export const getKeyPolicy = operation.onKey({
  name: 'GetKeyPolicy',
  class: 'read',
  input: z.object({ KeyId: keyId, PolicyName: policyName.optional() }),
  output: z.object({
    Policy: z.string(),
    PolicyName: z.string(),
    /** For the console alone: what PutKeyPolicy takes as IfPolicyVersion. */
    PolicyVersion: z.int().optional(),
  }),
  errors: ['InvalidArnException', 'KMSInternalException', 'KMSInvalidStateException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:GetKeyPolicy' }, context.input.KeyId, 'id'),
  plan: ({ state, call, key, input }) => {
    const stored = state.policy(key.id);
    if (stored === undefined || (input.PolicyName ?? 'default') !== 'default')
      throw new ServiceError('NotFoundException', 'No such policy exists');
    return {
      output: {
        Policy: stored.body.text,
        PolicyName: 'default',
        ...(call.via === 'console' ? { PolicyVersion: stored.version } : {}),
      },
    };
  },
});
