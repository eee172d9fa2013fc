import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, nothing } from '../../schema.ts';

/** No more automatic rotation; the period is forgotten. On a key that never rotates: success. */
export const disableKeyRotation = operation.onKey({
  name: 'DisableKeyRotation',
  class: 'management',
  input: z.object({ KeyId: keyId }),
  output: nothing,
  errors: [
    'DisabledException',
    'InvalidArnException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'NotFoundException',
    'UnsupportedOperationException',
  ],
  resolve: (context) =>
    resolveKey({ ...context, action: 'kms:DisableKeyRotation' }, context.input.KeyId, 'id'),
  plan: ({ key }) => ({
    output: {},
    changes: key.rotation === null ? [] : [put('key', key.id, { ...key, rotation: null })],
  }),
});
