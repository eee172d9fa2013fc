/** A session: a random token that only the cookie holds; the desk keeps its SHA-256. */
import { toHex, utf8 } from '../../../domain/bytes.ts';
import type { Sha256 } from '../../../domain/log/hash.ts';
import { put, type Change } from '../../../domain/state/entities.ts';
import type { Call, Desk, SessionAct } from '../../operation.ts';

export const SESSION_ABSOLUTE_MS = 12 * 60 * 60 * 1000;
export const SESSION_IDLE_MS = 30 * 60 * 1000;

/** The id of a session: what the desk keeps of its token. */
export const sessionIdOf = (sha256: Sha256, token: string): string => toHex(sha256(utf8(token)));

export function startSession(
  desk: Desk,
  call: Call,
  principalId: string,
): { readonly change: Change; readonly act: SessionAct; readonly expiresAt: number } {
  const token = desk.random.bytes(32).toBase64({ alphabet: 'base64url', omitPadding: true });
  const id = sessionIdOf(desk.sha256, token);
  const expiresAt = call.time + SESSION_ABSOLUTE_MS;
  return {
    change: put('session', id, {
      id,
      principalId,
      createdAt: call.time,
      expiresAt,
      address: call.source,
      agent: call.agent.slice(0, 256),
    }),
    act: { kind: 'start', token, expiresAt },
    expiresAt,
  };
}
