import * as z from 'zod';
import { remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';

/** Removes an access key for good; its sealed secret goes with it. */
export const deleteAccessKey = operation.onAccount({
  name: 'DeleteAccessKey',
  class: 'management',
  input: z.object({ AccessKeyId: z.string().min(1).max(128) }),
  output: nothing,
  errors: ['NotFoundException', 'PasswordRequiredException'],
  permissions: () => [{ action: 'keydesk:DeleteAccessKey', key: null, resource: '*' }],
  parameters: (input) => [['AccessKeyId', input.AccessKeyId]],
  plan: ({ state, call, input }) => {
    requireFreshPassword(call);
    if (state.accessKey(input.AccessKeyId) === undefined)
      throw new ServiceError('NotFoundException', 'There is no such access key.');
    return { output: {}, changes: [remove('accessKey', input.AccessKeyId)] };
  },
});
