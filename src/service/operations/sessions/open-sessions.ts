/** Sessions that would still open: not expired, not idle too long. (The hourly sweep removes the rows of the others.) */
import type { SessionEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Ports } from '../../operation.ts';
import { SESSION_IDLE_MS } from './start-session.ts';

export interface OpenSession {
  readonly session: SessionEntity;
  /** ms; sign-in when it was not used since. */
  readonly lastUse: number;
}

export function openSessions(
  state: State,
  { sessions }: Pick<Ports, 'sessions'>,
  now: number,
): OpenSession[] {
  return [...state.all('session')]
    .map((session) => ({
      session,
      lastUse: Math.max(session.createdAt, sessions.lastUse(session.id) ?? session.createdAt),
    }))
    .filter(({ session, lastUse }) => now < session.expiresAt && now - lastUse < SESSION_IDLE_MS);
}

/** How events, and people, name a session: its row's id is long, and this much of it is enough. */
export const sessionName = (id: string): string => id.slice(0, 16);
