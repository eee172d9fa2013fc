import * as z from 'zod';
import { KEY_SPEC_NAMES } from '../../../domain/keys/key-specs.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { arnOfKey, requestedId } from '../../resolve.ts';
import { keyId, tag, timestamp } from '../../schema.ts';

/** What is left of a destroyed key: whose it was and when it ended. Its log stays; nothing it encrypted can be opened again. */
export const describeDestroyedKey = operation.onAccount({
  name: 'DescribeDestroyedKey',
  class: 'read',
  input: z.object({ KeyId: keyId }),
  output: z.object({
    KeyId: z.string(),
    Arn: z.string(),
    Description: z.string(),
    KeySpec: z.enum(KEY_SPEC_NAMES),
    Tags: z.array(tag),
    CreationDate: timestamp,
    /** When the deletion was scheduled, and when it was done. */
    ScheduledDate: timestamp.optional(),
    DestroyedDate: timestamp,
    Versions: z.int(),
  }),
  errors: ['NotFoundException'],
  permissions: () => [{ action: 'keydesk:SearchKeys', key: null, resource: '*' }],
  plan: ({ state, desk, input }) => {
    const id = requestedId(input.KeyId);
    const key = id === undefined ? undefined : state.key(id);
    if (key?.destroyedAt == null)
      throw new ServiceError('NotFoundException', 'No key of that id was destroyed by this desk.');
    return {
      output: {
        KeyId: key.id,
        Arn: arnOfKey(desk, key.id),
        Description: key.description,
        KeySpec: key.spec,
        Tags: key.tags.map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
        CreationDate: new Date(key.createdAt),
        ...(key.deletion === null ? {} : { ScheduledDate: new Date(key.deletion.scheduledAt) }),
        DestroyedDate: new Date(key.destroyedAt),
        Versions: key.currentVersion,
      },
    };
  },
});
