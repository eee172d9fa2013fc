/** Token buckets by key, in memory only and bounded: how much may be spent at once, and how fast it comes back. */

export interface BucketRule {
  /** Tokens of a full bucket, which every key begins with. */
  readonly most: number;
  readonly perSecond: number;
}

interface Bucket {
  readonly tokens: number;
  /** ms */
  readonly at: number;
}

export class TokenBuckets {
  readonly #rule: BucketRule;
  readonly #now: () => number;
  readonly #capacity: number;
  readonly #buckets = new Map<string, Bucket>();

  /** `now` in ms, from a clock that does not jump. `capacity` in keys: beyond it the key that was spent from longest ago is forgotten. */
  constructor(rule: BucketRule, options: { readonly now: () => number; readonly capacity?: number }) {
    this.#rule = rule;
    this.#now = options.now;
    this.#capacity = options.capacity ?? 10_000;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Whole seconds until there is a token; 0 when there is one now. */
  wait(key: string): number {
    const missing = 1 - this.#tokens(key);
    return missing <= 0 ? 0 : Math.ceil(missing / this.#rule.perSecond);
  }

  /** Takes `cost` tokens, and answers whether there was one: what costs more is owed. An empty bucket owes nothing. */
  spend(key: string, cost = 1): boolean {
    const tokens = this.#tokens(key);
    const had = tokens >= 1;
    this.#set(key, had ? tokens - cost : tokens);
    return had;
  }

  /** Takes `cost` tokens whether they are there or not. */
  owe(key: string, cost: number): void {
    this.#set(key, this.#tokens(key) - cost);
  }

  #set(key: string, tokens: number): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens, at: this.#now() });
    if (this.#buckets.size <= this.#capacity) return;
    const oldest = this.#buckets.keys().next().value;
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }

  #tokens(key: string): number {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return this.#rule.most;
    const { most, perSecond } = this.#rule;
    return Math.min(most, bucket.tokens + (Math.max(0, this.#now() - bucket.at) / 1000) * perSecond);
  }
}
