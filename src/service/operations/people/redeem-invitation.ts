import * as z from 'zod';
import { put, remove } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { principalOf } from '../../principals.ts';
import { secretText, timestamp } from '../../schema.ts';
import { startSession } from '../sessions/start-session.ts';
import { invitationOf } from './invitation.ts';

const dead = (): ServiceError =>
  new ServiceError(
    'InvitationInvalidException',
    'This link is used, withdrawn, too old, or not this desk’s.',
  );

/** An invitation link sets a person's password, once, and signs them in. */
export const redeemInvitation = operation.open({
  name: 'RedeemInvitation',
  class: 'management',
  input: z.object({ Token: secretText(1, 256), Password: secretText(1, 1024) }),
  output: z.object({ Arn: z.string(), Name: z.string(), ExpiresAt: timestamp }),
  errors: ['InvitationInvalidException', 'TooManyRequestsException'],
  plan: ({ state, desk, ports, call, input }) => {
    const invitation = invitationOf(desk, state, input.Token, call.time);
    const invited = invitation === null ? undefined : state.principal(invitation.principalId);
    if (invitation === null || invited === undefined) throw dead();
    const refused = ports.passwords.refuse(input.Password, invited.name);
    if (refused !== null) throw new ServiceError('ValidationException', refused);
    return effect(
      ({ passwords }) => passwords.hash(input.Password),
      (passwordHash, now) => {
        // Meanwhile it may have been used, withdrawn, or replaced.
        const person = now.principal(invitation.principalId);
        if (now.invitation(invitation.principalId)?.digest !== invitation.digest || person === undefined)
          throw dead();
        const principal = principalOf(desk.meta.accountId, person);
        const session = startSession({ desk, state: now, call }, person.id);
        return {
          output: { Arn: principal.caller.arn, Name: person.name, ExpiresAt: new Date(session.expiresAt) },
          changes: [
            put('principal', person.id, { ...person, passwordHash }),
            remove('invitation', person.id),
            ...session.changes,
          ],
          session: session.act,
          event: { as: principal, parameters: [['Purpose', invitation.purpose]] },
        };
      },
    );
  },
});
