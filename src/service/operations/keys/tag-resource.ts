import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, nothing, tags } from '../../schema.ts';
import { checkTags, mergeTags, tagConditions } from './tags.ts';

/** Adds tags, and overwrites those of the same key. */
export const tagResource = operation.onKey({
  name: 'TagResource',
  class: 'management',
  input: z.object({ KeyId: keyId, Tags: tags }),
  output: nothing,
  errors: [
    'InvalidArnException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'LimitExceededException',
    'NotFoundException',
    'TagException',
  ],
  resolve: (context) => resolveKey({ ...context, action: 'kms:TagResource' }, context.input.KeyId, 'id'),
  check: ({ Tags }) => checkTags(Tags),
  conditions: ({ Tags }) => tagConditions(Tags),
  parameters: ({ Tags }) => Tags.map(({ TagKey, TagValue }) => [`Tag ${TagKey}`, TagValue] as const),
  plan: ({ key, input }) => ({
    output: {},
    changes: [put('key', key.id, { ...key, tags: mergeTags(key.tags, input.Tags) })],
  }),
});
