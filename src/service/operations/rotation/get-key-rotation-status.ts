import * as z from 'zod';
import { operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, timestamp } from '../../schema.ts';

/** Whether and when a key rotates by itself. `false` for keys that cannot, and while a deletion is pending. */
export const getKeyRotationStatus = operation.onKey({
  name: 'GetKeyRotationStatus',
  class: 'read',
  input: z.object({ KeyId: keyId }),
  output: z.object({
    KeyId: z.string(),
    KeyRotationEnabled: z.boolean(),
    RotationPeriodInDays: z.int().optional(),
    NextRotationDate: timestamp.optional(),
  }),
  errors: [
    'InvalidArnException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'NotFoundException',
    'UnsupportedOperationException',
  ],
  resolve: (context) =>
    resolveKey({ ...context, action: 'kms:GetKeyRotationStatus' }, context.input.KeyId, 'id'),
  plan: ({ desk, key }) => {
    const rotation = key.state === 'PendingDeletion' ? null : key.rotation;
    return {
      output: {
        KeyId: arnOfKey(desk, key.id),
        KeyRotationEnabled: rotation !== null,
        ...(rotation === null
          ? {}
          : { RotationPeriodInDays: rotation.periodDays, NextRotationDate: new Date(rotation.next) }),
      },
    };
  },
});
