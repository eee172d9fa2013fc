/**
 * What anybody may ask without saying who they are (pages, their files, `/readyz`, `/log`, …) has a rate for each network: far above what
 * people and their browsers ask, far below what would keep the desk from its work. While a network has nothing left, whoever comes from
 * there with a session, or on a device from which they signed in, has their own.
 */
import { SHARES } from './addresses.ts';
import { TokenBuckets, type BucketRule } from '../../../service/token-buckets.ts';

/** A browser loads some 60 files at first and keeps them: fifty people at once, then three more a second. */
const OF_A_NETWORK: BucketRule = { most: 3_000, perSecond: 200 };
/** Bytes that are sent for one. */
const BYTES_OF_ONE = 64 * 1024;

export class Visits {
  readonly #buckets: TokenBuckets;
  #limited = 0;

  /** `now` in ms, from a clock that does not jump. */
  constructor(now: () => number) {
    this.#buckets = new TokenBuckets(OF_A_NETWORK, { now });
  }

  /** Requests that were told to wait, since the start. */
  get limited(): number {
    return this.#limited;
  }

  /**
   * What the visit is counted by, or the whole seconds to wait. `networks`: those that one party may hold (`networksOf`). `known`: who it is,
   * if they come with something that says so.
   */
  begin(networks: readonly string[], known: () => string | null): readonly string[] | number {
    const wait = this.#wait(networks);
    if (wait === 0) return this.#spend(networks);
    const who = known();
    if (who !== null && this.#wait([who]) === 0) return this.#spend([who]);
    this.#limited++;
    return wait;
  }

  /** What was sent in answer costs more when it is large. */
  sent(by: readonly string[], bytes: number): void {
    const cost = Math.floor(bytes / BYTES_OF_ONE);
    if (cost === 0) return;
    for (const [i, key] of by.entries()) this.#buckets.owe(key, cost * (SHARES[i] ?? 1));
  }

  #wait(keys: readonly string[]): number {
    return Math.max(...keys.map((key) => this.#buckets.wait(key)));
  }

  #spend(keys: readonly string[]): readonly string[] {
    for (const [i, key] of keys.entries()) this.#buckets.spend(key, SHARES[i]);
    return keys;
  }
}
