/**
 * How much attention requests get whose sender is not known. Each that could not be verified costs its networks a token, wider ones a part of
 * one (`networksOf`, `SHARES`); verified ones cost nothing. With no token left a stranger is told to wait (429) before the body is read, and who may be honest is still looked at:
 * whoever signs with an access key that has verified from there lately, or that exists and has not failed much.
 */
import { SHARES } from './addresses.ts';
import { TokenBuckets, type BucketRule } from '../../../service/token-buckets.ts';

/** A service with a wrong secret, or a laptop with a wrong clock, retries some: it shall read what is wrong. */
const OF_A_NETWORK: BucketRule = { most: 200, perSecond: 1 };
/** While the network has none left. An access key's id is no secret, so naming one buys a stranger this much more. */
const OF_AN_ACCESS_KEY: BucketRule = { most: 20, perSecond: 1 };
/** How long an access key counts as being used from a network. */
const KNOWN_MS = 60 * 60_000;
/** A verified request writes it down anew only after this. */
const FRESH_MS = 60_000;
const MOST_KNOWN = 10_000;

export interface StrangerOptions {
  /** ms, from a clock that does not jump. */
  readonly now: () => number;
  /** Whether there is such an access key, and it may be used. */
  readonly isActive: (accessKeyId: string) => boolean;
}

/** By the narrowest of the networks. */
const pair = ([network = '']: readonly string[], accessKeyId: string): string => `${network} ${accessKeyId}`;

export class Strangers {
  readonly #now: () => number;
  readonly #isActive: (accessKeyId: string) => boolean;
  readonly #networks: TokenBuckets;
  readonly #accessKeys: TokenBuckets;
  readonly #known = new Map<string, number>();
  #limited = 0;

  constructor({ now, isActive }: StrangerOptions) {
    this.#now = now;
    this.#isActive = isActive;
    this.#networks = new TokenBuckets(OF_A_NETWORK, { now });
    this.#accessKeys = new TokenBuckets(OF_AN_ACCESS_KEY, { now });
  }

  /** Requests that were told to wait, since the start. */
  get limited(): number {
    return this.#limited;
  }

  /**
   * Seconds that whoever sends this must wait; 0 when it is looked at. `claimed`: the access key id that the request names, when it names
   * one; only an active one's text is ever kept.
   */
  wait(networks: readonly string[], claimed: () => string | null): number {
    const wait = this.#waitOf(networks);
    if (wait === 0) return 0;
    const accessKeyId = claimed();
    if (accessKeyId !== null && this.#isActive(accessKeyId)) {
      const name = pair(networks, accessKeyId);
      if (this.#isKnown(name) || this.#accessKeys.wait(name) === 0) return 0;
    }
    return wait;
  }

  /** A request with this access key was verified. */
  verified(networks: readonly string[], accessKeyId: string): void {
    const name = pair(networks, accessKeyId);
    const now = this.#now();
    const before = this.#known.get(name);
    if (before !== undefined && now - before < FRESH_MS) return;
    this.#known.delete(name);
    this.#known.set(name, now);
    if (this.#known.size <= MOST_KNOWN) return;
    const oldest = this.#known.keys().next().value;
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  /** A request could not be verified. Answers seconds to wait when there was no token for it, else 0: its own refusal may be told. */
  refused(networks: readonly string[], claimed: () => string | null): number {
    if (this.#waitOf(networks) === 0) {
      for (const [i, network] of networks.entries()) this.#networks.spend(network, SHARES[i]);
      return 0;
    }
    const accessKeyId = claimed();
    if (accessKeyId !== null && this.#isActive(accessKeyId))
      this.#accessKeys.spend(pair(networks, accessKeyId));
    this.#limited++;
    return Math.max(1, this.#waitOf(networks));
  }

  #waitOf(networks: readonly string[]): number {
    return Math.max(...networks.map((network) => this.#networks.wait(network)));
  }

  #isKnown(name: string): boolean {
    const at = this.#known.get(name);
    return at !== undefined && this.#now() - at < KNOWN_MS;
  }
}
