import * as z from 'zod';
import { operation } from '../../operation.ts';
import { pageOf } from '../../paging.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, marker, tag } from '../../schema.ts';

/** A key's tags, by key. */
export const listResourceTags = operation.onKey({
  name: 'ListResourceTags',
  class: 'read',
  input: z.object({
    KeyId: keyId,
    /** The model says 1000; the service takes 50 (kms-api.md §1.6). */
    Limit: z.int().min(1).max(50).optional(),
    Marker: marker.optional(),
  }),
  output: z.object({ Tags: z.array(tag), Truncated: z.boolean(), NextMarker: z.string().optional() }),
  errors: ['InvalidArnException', 'InvalidMarkerException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:ListResourceTags' }, context.input.KeyId, 'id'),
  plan: ({ key, input }) => {
    const page = pageOf(
      `ListResourceTags ${key.id}`,
      key.tags,
      ([name]) => name,
      input.Marker,
      input.Limit ?? 50,
    );
    return {
      output: {
        Tags: page.items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
        Truncated: page.next !== undefined,
        ...(page.next === undefined ? {} : { NextMarker: page.next }),
      },
    };
  },
});
