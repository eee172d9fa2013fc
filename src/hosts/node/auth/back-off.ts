/**
 * Back-off for guesses, never a lock of an account, which anyone could then trigger from anywhere. An attempt counts as a failure from
 * when it begins, so that guesses made at once cannot all pass before the first is known to be wrong. In memory only, bounded.
 */
import { createHash } from 'node:crypto';
import { networkOf, networksOf, SHARES } from './addresses.ts';

/** How failures are counted and what they cost. `count`: failures as of the last attempt, which was `since` ms ago. */
export interface BackOffRule {
  /** What still counts of them now. */
  readonly left: (count: number, since: number) => number;
  /** ms that must pass after that attempt before the next. */
  readonly wait: (count: number) => number;
  /** What a success leaves of the failures, its own reservation among them. */
  readonly afterSuccess: (count: number) => number;
}

/** Failures that cost nothing: people mistype. */
const FREE_FAILURES = 5;
const LONGEST_MS = 15 * 60_000;
/** Failures this old no longer count. */
const FORGET_MS = 24 * 60 * 60_000;

/** One account from one network: after the fifth failure in a row 1 s must pass, then 2, 4, … up to 15 minutes. */
export const PER_ACCOUNT: BackOffRule = {
  left: (count, since) => (since < FORGET_MS ? count : 0),
  wait: (count) => (count < FREE_FAILURES ? 0 : Math.min(1000 * 2 ** (count - FREE_FAILURES), LONGEST_MS)),
  afterSuccess: () => 0,
};

/** Failures that an address may have over all accounts: an office of hundreds shares one. */
const NETWORK_FREE_FAILURES = 50;
/** Then one more in this time: some 2,900 guesses a day, over whatever names they are spread. */
const NETWORK_FORGET_ONE_MS = 30_000;

/**
 * One network over all accounts, so that a few common passwords cannot be tried on every name. A leaky bucket, since an office never
 * stops mistyping. A success takes back its own attempt only, or whoever knows one password could go on guessing the others'.
 */
export const PER_NETWORK: BackOffRule = perNetwork(1);

/** `share`: what one attempt counts for it (`SHARES`). */
function perNetwork(share: number): BackOffRule {
  const [free, forgetOne] = [NETWORK_FREE_FAILURES / share, NETWORK_FORGET_ONE_MS * share];
  return {
    left: (count, since) => Math.max(0, count - since / forgetOne),
    wait: (count) => Math.max(0, count - (free - 1)) * forgetOne,
    afterSuccess: (count) => count - 1,
  };
}

export type BackOffDecision =
  { readonly allowed: true } | { readonly allowed: false; readonly retryAfterSeconds: number };

interface Attempts {
  readonly count: number;
  readonly last: number;
}

/** With what they were before the newest one began, while nothing else has happened since. */
interface Tracked extends Attempts {
  readonly before?: Attempts;
}

const NONE: Attempts = { count: 0, last: 0 };

/**
 * The key of an attempt: the account name's digest (so that what was typed, which may be a password, is kept nowhere) and the source
 * network. Pass the name in the form in which accounts are compared, or another spelling is another key.
 */
export function backOffKey(accountName: string, address: string): string {
  return `${createHash('sha256').update(accountName).digest('base64')} ${networkOf(address)}`;
}

/** What is counted by the networks of an address, whatever name it tries: whoever has a /48 has many addresses, and is one party. */
export class NetworkBackOff {
  readonly #byWidth: readonly BackOff[];

  constructor(options: { readonly now: () => number }) {
    this.#byWidth = SHARES.map((share) => new BackOff(perNetwork(share), options));
  }

  /** What an attempt from there is counted by. */
  countersOf(address: string): readonly (readonly [BackOff, string])[] {
    return networksOf(address).flatMap((network, i) => {
      const counter = this.#byWidth[i];
      return counter === undefined ? [] : [[counter, network] as const];
    });
  }

  /** Whether an attempt might be made now. */
  look(address: string): BackOffDecision {
    for (const [counter, network] of this.countersOf(address)) {
      const decision = counter.look(network);
      if (!decision.allowed) return decision;
    }
    return { allowed: true };
  }
}

/** `begin`, and when that allows it exactly one of `failed`, `succeeded` and `takeBack`. */
export class BackOff {
  readonly #attempts = new Map<string, Tracked>();
  readonly #rule: BackOffRule;
  readonly #now: () => number;
  readonly #capacity: number;

  /**
   * `now` in ms, from a clock that does not jump (`performance.now`). `capacity` in keys: beyond it the key that was tried longest ago
   * is forgotten. Pushing one's own key out takes `capacity` attempts, each behind an argon2: slower than waiting.
   */
  constructor(rule: BackOffRule, options: { readonly now: () => number; readonly capacity?: number }) {
    this.#rule = rule;
    this.#now = options.now;
    this.#capacity = options.capacity ?? 10_000;
  }

  get size(): number {
    return this.#attempts.size;
  }

  /** Whether an attempt might be made now; nothing is counted. */
  look(key: string): BackOffDecision {
    const attempts = this.#attempts.get(key);
    const wait = attempts === undefined ? 0 : attempts.last + this.#rule.wait(attempts.count) - this.#now();
    return wait > 0 ? { allowed: false, retryAfterSeconds: Math.ceil(wait / 1000) } : { allowed: true };
  }

  /** Whether an attempt may be made now. When it may, it counts as a failure until something else is said of it. */
  begin(key: string): BackOffDecision {
    const decision = this.look(key);
    if (!decision.allowed) return decision;
    const { count, last } = this.#attempts.get(key) ?? NONE;
    this.#set(key, { count: this.#left(key) + 1, last: this.#now(), before: { count, last } });
    return { allowed: true };
  }

  /** The attempt was wrong: what must pass passes from now on. It counts also when another attempt was right meanwhile. */
  failed(key: string): void {
    this.#set(key, { count: Math.max(1, this.#left(key)), last: this.#now() });
  }

  /** The attempt was right. */
  succeeded(key: string): void {
    this.#set(key, { count: this.#rule.afterSuccess(this.#left(key)), last: this.#now() });
  }

  /** Nothing was guessed after all (the queue was full, the request malformed): who had waited need not wait again. */
  takeBack(key: string): void {
    const attempts = this.#attempts.get(key);
    if (attempts === undefined) return;
    const { count, last, before } = attempts;
    this.#set(key, before ?? { count: count - 1, last });
  }

  #left(key: string): number {
    const attempts = this.#attempts.get(key);
    return attempts === undefined ? 0 : this.#rule.left(attempts.count, this.#now() - attempts.last);
  }

  #set(key: string, attempts: Tracked): void {
    this.#attempts.delete(key);
    if (attempts.count <= 0) return;
    this.#attempts.set(key, attempts);
    if (this.#attempts.size <= this.#capacity) return;
    const oldest = this.#attempts.keys().next().value;
    if (oldest !== undefined) this.#attempts.delete(oldest);
  }
}
