/** A person as the console shows them. */
import * as z from 'zod';
import type { PrincipalEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import type { Desk, Ports } from '../../operation.ts';
import { lastSeenOf, principalOf, tagsOf } from '../../principals.ts';
import { tag, timestamp } from '../../schema.ts';
import { openSessions } from '../sessions/open-sessions.ts';

export const principalId = z.string().min(1).max(64);

export const personSummary = z.object({
  PrincipalId: z.string(),
  Arn: z.string(),
  Name: z.string(),
  Policies: z.array(z.string()),
  Tags: z.array(tag),
  CreationDate: timestamp,
  /** Active: has a password. Invited: has a link that still works. Locked: neither, so an administrator must make a link. */
  State: z.enum(['Active', 'Invited', 'Locked']),
  Invitation: z
    .object({ Purpose: z.enum(['invite', 'reset']), CreationDate: timestamp, ExpiresAt: timestamp })
    .optional(),
  /** The last event of theirs in the log. */
  LastUsedDate: timestamp.optional(),
  Sessions: z.int(),
});

export function summaryOfPerson(
  { desk, state, ports }: { readonly desk: Desk; readonly state: State; readonly ports: Ports },
  person: PrincipalEntity,
): z.output<typeof personSummary> {
  const { arn } = principalOf(desk.meta.accountId, person).caller;
  const now = desk.wallClock.now();
  const invitation = state.invitation(person.id);
  const last = lastSeenOf(state, desk.meta.accountId, person);
  const works = invitation !== undefined && invitation.expiresAt > now;
  return {
    PrincipalId: person.id,
    Arn: arn,
    Name: person.name,
    Policies: [...person.policies],
    Tags: tagsOf(person),
    CreationDate: new Date(person.createdAt),
    State: person.passwordHash !== null ? 'Active' : works ? 'Invited' : 'Locked',
    ...(invitation === undefined
      ? {}
      : {
          Invitation: {
            Purpose: invitation.purpose,
            CreationDate: new Date(invitation.createdAt),
            ExpiresAt: new Date(invitation.expiresAt),
          },
        }),
    ...(last === null ? {} : { LastUsedDate: new Date(last) }),
    Sessions: openSessions(state, ports, now).filter(({ session }) => session.principalId === person.id)
      .length,
  };
}

/** Throws NotFoundException. */
export function personOf(state: State, id: string): PrincipalEntity {
  const person = state.principal(id);
  if (person?.kind !== 'user') throw new ServiceError('NotFoundException', 'There is no such person.');
  return person;
}
