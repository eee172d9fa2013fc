/**
 * Back-off for failed sign-ins, per account name and source network: never a lock of the account, which anyone could then trigger
 * from anywhere. In memory only, bounded.
 */
import { createHash } from 'node:crypto';
import { networkOf } from './addresses.ts';

/** Failures that cost nothing: people mistype. */
const FREE_FAILURES = 5;
const LONGEST_MS = 15 * 60_000;
/** Failures this old no longer count. */
const FORGET_MS = 24 * 60 * 60_000;

export type BackOffDecision =
  { readonly allowed: true } | { readonly allowed: false; readonly retryAfterSeconds: number };

interface Failures {
  readonly count: number;
  readonly last: number;
}

/**
 * The key of an attempt: the account name's digest (so that what was typed, which may be a password, is kept nowhere) and the source
 * network. Pass the name in the form in which accounts are compared, or another spelling is another key.
 */
export function backOffKey(accountName: string, address: string): string {
  return `${createHash('sha256').update(accountName).digest('base64')} ${networkOf(address)}`;
}

export class BackOff {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;
  readonly #capacity: number;

  /**
   * `now` in ms, from a clock that does not jump (`performance.now`). `capacity` in keys: beyond it the key that failed longest ago is
   * forgotten. Pushing one's own key out takes `capacity` failed attempts, each behind an argon2: slower than waiting.
   */
  constructor(options: { readonly now: () => number; readonly capacity?: number }) {
    this.#now = options.now;
    this.#capacity = options.capacity ?? 10_000;
  }

  get size(): number {
    return this.#failures.size;
  }

  /** Whether an attempt may be made now. After the fifth failure in a row 1 s must pass, then 2, 4, … up to 15 minutes. */
  check(key: string): BackOffDecision {
    const failures = this.#live(key);
    if (!failures || failures.count < FREE_FAILURES) return { allowed: true };
    const wait = Math.min(1000 * 2 ** (failures.count - FREE_FAILURES), LONGEST_MS);
    const left = failures.last + wait - this.#now();
    return left > 0 ? { allowed: false, retryAfterSeconds: Math.ceil(left / 1000) } : { allowed: true };
  }

  /** The attempt failed. */
  failed(key: string): void {
    const count = (this.#live(key)?.count ?? 0) + 1;
    this.#failures.delete(key);
    this.#failures.set(key, { count, last: this.#now() });
    if (this.#failures.size <= this.#capacity) return;
    const oldest = this.#failures.keys().next().value;
    if (oldest !== undefined) this.#failures.delete(oldest);
  }

  /** The attempt succeeded: counting starts anew. */
  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  #live(key: string): Failures | undefined {
    const failures = this.#failures.get(key);
    if (!failures || this.#now() - failures.last < FORGET_MS) return failures;
    this.#failures.delete(key);
    return undefined;
  }
}
