import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, nothing } from '../../schema.ts';
import { checkTagCount } from './tags.ts';

/** Removes tags by key; keys that are not there are no error. */
export const untagResource = operation.onKey({
  name: 'UntagResource',
  class: 'management',
  input: z.object({ KeyId: keyId, TagKeys: z.array(z.string().min(1).max(128)) }),
  output: nothing,
  errors: [
    'InvalidArnException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'NotFoundException',
    'TagException',
  ],
  resolve: (context) => resolveKey({ ...context, action: 'kms:UntagResource' }, context.input.KeyId, 'id'),
  check: ({ TagKeys }) => checkTagCount(TagKeys),
  conditions: ({ TagKeys }) => ({ 'aws:tagkeys': TagKeys.length === 0 ? undefined : TagKeys }),
  parameters: ({ TagKeys }) => TagKeys.map((key) => ['TagKey', key] as const),
  plan: ({ key, input }) => {
    const left = key.tags.filter(([name]) => !input.TagKeys.includes(name));
    return {
      output: {},
      changes: left.length === key.tags.length ? [] : [put('key', key.id, { ...key, tags: left })],
    };
  },
});
