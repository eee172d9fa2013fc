import * as z from 'zod';
import { put, type PrincipalEntity } from '../../../domain/state/entities.ts';
import { base32 } from '../../ids.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { nameRule, principalOf, refuseWhilePrincipalsQuarantined } from '../../principals.ts';
import { secretText, timestamp } from '../../schema.ts';
import { requireFreeName } from '../people/names.ts';
import { startSession } from './start-session.ts';

const dead = (): ServiceError =>
  new ServiceError(
    'WelcomeLinkInvalidException',
    'This welcome link is used, older than 15 minutes, or not this desk’s. Restart Keydesk for a new one.',
  );

/** The welcome link makes the first administrator, once, and signs them in. */
export const redeemWelcome = operation.open({
  name: 'RedeemWelcome',
  class: 'management',
  input: z.object({
    Token: secretText(1, 256),
    Name: z.string().min(1).max(64).regex(nameRule),
    Password: secretText(1, 1024),
  }),
  output: z.object({ Arn: z.string(), ExpiresAt: timestamp }),
  errors: ['AlreadyExistsException', 'WelcomeLinkInvalidException', 'TooManyRequestsException'],
  plan: ({ state, desk, ports, call, input }) => {
    refuseWhilePrincipalsQuarantined(state);
    if (!desk.welcome.accepts(input.Token)) throw dead();
    requireFreeName(state, desk, { kind: 'user', name: input.Name, namesKeys: false });
    const refused = ports.passwords.refuse(input.Password, input.Name);
    if (refused !== null) throw new ServiceError('ValidationException', refused);
    return effect(
      ({ passwords }) => passwords.hash(input.Password),
      (passwordHash, now) => {
        // Another redemption may have come between.
        if (!desk.welcome.accepts(input.Token) || hasAdministrator(now.all('principal'))) throw dead();
        requireFreeName(now, desk, { kind: 'user', name: input.Name, namesKeys: false });
        const id = `AIDA${base32(desk.random, 16)}`;
        const user: PrincipalEntity = {
          id,
          kind: 'user',
          name: input.Name,
          createdAt: call.time,
          policies: ['administrator'],
          passwordHash,
        };
        const session = startSession({ desk, state: now, call }, id);
        desk.welcome.close();
        const principal = principalOf(desk.meta.accountId, user);
        return {
          output: { Arn: principal.caller.arn, ExpiresAt: new Date(session.expiresAt) },
          changes: [put('principal', id, user), ...session.changes],
          session: session.act,
          event: { as: principal, parameters: [['Name', input.Name]] },
        };
      },
    );
  },
});

/** Does a person hold the administrator policy? Until then the welcome link lives. */
export function hasAdministrator(principals: Iterable<PrincipalEntity>): boolean {
  for (const principal of principals)
    if (principal.kind === 'user' && principal.policies.includes('administrator')) return true;
  return false;
}
