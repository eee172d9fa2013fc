import * as z from 'zod';
import { put, type PrincipalEntity } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { base32 } from '../../ids.ts';
import { effect, operation } from '../../operation.ts';
import { nameRule, principalOf, refuseWhilePrincipalsQuarantined, ROOT_OPERATOR } from '../../principals.ts';
import { knownPolicies, mayNameKeys, requireFreeName } from '../people/names.ts';
import { toGive } from '../people/standing-in.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { accessKeyRow, makeAccessKey } from './make-access-key.ts';

/** A service with its first access key. The secret is in this answer and nowhere else. */
export const createService = operation.onAccount({
  name: 'CreateService',
  class: 'management',
  input: z.object({
    Name: z.string().min(1).max(64).regex(nameRule),
    Policies: z.array(z.string().min(1).max(128)).max(10).optional(),
  }),
  output: z.object({
    PrincipalId: z.string(),
    Arn: z.string(),
    AccessKeyId: z.string(),
    SecretAccessKey: z.string(),
  }),
  errors: ['AlreadyExistsException', 'NotFoundException', 'PasswordRequiredException'],
  permissions: ({ input }) => [
    { action: 'keydesk:CreateService', key: null, resource: '*' },
    ...toGive(input.Policies),
  ],
  parameters: (input) => [
    ['Name', input.Name],
    ['Policies', (input.Policies ?? []).join(' ')],
  ],
  plan: (context) => {
    const { state, desk, call, input } = context;
    const wanted = { kind: 'role', name: context.input.Name, namesKeys: mayNameKeys(context) } as const;
    requireFreshPassword(call);
    refuseWhilePrincipalsQuarantined(state);
    if (input.Name === ROOT_OPERATOR)
      throw new ServiceError(
        'ValidationException',
        `The name ${ROOT_OPERATOR} is kept for KEYDESK_ROOT_ACCESS_KEY_ID.`,
      );
    const policies = knownPolicies(state, input.Policies ?? []);
    requireFreeName(state, desk, wanted);
    const id = `AROA${base32(desk.random, 16)}`;
    return effect(
      (ports) => makeAccessKey(ports, desk, id),
      (made, now) => {
        requireFreeName(now, desk, wanted);
        knownPolicies(now, policies);
        const service: PrincipalEntity = {
          id,
          kind: 'role',
          name: input.Name,
          createdAt: call.time,
          policies,
          passwordHash: null,
        };
        return {
          output: {
            PrincipalId: id,
            Arn: principalOf(desk.meta.accountId, service).caller.arn,
            AccessKeyId: made.id,
            SecretAccessKey: made.secret,
          },
          changes: [put('principal', id, service), accessKeyRow(made, id, call.time)],
          event: {
            parameters: [
              ['AccessKeyId', made.id],
              ['Name', input.Name],
              ['Policies', policies.join(' ')],
            ],
          },
        };
      },
    );
  },
});
