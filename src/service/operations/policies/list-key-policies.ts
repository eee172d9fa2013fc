import * as z from 'zod';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, limit, marker } from '../../schema.ts';

/** A key has exactly one policy, `default`. */
export const listKeyPolicies = operation.onKey({
  name: 'ListKeyPolicies',
  class: 'read',
  input: z.object({ KeyId: keyId, Limit: limit.optional(), Marker: marker.optional() }),
  output: z.object({ PolicyNames: z.array(z.string()), Truncated: z.boolean() }),
  errors: ['InvalidArnException', 'KMSInternalException', 'KMSInvalidStateException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:ListKeyPolicies' }, context.input.KeyId, 'id'),
  plan: () => ({ output: { PolicyNames: ['default'], Truncated: false } }),
});
