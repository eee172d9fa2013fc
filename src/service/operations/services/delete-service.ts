import * as z from 'zod';
import { remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { ROOT_OPERATOR } from '../../principals.ts';
import { nothing } from '../../schema.ts';
import { requireRehomed } from '../people/leaving.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';

/** A service goes, and its access keys with it: what it signs is refused from then on. */
export const deleteService = operation.onAccount({
  name: 'DeleteService',
  class: 'management',
  input: z.object({
    PrincipalId: z.string().min(1).max(64),
    /** Also when keys are left whose policy nobody can change. */
    AbandonKeys: z.boolean().optional(),
  }),
  output: nothing,
  errors: ['NotFoundException', 'PasswordRequiredException'],
  permissions: () => [{ action: 'keydesk:DeleteService', key: null, resource: '*' }],
  parameters: (input) => [['PrincipalId', input.PrincipalId]],
  plan: (context) => {
    const { state, call, input } = context;
    requireFreshPassword(call);
    const service = state.principal(input.PrincipalId);
    if (service?.kind !== 'role') throw new ServiceError('NotFoundException', 'There is no such service.');
    if (service.name === ROOT_OPERATOR)
      throw new ServiceError(
        'ValidationException',
        `${ROOT_OPERATOR} is what the settings say: unset KEYDESK_ROOT_ACCESS_KEY_ID and restart.`,
      );
    if (service.id === call.principal.id)
      throw new ServiceError(
        'ValidationException',
        'A service does not delete itself: an administrator does it.',
      );
    requireRehomed(context, service, input.AbandonKeys === true);
    const accessKeys = [...state.all('accessKey')].filter(({ principalId }) => principalId === service.id);
    return {
      output: {},
      changes: [...accessKeys.map(({ id }) => remove('accessKey', id)), remove('principal', service.id)],
      event: {
        parameters: [
          ['AbandonKeys', String(input.AbandonKeys === true)],
          ['AccessKeyIds', accessKeys.map(({ id }) => id).join(' ')],
          ['Name', service.name],
          ['PrincipalId', service.id],
        ],
      },
    };
  },
});
