import * as z from 'zod';
import { acceptanceId } from '../../../domain/posture/acceptance.ts';
import { remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { nothing } from '../../schema.ts';

/** Takes an acceptance back: the finding counts again at once. */
export const withdrawAcceptance = operation.onAccount({
  name: 'WithdrawAcceptance',
  class: 'management',
  input: z.object({ Check: z.string().min(1).max(64), Object: z.string().min(1).max(256) }),
  output: nothing,
  errors: ['NotFoundException'],
  permissions: () => [{ action: 'keydesk:WithdrawAcceptance', key: null, resource: '*' }],
  parameters: ({ Check, Object }) => [
    ['Check', Check],
    ['Object', Object],
  ],
  plan: ({ state, input }) => {
    const id = acceptanceId(input.Check, input.Object);
    if (state.acceptance(id) === undefined)
      throw new ServiceError('NotFoundException', 'Nobody has accepted that finding.');
    return { output: {}, changes: [remove('acceptance', id)] };
  },
});
