/** The day's signing keys: how they are derived, and the only place where they are kept. */
import { createHmac } from 'node:crypto';
import type { MaybePromise } from '../../../domain/ports/vault.ts';

const encoder = new TextEncoder();

/**
 * The HMAC chain date → region → service → `aws4_request` (AWS General Reference, "Calculate the signature").
 * `secret` is the secret access key (its text or UTF-8 bytes; left unchanged), `day` is `YYYYMMDD`. Answers 32 bytes.
 */
export function deriveSigningKey(
  secret: string | Uint8Array,
  day: string,
  region: string,
  service: string,
): Uint8Array {
  const bytes = typeof secret === 'string' ? encoder.encode(secret) : secret;
  const first = new Uint8Array(4 + bytes.length);
  first.set(encoder.encode('AWS4'));
  first.set(bytes, 4);
  let key: Uint8Array = createHmac('sha256', first).update(day).digest();
  first.fill(0);
  for (const step of [region, service, 'aws4_request']) key = createHmac('sha256', key).update(step).digest();
  return key;
}

const MAX_AGE_MS = 24 * 60 * 60 * 1000;
/** Around midnight, with the allowed skew, two days are in use; more are only ever old. */
const MAX_KEYS_PER_ACCESS_KEY = 4;

interface CachedKey {
  readonly day: string;
  readonly region: string;
  readonly key: Uint8Array;
  readonly until: number;
}

/**
 * Signing keys by access key, day and region, in memory only, at most 24 hours, bounded by evicting the access key that was unused
 * longest. Whoever revokes, disables or deletes an access key calls `drop`.
 */
export class SigningKeyCache {
  readonly #entries = new Map<string, CachedKey[]>();
  readonly #now: () => number;
  readonly #capacity: number;
  #drops = 0;

  /** `now` in ms; `capacity` in access keys. */
  constructor(options: { readonly now: () => number; readonly capacity?: number }) {
    this.#now = options.now;
    this.#capacity = options.capacity ?? 10_000;
  }

  /** Number of access keys that have a cached key. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * The cached key, or the one that `derive` makes, synchronously when `derive` is synchronous. What `derive` throws is passed on and
   * nothing is kept. The result belongs to the cache: read it, never change it.
   */
  keyFor(
    accessKeyId: string,
    day: string,
    region: string,
    derive: () => MaybePromise<Uint8Array>,
  ): MaybePromise<Uint8Array> {
    const kept = this.#entries.get(accessKeyId);
    const now = this.#now();
    const found = kept?.find((entry) => entry.day === day && entry.region === region && now < entry.until);
    if (kept && found) {
      this.#entries.delete(accessKeyId);
      this.#entries.set(accessKeyId, kept);
      return found.key;
    }
    const drops = this.#drops;
    const keep = (key: Uint8Array): Uint8Array => {
      // A key whose derivation was under way when any access key was revoked is used once and not kept: it may be the revoked one's.
      if (drops === this.#drops) this.#keep(accessKeyId, { day, region, key, until: now + MAX_AGE_MS });
      return key;
    };
    const derived = derive();
    return derived instanceof Promise ? derived.then(keep) : keep(derived);
  }

  /** Forgets every key of this access key. */
  drop(accessKeyId: string): void {
    this.#drops += 1;
    this.#entries.delete(accessKeyId);
  }

  /** Forgets everything. */
  clear(): void {
    this.#drops += 1;
    this.#entries.clear();
  }

  #keep(accessKeyId: string, entry: CachedKey): void {
    const others = (this.#entries.get(accessKeyId) ?? []).filter(
      (kept) => kept.day !== entry.day || kept.region !== entry.region,
    );
    this.#entries.delete(accessKeyId);
    this.#entries.set(accessKeyId, [...others, entry].slice(-MAX_KEYS_PER_ACCESS_KEY));
    if (this.#entries.size <= this.#capacity) return;
    const oldest = this.#entries.keys().next().value;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
