import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, nothing } from '../../schema.ts';

/** Says anew what a key is for; an empty text clears it. */
export const updateKeyDescription = operation.onKey({
  name: 'UpdateKeyDescription',
  class: 'management',
  input: z.object({ KeyId: keyId, Description: z.string().max(8192) }),
  output: nothing,
  errors: ['InvalidArnException', 'KMSInternalException', 'KMSInvalidStateException', 'NotFoundException'],
  resolve: (context) =>
    resolveKey({ ...context, action: 'kms:UpdateKeyDescription' }, context.input.KeyId, 'id'),
  plan: ({ key, input }) => ({
    output: {},
    changes:
      key.description === input.Description
        ? []
        : [put('key', key.id, { ...key, description: input.Description })],
  }),
});
