import * as z from 'zod';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { toActAs } from '../people/standing-in.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { accessKeyRow, makeAccessKey } from './make-access-key.ts';

const MOST_ACCESS_KEYS = 2;

/** A second access key for a service, so that one can be replaced without a gap. The secret is in this answer and nowhere else. */
export const createAccessKey = operation.onAccount({
  name: 'CreateAccessKey',
  class: 'management',
  input: z.object({ PrincipalId: z.string().min(1).max(64) }),
  output: z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string() }),
  errors: ['LimitExceededException', 'NotFoundException', 'PasswordRequiredException'],
  permissions: (context) => [
    { action: 'keydesk:CreateAccessKey', key: null, resource: '*' },
    ...toActAs(context, context.input.PrincipalId),
  ],
  parameters: (input) => [['PrincipalId', input.PrincipalId]],
  plan: ({ desk, state, call, input }) => {
    requireFreshPassword(call);
    if (state.principal(input.PrincipalId)?.kind !== 'role')
      throw new ServiceError('NotFoundException', 'There is no such service.');
    return effect(
      (ports) => makeAccessKey(ports, desk, input.PrincipalId),
      (made, now) => {
        if (now.principal(input.PrincipalId) === undefined)
          throw new ServiceError('NotFoundException', 'There is no such service.');
        const held = [...now.all('accessKey')].filter(
          (accessKey) => accessKey.principalId === input.PrincipalId,
        ).length;
        if (held >= MOST_ACCESS_KEYS)
          throw new ServiceError(
            'LimitExceededException',
            `A service has at most ${MOST_ACCESS_KEYS} access keys: delete one first.`,
          );
        return {
          output: { AccessKeyId: made.id, SecretAccessKey: made.secret },
          changes: [accessKeyRow(made, input.PrincipalId, call.time)],
          event: {
            parameters: [
              ['AccessKeyId', made.id],
              ['PrincipalId', input.PrincipalId],
            ],
          },
        };
      },
    );
  },
});
