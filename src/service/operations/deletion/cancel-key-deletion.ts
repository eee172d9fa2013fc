import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId } from '../../schema.ts';

/** Brings a key back from a scheduled deletion: disabled, never enabled, so that somebody decides anew. */
export const cancelKeyDeletion = operation.onKey({
  name: 'CancelKeyDeletion',
  class: 'management',
  input: z.object({ KeyId: keyId }),
  output: z.object({ KeyId: z.string() }),
  errors: ['InvalidArnException', 'KMSInternalException', 'KMSInvalidStateException', 'NotFoundException'],
  resolve: (context) =>
    resolveKey({ ...context, action: 'kms:CancelKeyDeletion' }, context.input.KeyId, 'id'),
  plan: ({ desk, key }) => ({
    output: { KeyId: arnOfKey(desk, key.id) },
    changes: [put('key', key.id, { ...key, state: 'Disabled', deletion: null })],
  }),
});
