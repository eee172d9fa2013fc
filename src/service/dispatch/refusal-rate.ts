/**
 * How much of the log a principal may fill with calls that no policy and no grant allowed: refused ones, and those that need no
 * permission. Some hundreds at once and some tens a second are events each. Beyond that a call is told to slow down (ThrottlingException,
 * which SDKs wait after) and counted: the first of each kind in a minute is an event all the same, and one event closes the minute with the
 * counts. A crash may lose the counts of the running minute, which concern nothing that was done.
 */
import { ServiceError } from '../errors.ts';
import type { EventFacts } from '../ledger/ledger.ts';
import type { Call } from '../operation.ts';
import { TokenBuckets, type BucketRule } from '../token-buckets.ts';

/** A service with a wrong policy is told what is wrong for as long as anybody looks; some 20 kB a second for the log. */
const RATE: BucketRule = { most: 500, perSecond: 20 };
/** Characters of the caller's own text in an event that cost no more than an event does. */
const TEXT_OF_ONE = 1024;
const MINUTE_MS = 60_000;
/** All sessions of a person together: who signs in again and again has no more than this. */
const RATE_OF_ALL: BucketRule = { most: 2_000, perSecond: 20 };
/** Keys of one caller and minute for which the first of a kind is an event once more. Kinds themselves are as many as there are operations. */
const MOST_KEYS = 32;
/** Kinds that the closing event counts by name. */
const MOST_NAMED = 16;

/** How the log names the event that closes a minute of them. */
export const THROTTLE_REFUSED = 'ThrottleRefused';

/** The call was not allowed by anything, and there were too many such. */
export class Throttled extends ServiceError {
  constructor(arn: string) {
    super(
      'ThrottlingException',
      `Too many calls of ${arn} were refused, or need no permission. Correct what is refused (the audit log says what), then try again: one of each kind is answered every minute.`,
    );
  }
}

/** What a minute of one caller's came to, and the facts of the last of them. */
export interface ThrottledMinute {
  readonly last: EventFacts;
  /** ms: of the first and the last. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** `Decrypt AccessDeniedException` → how many; the most frequent first. */
  readonly kinds: readonly (readonly [string, string])[];
}

interface Minute {
  readonly minute: number;
  readonly seen: Set<string>;
  /** Of those, the ones that only their key makes new. */
  keys: number;
  readonly kinds: Map<string, number>;
  readonly from: number;
  last: EventFacts | null;
  to: number;
  count: number;
}

/** People by session, so that whoever stole one takes nothing from the other sessions; services by principal. */
const callerOf = ({ principal, sessionId }: Call): string => `${principal.id} ${sessionId ?? ''}`;

export class RefusalRate {
  readonly #buckets: TokenBuckets;
  readonly #ofAll: TokenBuckets;
  readonly #minutes = new Map<string, Minute>();
  readonly #close: (minute: ThrottledMinute) => void;
  #total = 0;

  /** `now` in ms, from a clock that does not jump. `close` appends the event that ends a minute. */
  constructor(options: { readonly now: () => number; readonly close: (minute: ThrottledMinute) => void }) {
    this.#buckets = new TokenBuckets(RATE, options);
    this.#ofAll = new TokenBuckets(RATE_OF_ALL, options);
    this.#close = options.close;
  }

  /** Calls that were counted only, since the start. */
  get total(): number {
    return this.#total;
  }

  /** Takes what a call costs that nothing allowed, by what its event holds of its text; false when there is nothing left. */
  spend(call: Call, text: Pick<EventFacts, 'parameters' | 'context'>): boolean {
    const pairs = [...text.parameters, ...(text.context ?? [])];
    const size = pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    const cost = 1 + Math.floor(size / TEXT_OF_ONE);
    return this.#buckets.spend(callerOf(call), cost) && this.#ofAll.spend(call.principal.id, cost);
  }

  /** True when this call, for which nothing was left, is counted only; false when it is an event, as the first of its kind in its minute. */
  counts(call: Call, facts: EventFacts): boolean {
    const { time, operation, error, key } = facts;
    const its = this.#minuteOf(callerOf(call), time);
    const kind = `${operation} ${error ?? 'allowed'}`;
    const target = `${kind} ${key ?? ''}`;
    const isNewKind = !its.seen.has(kind);
    if (isNewKind || (!its.seen.has(target) && its.keys < MOST_KEYS)) {
      its.seen.add(kind).add(target);
      if (!isNewKind) its.keys++;
      return false;
    }
    this.#total++;
    its.count++;
    its.kinds.set(kind, (its.kinds.get(kind) ?? 0) + 1);
    its.last = facts;
    its.to = Math.max(its.to, time);
    return true;
  }

  /** Closes every minute before `time` (ms). Called once a minute, and with Infinity at stop. */
  sweep(time: number): void {
    for (const [caller, its] of this.#minutes)
      if ((its.minute + 1) * MINUTE_MS <= time) this.#end(caller, its);
  }

  #minuteOf(caller: string, time: number): Minute {
    const minute = Math.floor(time / MINUTE_MS);
    const known = this.#minutes.get(caller);
    if (known?.minute === minute) return known;
    if (known !== undefined) this.#end(caller, known);
    const fresh = {
      minute,
      seen: new Set<string>(),
      keys: 0,
      kinds: new Map<string, number>(),
      from: time,
      last: null,
      to: time,
      count: 0,
    };
    this.#minutes.set(caller, fresh);
    return fresh;
  }

  #end(caller: string, { last, from, to, count, kinds }: Minute): void {
    this.#minutes.delete(caller);
    if (last === null) return;
    const named = [...kinds].toSorted(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
    this.#close({ last, from, to, count, kinds: named.map(([kind, many]) => [kind, String(many)]) });
  }
}
