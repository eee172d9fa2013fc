import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { operation } from '../../operation.ts';
import { resolveKey } from '../../resolve.ts';
import { keyId, nothing } from '../../schema.ts';

/** EnableKey and DisableKey: the same act with two ends. */
export const switchKey = <N extends 'EnableKey' | 'DisableKey'>(name: N, to: 'Enabled' | 'Disabled') =>
  operation.onKey({
    name,
    class: 'management',
    input: z.object({ KeyId: keyId }),
    output: nothing,
    errors: [
      'InvalidArnException',
      'KMSInternalException',
      'KMSInvalidStateException',
      'LimitExceededException',
      'NotFoundException',
    ],
    resolve: (context) => resolveKey({ ...context, action: `kms:${name}` }, context.input.KeyId, 'id'),
    plan: ({ key }) => ({
      output: {},
      changes: key.state === to ? [] : [put('key', key.id, { ...key, state: to })],
    }),
  });
