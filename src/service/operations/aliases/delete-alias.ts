import * as z from 'zod';
import { remove } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { arnOfAlias, arnOfKey, keyById } from '../../resolve.ts';
import { aliasName, nothing } from '../../schema.ts';
import { knownAlias } from './known-alias.ts';

/** Takes a name away; the key stays. Allowed in every state of the key. */
export const deleteAlias = operation.onKey({
  name: 'DeleteAlias',
  class: 'management',
  input: z.object({ AliasName: aliasName }),
  output: nothing,
  errors: ['KMSInternalException', 'KMSInvalidStateException', 'NotFoundException'],
  resolve: (context) =>
    keyById(
      { ...context, action: 'kms:DeleteAlias' },
      knownAlias(context.state, context.desk, context.input.AliasName).keyId,
    ),
  permissions: ({ desk, key, input }) => [
    { action: 'kms:DeleteAlias', key: null, resource: arnOfAlias(desk, input.AliasName) },
    { action: 'kms:DeleteAlias', key, resource: arnOfKey(desk, key.id) },
  ],
  parameters: (input) => [['AliasName', input.AliasName]],
  conditions: (input) => ({ 'kms:requestalias': input.AliasName }),
  plan: ({ input }) => ({ output: {}, changes: [remove('alias', input.AliasName)] }),
});
