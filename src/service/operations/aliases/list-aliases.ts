import * as z from 'zod';
import { operation } from '../../operation.ts';
import { pageOf } from '../../paging.ts';
import { arnOfAlias, resolveKey } from '../../resolve.ts';
import { keyId, marker, timestamp } from '../../schema.ts';

/** Aliases by name, of one key or all. Decided by identity policies alone. */
export const listAliases = operation.onAccount({
  name: 'ListAliases',
  class: 'read',
  input: z.object({
    KeyId: keyId.optional(),
    /** The model says 1000; the service takes 100 (kms-api.md §1.6). */
    Limit: z.int().min(1).max(100).optional(),
    Marker: marker.optional(),
  }),
  output: z.object({
    Aliases: z.array(
      z.object({
        AliasName: z.string(),
        AliasArn: z.string(),
        TargetKeyId: z.string(),
        CreationDate: timestamp,
        LastUpdatedDate: timestamp,
      }),
    ),
    Truncated: z.boolean(),
    NextMarker: z.string().optional(),
  }),
  errors: ['InvalidArnException', 'InvalidMarkerException', 'KMSInternalException', 'NotFoundException'],
  permissions: () => [{ action: 'kms:ListAliases', key: null, resource: '*' }],
  plan: (context) => {
    const { state, desk, input } = context;
    const key =
      input.KeyId === undefined
        ? null
        : resolveKey({ ...context, action: 'kms:ListAliases' }, input.KeyId, 'id');
    const all =
      key === null
        ? [...state.all('alias')].sort((a, b) => (a.name < b.name ? -1 : 1))
        : state.aliasesOf(key.id);
    const page = pageOf(
      `ListAliases ${key?.id ?? ''}`,
      all,
      (alias) => alias.name,
      input.Marker,
      input.Limit ?? 50,
    );
    return {
      output: {
        Aliases: page.items.map((alias) => ({
          AliasName: alias.name,
          AliasArn: arnOfAlias(desk, alias.name),
          TargetKeyId: alias.keyId,
          CreationDate: new Date(alias.createdAt),
          LastUpdatedDate: new Date(alias.updatedAt),
        })),
        Truncated: page.next !== undefined,
        ...(page.next === undefined ? {} : { NextMarker: page.next }),
      },
    };
  },
});
