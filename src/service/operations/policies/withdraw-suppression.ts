import * as z from 'zod';
import { suppressionId } from '../../../domain/policy/suppression-id.ts';
import { remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, nothing } from '../../schema.ts';

/** The finding counts again, from now on. */
export const withdrawSuppression = operation.onKey({
  name: 'WithdrawSuppression',
  class: 'management',
  input: z.object({
    KeyId: keyId,
    Code: z.string().min(1).max(64),
    Statement: z.string().min(1).max(1024).optional(),
  }),
  output: nothing,
  errors: ['InvalidArnException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) =>
    resolveKey({ ...context, action: 'keydesk:WithdrawSuppression' }, context.input.KeyId, 'any'),
  actions: ['kms:GetKeyPolicy'],
  permissions: ({ desk, key }) => [
    { action: 'kms:GetKeyPolicy', key, resource: arnOfKey(desk, key.id) },
    { action: 'keydesk:WithdrawSuppression', key: null, resource: '*' },
  ],
  parameters: ({ Code, Statement }) => [
    ['Code', Code],
    ...(Statement === undefined ? [] : [['Statement', Statement] as const]),
  ],
  plan: ({ state, key, input }) => {
    const id = suppressionId(key.id, input.Code, input.Statement ?? null);
    if (state.suppression(id) === undefined)
      throw new ServiceError('NotFoundException', 'Nothing of that code and statement is suppressed.');
    return { output: {}, changes: [remove('suppression', id)] };
  },
});
