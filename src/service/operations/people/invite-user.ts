import * as z from 'zod';
import { put, type PrincipalEntity } from '../../../domain/state/entities.ts';
import { base32 } from '../../ids.ts';
import { operation } from '../../operation.ts';
import { nameRule, principalOf, refuseWhilePrincipalsQuarantined } from '../../principals.ts';
import { timestamp } from '../../schema.ts';
import { requireFreshPassword } from '../sessions/fresh-password.ts';
import { makeInvitation, MOST_HOURS } from './invitation.ts';
import { knownPolicies, mayNameKeys, requireFreeName } from './names.ts';
import { toGive } from './standing-in.ts';

/** A new person, who sets their password by a link. The link is in this answer and nowhere else. */
export const inviteUser = operation.onAccount({
  name: 'InviteUser',
  class: 'management',
  input: z.object({
    Name: z.string().min(1).max(64).regex(nameRule),
    Policies: z.array(z.string().min(1).max(128)).max(10).optional(),
    ExpiresInHours: z.int().min(1).max(MOST_HOURS).optional(),
  }),
  output: z.object({ PrincipalId: z.string(), Arn: z.string(), Link: z.string(), ExpiresAt: timestamp }),
  errors: ['AlreadyExistsException', 'NotFoundException', 'PasswordRequiredException'],
  permissions: ({ input }) => [
    { action: 'keydesk:InviteUser', key: null, resource: '*' },
    ...toGive(input.Policies),
  ],
  parameters: (input) => [
    ['Name', input.Name],
    ['Policies', (input.Policies ?? []).join(' ')],
  ],
  plan: (context) => {
    const { state, desk, call, input } = context;
    const wanted = { kind: 'user', name: context.input.Name, namesKeys: mayNameKeys(context) } as const;
    requireFreshPassword(call);
    refuseWhilePrincipalsQuarantined(state);
    const policies = knownPolicies(state, input.Policies ?? []);
    requireFreeName(state, desk, wanted);
    const person: PrincipalEntity = {
      id: `AIDA${base32(desk.random, 16)}`,
      kind: 'user',
      name: input.Name,
      createdAt: call.time,
      policies,
      passwordHash: null,
    };
    const made = makeInvitation(desk, call, person, 'invite', input.ExpiresInHours);
    return {
      output: {
        PrincipalId: person.id,
        Arn: principalOf(desk.meta.accountId, person).caller.arn,
        Link: made.link,
        ExpiresAt: new Date(made.expiresAt),
      },
      changes: [put('principal', person.id, person), made.change],
      event: {
        parameters: [
          ['ExpiresAt', new Date(made.expiresAt).toISOString()],
          ['Name', input.Name],
          ['Policies', policies.join(' ')],
          ['PrincipalId', person.id],
        ],
      },
    };
  },
});
