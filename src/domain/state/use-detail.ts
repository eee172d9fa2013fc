/**
 * What the usage roll-up does not keep of a use: which access key signed it, from which network, and whether it named a record. In
 * memory only: what comes while the desk runs, and what the host reads of each service's newest events at start. So it says from when
 * it knows, and nothing may be concluded from what it lacks before that.
 */
import type { AuditEvent } from '../audit/event.ts';

export type DetailFact = Pick<
  AuditEvent,
  'time' | 'operation' | 'principal' | 'credential' | 'source' | 'key' | 'context' | 'outcome' | 'via'
>;

/** Networks of one access key that are told apart; what is beyond is only known to be more. */
const MOST_NETWORKS = 8;
/** Access keys remembered: a desk has far fewer. */
const MOST_CREDENTIALS = 20_000;

interface CredentialUse {
  lastUse: number;
  readonly networks: Set<string>;
}

/** The network of a source address: /24 of IPv4, /48 of IPv6; null where there is none (a socket, the desk itself). */
export function networkOf(source: string): string | null {
  const four = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(source);
  if (four !== null) return `${four[1]}.0/24`;
  if (!/^[0-9a-f:]+$/i.test(source) || !source.includes(':')) return null;
  const [head = '', tail] = source.toLowerCase().split('::');
  const given = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - given.length - end.length);
  const groups = [...given, ...Array.from({ length: zeros }, () => '0'), ...end];
  const [a = '0', b = '0', c = '0'] = groups.map((group) => group.replace(/^0+(?=.)/, ''));
  return `${a}:${b}:${c}::/48`;
}

export class UseDetail {
  readonly #credentials = new Map<string, CredentialUse>();
  readonly #bare = new Map<string, number>();
  readonly #knownSince = new Map<string, number>();
  #complete = false;

  /** Counts one event; those of the console are about people, and are not kept. */
  note(event: DetailFact): void {
    if (event.via === 'console' || event.credential === null) return;
    let use = this.#credentials.get(event.credential);
    if (use === undefined) {
      if (this.#credentials.size >= MOST_CREDENTIALS) return;
      this.#credentials.set(event.credential, (use = { lastUse: event.time, networks: new Set() }));
    }
    use.lastUse = Math.max(use.lastUse, event.time);
    const network = networkOf(event.source);
    if (network !== null && use.networks.size < MOST_NETWORKS) use.networks.add(network);
    if (event.operation !== 'Decrypt' || event.outcome !== 'allowed' || event.key === null) return;
    if (event.context === null || event.context.length === 0)
      this.#bare.set(event.key, (this.#bare.get(event.key) ?? 0) + 1);
  }

  /** From `since` (ms) on every event of the principal (ARN) is known. */
  knowsFrom(principal: string, since: number): void {
    this.#knownSince.set(principal, since);
  }

  /** The host has read what it reads at start: whoever is not named by `knowsFrom` had no event before it. */
  complete(): void {
    this.#complete = true;
  }

  /** ms of the last use of an access key, or null when none is known. */
  lastUse(credential: string): number | null {
    return this.#credentials.get(credential)?.lastUse ?? null;
  }

  networks(credential: string): readonly string[] {
    return [...(this.#credentials.get(credential)?.networks ?? [])].sort();
  }

  /** Decrypts with the key without an encryption context, among those known. */
  bareDecrypts(key: string): number {
    return this.#bare.get(key) ?? 0;
  }

  /** Would every event of the principal since `time` be known? */
  isKnownSince(principal: string, time: number): boolean {
    const since = this.#knownSince.get(principal);
    return since === undefined ? this.#complete : since <= time;
  }
}
