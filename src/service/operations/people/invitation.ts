/** Invitation links: 192 random bits in the fragment of a link, kept as SHA-256, used once, for at most 72 hours. */
import { toHex, utf8 } from '../../../domain/bytes.ts';
import { put, type Change, type InvitationEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Call, Desk } from '../../operation.ts';

export const MOST_HOURS = 72;
const HOUR_MS = 60 * 60 * 1000;

export interface NewInvitation {
  /** With the token in the clear: for the answer, and nowhere else. */
  readonly link: string;
  readonly expiresAt: number;
  readonly change: Change;
}

export function makeInvitation(
  desk: Desk,
  call: Call,
  person: { readonly id: string; readonly name: string },
  purpose: InvitationEntity['purpose'],
  hours: number = MOST_HOURS,
): NewInvitation {
  const token = desk.random.bytes(24).toBase64({ alphabet: 'base64url', omitPadding: true });
  const expiresAt = call.time + hours * HOUR_MS;
  return {
    // The name is for the password manager of who opens it; what the link is worth rests on the token alone.
    link: `${desk.status.endpoint}/invitation#${new URLSearchParams({ token, name: person.name }).toString()}`,
    expiresAt,
    change: put('invitation', person.id, {
      principalId: person.id,
      digest: toHex(desk.sha256(utf8(token))),
      purpose,
      createdAt: call.time,
      expiresAt,
      createdBy: call.principal.id,
    }),
  };
}

/** The invitation of a token, while it works; a digest of 192 random bits is not guessed, so that it may be looked up plainly. */
export function invitationOf(
  desk: Pick<Desk, 'sha256'>,
  state: State,
  token: string,
  now: number,
): InvitationEntity | null {
  const digest = toHex(desk.sha256(utf8(token)));
  for (const invitation of state.all('invitation'))
    if (invitation.digest === digest) return now < invitation.expiresAt ? invitation : null;
  return null;
}
