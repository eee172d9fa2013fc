import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { arnOfAlias, arnOfKey } from '../../resolve.ts';
import { aliasName, keyId, nothing } from '../../schema.ts';
import { aliasTarget, MOST_ALIASES, tooManyAliases } from './alias-target.ts';

/** A name for a key. The alias stores the key's id and dies when the key is destroyed. */
export const createAlias = operation.onKey({
  name: 'CreateAlias',
  class: 'management',
  input: z.object({ AliasName: aliasName, TargetKeyId: keyId }),
  output: nothing,
  errors: [
    'AlreadyExistsException',
    'InvalidAliasNameException',
    'KMSInternalException',
    'KMSInvalidStateException',
    'LimitExceededException',
    'NotFoundException',
  ],
  resolve: (context) => aliasTarget(context, 'kms:CreateAlias'),
  permissions: ({ desk, key, input }) => [
    { action: 'kms:CreateAlias', key: null, resource: arnOfAlias(desk, input.AliasName) },
    { action: 'kms:CreateAlias', key, resource: arnOfKey(desk, key.id) },
  ],
  parameters: (input) => [['AliasName', input.AliasName]],
  conditions: (input) => ({ 'kms:requestalias': input.AliasName }),
  plan: ({ state, desk, call, key, input }) => {
    if (state.alias(input.AliasName) !== undefined || state.quarantine.has(`alias/${input.AliasName}`)) {
      throw new ServiceError(
        'AlreadyExistsException',
        `An alias with the name ${arnOfAlias(desk, input.AliasName)} already exists`,
      );
    }
    if (state.aliasesOf(key.id).length >= MOST_ALIASES) throw tooManyAliases(arnOfKey(desk, key.id));
    return {
      output: {},
      changes: [
        put('alias', input.AliasName, {
          name: input.AliasName,
          keyId: key.id,
          createdAt: call.time,
          updatedAt: call.time,
        }),
      ],
    };
  },
});
