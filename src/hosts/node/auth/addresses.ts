/** Where a request came from. `X-Forwarded-For` is anybody's text unless the peer is a proxy that the operator named. */
import { BlockList, isIP, SocketAddress } from 'node:net';

/** What a peer without an address is (the command line's Unix socket). */
export const UNIX_SOURCE = 'unix:';
/** Beyond this the header is not read: no honest chain of proxies is that long. */
const MAX_FORWARDED_LENGTH = 2048;

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
  if (isIP(normal) !== 6) return normal;
  const [head = '', tail] = normal.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined
      ? left
      : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return normaliseAddress(`${groups.slice(0, 4).join(':')}::`) + '/64';
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
   * comma) that is not a trusted proxy itself. What stands left of it is the client's own text. A malformed entry ends the walk at
   * the proxy that passed it on. `unix:` when there is no peer address.
   */
  clientAddress(peer: string | undefined, forwardedFor?: string): string {
    if (peer === undefined || peer === '') return UNIX_SOURCE;
    let client = normaliseAddress(peer) ?? UNIX_SOURCE;
    if (forwardedFor === undefined || forwardedFor.length > MAX_FORWARDED_LENGTH) return client;
    for (const hop of forwardedFor.split(',').toReversed()) {
      if (!this.isTrustedProxy(client)) break;
      const address = hopAddress(hop.trim());
      if (address === undefined) break;
      client = address;
    }
    return client;
  }
}

/** Some proxies write the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function hopAddress(hop: string): string | undefined {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(hop);
  if (bracketed) return normaliseAddress(bracketed[1] ?? '');
  return normaliseAddress(hop) ?? normaliseAddress(hop.replace(/^([\d.]+):\d{1,5}$/, '$1'));
}
