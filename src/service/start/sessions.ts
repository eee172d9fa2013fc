/**
 * Browser sessions: the cookie holds a random token, the desk its SHA-256. Absolute end in the row; last use and the freshness of the
 * password in memory only (bounded by the number of sessions), since the log has every use and a restart may ask for the password.
 *
 * Nobody stays signed in because a clock was set back: a session is as old as the clock says or as it was seen to grow by the time of this
 * process, whichever is more, and one that comes from the future is over.
 */
import type { Sha256 } from '../../domain/log/hash.ts';
import type { Look } from '../../domain/keys/deletion-guard.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { SessionEntity } from '../../domain/state/entities.ts';
import type { State } from '../../domain/state/state.ts';
import { principalOf } from '../principals.ts';
import { SESSION_IDLE_MS, sessionIdOf } from '../operations/sessions/start-session.ts';
import type { Principal } from '../operation.ts';

const PASSWORD_FRESH_MS = 5 * 60 * 1000;
/** A clock may be set back by so much without a sign-out: time servers do it by less. */
export const SKEW_MS = 5 * 60 * 1000;
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
  readonly #clock: Clock;
  readonly #accountId: string;
  readonly #sha256: Sha256;
  readonly #lastUse: Map<string, number>;
  /** Ages when they were last looked at, by id: they only grow. */
  readonly #ages = new Map<string, Ages>();
  /** When the password was confirmed, by both clocks. */
  readonly #confirmed = new Map<string, Look>();

  /**
   * `clock`: the machine's, and the time of this process. `lastUse`: of the sessions that were open before this start
   * (`lastSessionUse`), ms by id.
   */
  constructor(
    clock: Clock,
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
    const { age } = this.#agesOf(session, now);
    if (countsAsUse) {
      this.#lastUse.set(id, now);
      this.#ages.set(id, { elapsed: this.#clock.elapsed(), age, idle: 0 });
    }
    const confirmed = this.#confirmed.get(id);
    // A clock that was set back makes nothing fresh.
    const fromNow = now < session.createdAt ? Infinity : age;
    const since =
      confirmed === undefined
        ? fromNow
        : Math.max(now - confirmed.now, this.#clock.elapsed() - confirmed.elapsed);
    return {
      id,
      principal: principalOf(this.#accountId, owner),
      passwordFresh: since < PASSWORD_FRESH_MS,
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
    this.#confirmed.set(id, { now: this.#clock.now(), elapsed: this.#clock.elapsed() });
  }

  end(id: string): void {
    this.#lastUse.delete(id);
    this.#confirmed.delete(id);
    this.#ages.delete(id);
  }

  #lastOf({ id, createdAt }: SessionEntity): number {
    return Math.max(createdAt, this.#lastUse.get(id) ?? createdAt);
  }

  /** By both clocks. */
  #agesOf(session: SessionEntity, now: number): Ages {
    const elapsed = this.#clock.elapsed();
    const seen = this.#ages.get(session.id);
    const grown = seen === undefined ? 0 : elapsed - seen.elapsed;
    return {
      elapsed,
      age: Math.max(now - session.createdAt, (seen?.age ?? 0) + grown),
      idle: Math.max(now - this.#lastOf(session), (seen?.idle ?? 0) + grown),
    };
  }

  #isOver(session: SessionEntity, now: number): boolean {
    const ages = this.#agesOf(session, now);
    // Kept only once: what was seen of it stays the measure while the clock moves.
    if (!this.#ages.has(session.id)) this.#ages.set(session.id, ages);
    return (
      ages.age >= session.expiresAt - session.createdAt ||
      ages.idle >= SESSION_IDLE_MS ||
      this.#lastOf(session) - now > SKEW_MS
    );
  }
}

/** ms. */
interface Ages {
  /** The time of this process to which they belong. */
  readonly elapsed: number;
  readonly age: number;
  /** Since its last use. */
  readonly idle: number;
}
