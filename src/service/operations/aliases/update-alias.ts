import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { arnOfAlias, arnOfKey, keyById } from '../../resolve.ts';
import { aliasName, keyId, nothing } from '../../schema.ts';
import { aliasTarget, MOST_ALIASES, tooManyAliases } from './alias-target.ts';
import { knownAlias } from './known-alias.ts';

/** Points an alias at another key. Needs the permission on the alias, on the key that loses it and on the one that gets it. */
export const updateAlias = operation.onKey({
  name: 'UpdateAlias',
  class: 'management',
  input: z.object({ AliasName: aliasName, TargetKeyId: keyId }),
  output: nothing,
  errors: [
    'InvalidAliasNameException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'LimitExceededException',
    'NotFoundException',
  ],
  resolve: (context) => aliasTarget(context, 'kms:UpdateAlias'),
  names: ({ state, input }) => {
    const before = state.alias(input.AliasName);
    return before === undefined ? [] : [['PreviousKeyId', before.keyId]];
  },
  permissions: (context) => {
    const { state, desk, key, input } = context;
    const { keyId: before } = knownAlias(state, desk, input.AliasName);
    const losing = keyById({ ...context, action: 'kms:UpdateAlias' }, before);
    return [
      { action: 'kms:UpdateAlias', key: null, resource: arnOfAlias(desk, input.AliasName) },
      { action: 'kms:UpdateAlias', key: losing, resource: arnOfKey(desk, losing.id) },
      { action: 'kms:UpdateAlias', key, resource: arnOfKey(desk, key.id) },
    ];
  },
  parameters: (input) => [['AliasName', input.AliasName]],
  conditions: (input) => ({ 'kms:requestalias': input.AliasName }),
  plan: ({ state, desk, call, key, input }) => {
    const alias = knownAlias(state, desk, input.AliasName);
    if (alias.keyId !== key.id && state.aliasesOf(key.id).length >= MOST_ALIASES)
      throw tooManyAliases(arnOfKey(desk, key.id));
    return {
      output: {},
      changes: [put('alias', alias.name, { ...alias, keyId: key.id, updatedAt: call.time })],
      event: {
        parameters: [
          ['AliasName', alias.name],
          ['PreviousKeyId', alias.keyId],
        ],
      },
    };
  },
});
