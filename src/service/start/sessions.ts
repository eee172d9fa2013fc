/**
 * Browser sessions: the cookie holds a random token, the desk its SHA-256. Absolute end in the row; last use and the freshness of the
 * password in memory only (bounded by the number of sessions), since the log has every use and a restart may ask for the password.
 */
import type { Sha256 } from '../../domain/log/hash.ts';
import type { WallClock } from '../../domain/ports/clock.ts';
import type { SessionEntity } from '../../domain/state/entities.ts';
import type { State } from '../../domain/state/state.ts';
import { principalOf } from '../principals.ts';
import { SESSION_IDLE_MS, sessionIdOf } from '../operations/sessions/start-session.ts';
import type { Principal } from '../operation.ts';

const PASSWORD_FRESH_MS = 5 * 60 * 1000;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface OpenSession {
  readonly id: string;
  readonly principal: Principal;
  readonly passwordFresh: boolean;
  /** ms: when it ends if it is not used again. */
  readonly idleExpiresAt: number;
}

/** How events name a session. */
export const sessionCredential = (id: string): string => id.slice(0, 16);

export class Sessions {
  readonly #clock: WallClock;
  readonly #accountId: string;
  readonly #sha256: Sha256;
  readonly #lastUse: Map<string, number>;
  readonly #confirmed = new Map<string, number>();

  /** `lastUse`: of the sessions that were open before this start (`lastSessionUse`), ms by id. */
  constructor(
    clock: WallClock,
    accountId: string,
    sha256: Sha256,
    lastUse: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#clock = clock;
    this.#sha256 = sha256;
    this.#accountId = accountId;
    this.#lastUse = new Map(lastUse);
  }

  /**
   * The session of a cookie's token, or null: unknown, ended, idle too long. Counts as use unless the page asked by itself: an open tab
   * alone must not keep a session alive.
   */
  open(state: State, token: string | undefined, countsAsUse = true): OpenSession | null {
    if (token === undefined || !TOKEN.test(token)) return null;
    const id = sessionIdOf(this.#sha256, token);
    const session = state.session(id);
    const now = this.#clock.now();
    if (session === undefined || this.#isOver(session, now)) return null;
    const owner = state.principal(session.principalId);
    if (owner === undefined) return null;
    if (countsAsUse) this.#lastUse.set(id, now);
    // A clock that was set back makes nothing fresh.
    const age = now - (this.#confirmed.get(id) ?? session.createdAt);
    return {
      id,
      principal: principalOf(this.#accountId, owner),
      passwordFresh: age >= 0 && age < PASSWORD_FRESH_MS,
      idleExpiresAt: this.#lastOf(session) + SESSION_IDLE_MS,
    };
  }

  /** Ids of the stored sessions that open no more: expired, idle too long, or of somebody who is gone. */
  over(state: State): readonly string[] {
    const now = this.#clock.now();
    return [...state.all('session')]
      .filter((session) => this.#isOver(session, now) || state.principal(session.principalId) === undefined)
      .map(({ id }) => id);
  }

  /** ms of the last use that counts, or null when there was none since the start. */
  lastUse(id: string): number | null {
    return this.#lastUse.get(id) ?? null;
  }

  confirm(id: string): void {
    this.#confirmed.set(id, this.#clock.now());
  }

  end(id: string): void {
    this.#lastUse.delete(id);
    this.#confirmed.delete(id);
  }

  #lastOf({ id, createdAt }: SessionEntity): number {
    return Math.max(createdAt, this.#lastUse.get(id) ?? createdAt);
  }

  #isOver(session: SessionEntity, now: number): boolean {
    return now >= session.expiresAt || now - this.#lastOf(session) >= SESSION_IDLE_MS;
  }
}
