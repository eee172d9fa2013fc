/** Where a request came from. `X-Forwarded-For` is anybody's text unless the peer is a proxy that the operator named. */
import { BlockList, isIP, SocketAddress } from 'node:net';

/** What a peer without an address is (the command line's Unix socket). */
export const UNIX_SOURCE = 'unix:';
/** Of a forwarded address only so many of the last hops are looked at: no honest chain of proxies is longer. */
const MOST_HOPS = 32;
/** An IPv6 address with a zone, brackets and a port is shorter. */
const LONGEST_HOP = 100;

/**
 * An address in its one canonical form: an IPv4-mapped IPv6 address as IPv4, IPv6 compressed and lower-case, without zone.
 * undefined when the text is no address.
 */
export function normaliseAddress(text: string): string | undefined {
  const family = isIP(text);
  if (family === 0) return undefined;
  if (family === 4) return text;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const mapped = address.startsWith('::ffff:') ? address.slice(7) : '';
  return isIP(mapped) === 4 ? mapped : address;
}

/** The network that one party is likely to hold: an IPv4 address itself, an IPv6 address's /64. Other text is answered as it is. */
export function networkOf(address: string): string {
  const normal = normaliseAddress(address) ?? address;
  return isIP(normal) === 6 ? prefixOf(groupsOf(normal), 64) : normal;
}

/**
 * The networks that one party may hold, narrowest first: what they have of each is limited, or whoever has a /48 is 65,536. An IPv6
 * address's /64, /56 (a home) and /48 (a site); of IPv4 the address alone, since neighbours there are strangers.
 */
export function networksOf(address: string): readonly string[] {
  const known = lately.get(address);
  if (known !== undefined) return known;
  const normal = normaliseAddress(address) ?? address;
  const groups = isIP(normal) === 6 ? groupsOf(normal) : null;
  const networks =
    groups === null ? [normal] : [prefixOf(groups, 64), prefixOf(groups, 56), prefixOf(groups, 48)];
  if (lately.size >= MOST_LATELY) lately.clear();
  lately.set(address, networks);
  return networks;
}

/**
 * What one request counts for each of those networks. Behind a wider one there may be strangers to one another (a mobile carrier gives each
 * telephone a /64), so it may have more than each of them, and never as much as all.
 */
export const SHARES: readonly number[] = [1, 1 / 2, 1 / 4];

/** Asked for every request, and the same addresses come again. */
const lately = new Map<string, readonly string[]>();
const MOST_LATELY = 4_096;

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  if (tail === undefined) return left;
  const right = tail === '' ? [] : tail.split(':');
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}

function prefixOf(groups: readonly string[], bits: 48 | 56 | 64): string {
  const fourth = Number.parseInt(groups[3] ?? '0', 16) & (bits === 64 ? 0xffff : bits === 56 ? 0xff00 : 0);
  return `${normaliseAddress(`${groups.slice(0, 3).join(':')}:${fourth.toString(16)}::`)}/${bits}`;
}

/** An IP address or CIDR block. */
export interface Network {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
}

/** `10.0.0.0/8`, `fd00::/8` or a single address; undefined for anything else. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const bits = version === 4 ? 32 : 128;
  if (slash < 0) return { address, family, prefix: bits };
  const prefixText = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(prefixText) || Number(prefixText) > bits) return undefined;
  return { address, family, prefix: Number(prefixText) };
}

/** The form that `parseNetwork` reads; a single address without its prefix. */
export const networkText = ({ address, family, prefix }: Network): string =>
  prefix === (family === 'ipv4' ? 32 : 128) ? address : `${address}/${prefix}`;

export class ClientAddresses {
  readonly #trusted = new BlockList();

  constructor(trustedProxies: readonly Network[]) {
    for (const { address, family, prefix } of trustedProxies)
      this.#trusted.addSubnet(address, prefix, family);
  }

  /** Whether this peer is one of the operator's proxies, so that its forwarded address and host count. */
  isTrustedProxy(peer: string | undefined): boolean {
    const address = peer === undefined ? undefined : normaliseAddress(peer);
    return address !== undefined && this.#trusted.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }

  /**
   * The client's address: the socket's peer, or, when that is a trusted proxy, the last address in X-Forwarded-For (repeats joined by
   * comma) that is not a trusted proxy itself. What stands left of it is the client's own text, and is not read. `unix:` when there is no
   * peer address. undefined when a trusted proxy passed on something else than an address: it is the proxy's request no more than
   * anybody's, so it may not count as the proxy's.
   */
  clientAddress(peer: string | undefined, forwardedFor = ''): string | undefined {
    if (peer === undefined || peer === '') return UNIX_SOURCE;
    let client = normaliseAddress(peer) ?? UNIX_SOURCE;
    let end = forwardedFor.length;
    if (forwardedFor.trim() === '') return client;
    for (let hops = 0; end >= 0 && this.isTrustedProxy(client); hops++) {
      const comma = end === 0 ? -1 : forwardedFor.lastIndexOf(',', end - 1);
      const address = hops < MOST_HOPS ? hopAddress(forwardedFor.slice(comma + 1, end).trim()) : undefined;
      if (address === undefined) return undefined;
      client = address;
      end = comma;
    }
    return client;
  }
}

/** Some proxies write the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function hopAddress(hop: string): string | undefined {
  if (hop.length > LONGEST_HOP) return undefined;
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(hop);
  if (bracketed) return normaliseAddress(bracketed[1] ?? '');
  return normaliseAddress(hop) ?? normaliseAddress(hop.replace(/^([\d.]+):\d{1,5}$/, '$1'));
}
