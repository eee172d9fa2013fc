import * as z from 'zod';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';

/** Switches an access key off or on. Off works from the next request. */
export const updateAccessKey = operation.onAccount({
  name: 'UpdateAccessKey',
  class: 'management',
  input: z.object({ AccessKeyId: z.string().min(1).max(128), Status: z.enum(['Active', 'Inactive']) }),
  output: nothing,
  errors: ['NotFoundException', 'PasswordRequiredException'],
  permissions: () => [{ action: 'keydesk:UpdateAccessKey', key: null, resource: '*' }],
  parameters: (input) => [
    ['AccessKeyId', input.AccessKeyId],
    ['Status', input.Status],
  ],
  plan: ({ state, call, input }) => {
    requireFreshPassword(call);
    const accessKey = state.accessKey(input.AccessKeyId);
    if (accessKey === undefined) throw new ServiceError('NotFoundException', 'There is no such access key.');
    return {
      output: {},
      changes:
        accessKey.status === input.Status
          ? []
          : [put('accessKey', accessKey.id, { ...accessKey, status: input.Status })],
    };
  },
});
