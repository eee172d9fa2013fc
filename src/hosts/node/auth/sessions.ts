/**
 * Browser sessions: the cookie holds a random token, the desk its SHA-256. Absolute end in the row, idle end and the freshness of the
 * password in memory only (bounded by the number of sessions).
 */
import { hash } from 'node:crypto';
import type { WallClock } from '../../../domain/ports/clock.ts';
import type { State } from '../../../domain/state/state.ts';
import { principalOf } from '../../../service/principals.ts';
import { SESSION_IDLE_MS } from '../../../service/operations/sessions/start-session.ts';
import type { Principal } from '../../../service/operation.ts';

const PASSWORD_FRESH_MS = 5 * 60 * 1000;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface OpenSession {
  readonly id: string;
  readonly principal: Principal;
  readonly passwordFresh: boolean;
}

export class Sessions {
  readonly #clock: WallClock;
  readonly #accountId: string;
  /** Sessions that were open before this start count as used at the start. */
  readonly #startedAt: number;
  readonly #lastUse = new Map<string, number>();
  readonly #confirmed = new Map<string, number>();

  constructor(clock: WallClock, accountId: string) {
    this.#clock = clock;
    this.#accountId = accountId;
    this.#startedAt = clock.now();
  }

  static idOf(token: string): string {
    return hash('sha256', token, 'hex');
  }

  /**
   * The session of a cookie's token, or null: unknown, ended, idle too long. Counts as use unless the page asked by itself: an open tab
   * alone must not keep a session alive.
   */
  open(state: State, token: string | undefined, countsAsUse = true): OpenSession | null {
    if (token === undefined || !TOKEN.test(token)) return null;
    const id = Sessions.idOf(token);
    const session = state.session(id);
    const now = this.#clock.now();
    if (session === undefined || now >= session.expiresAt) return null;
    const last = this.#lastUse.get(id) ?? Math.max(session.createdAt, this.#startedAt);
    if (now - last >= SESSION_IDLE_MS) return null;
    const owner = state.principal(session.principalId);
    if (owner === undefined) return null;
    if (countsAsUse) this.#lastUse.set(id, now);
    const confirmedAt = this.#confirmed.get(id) ?? session.createdAt;
    return {
      id,
      principal: principalOf(this.#accountId, owner),
      passwordFresh: now - confirmedAt < PASSWORD_FRESH_MS,
    };
  }

  confirm(id: string): void {
    this.#confirmed.set(id, this.#clock.now());
  }

  end(id: string): void {
    this.#lastUse.delete(id);
    this.#confirmed.delete(id);
  }
}
