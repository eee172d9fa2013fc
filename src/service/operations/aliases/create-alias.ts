import * as z from 'zod';
import { checkAliasName } from '../../../domain/keys/identifiers.ts';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { arnOfAlias, arnOfKey, resolveKey } from '../../resolve.ts';
import { aliasName, keyId, nothing } from '../../schema.ts';

const MOST_ALIASES = 50;

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
  resolve: (context) => {
    const problem = checkAliasName(context.input.AliasName);
    if (problem !== null)
      throw new ServiceError(
        problem.code === 'RESERVED' ? 'InvalidAliasNameException' : 'ValidationException',
        problem.message,
      );
    if (/^(alias\/|arn:[^:]*:kms:[^:]*:[^:]*:alias\/)/.test(context.input.TargetKeyId)) {
      throw new ServiceError('ValidationException', 'Aliases must refer to keys. Not aliases');
    }
    return resolveKey({ ...context, action: 'kms:CreateAlias' }, context.input.TargetKeyId, 'id');
  },
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
    if (state.aliasesOf(key.id).length >= MOST_ALIASES)
      throw new ServiceError(
        'LimitExceededException',
        `${arnOfKey(desk, key.id)} has ${MOST_ALIASES} aliases, which is the most.`,
      );
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
