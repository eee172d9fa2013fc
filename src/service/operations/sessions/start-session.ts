/** A session: a random token that only the cookie holds; the desk keeps its SHA-256. */
import { toHex, utf8 } from '../../../domain/bytes.ts';
import type { Sha256 } from '../../../domain/log/hash.ts';
import { put, remove, type Change } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Call, Desk, SessionAct } from '../../operation.ts';

export const SESSION_ABSOLUTE_MS = 12 * 60 * 60 * 1000;
export const SESSION_IDLE_MS = 30 * 60 * 1000;

/** The id of a session: what the desk keeps of its token. */
export const sessionIdOf = (sha256: Sha256, token: string): string => toHex(sha256(utf8(token)));

/** Of one person at once. Whoever knows a password could make them without end otherwise. */
export const MOST_SESSIONS = 50;

/** One more session of a person. Of more than so many the oldest end: `changes` says so. */
export function startSession(
  { desk, state, call }: { readonly desk: Desk; readonly state: State; readonly call: Call },
  principalId: string,
): { readonly changes: readonly Change[]; readonly act: SessionAct; readonly expiresAt: number } {
  const token = desk.random.bytes(32).toBase64({ alphabet: 'base64url', omitPadding: true });
  const id = sessionIdOf(desk.sha256, token);
  const expiresAt = call.time + SESSION_ABSOLUTE_MS;
  const theirs = [...state.all('session')].filter((session) => session.principalId === principalId);
  const tooMany = theirs
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .slice(MOST_SESSIONS - 1)
    .map((session) => remove('session', session.id));
  const session = {
    id,
    principalId,
    createdAt: call.time,
    expiresAt,
    address: call.source,
    agent: call.agent.slice(0, 256),
  };
  return {
    changes: [put('session', id, session), ...tooMany],
    act: { kind: 'start', token, expiresAt },
    expiresAt,
  };
}
