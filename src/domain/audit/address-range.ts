/**
 * Where events came from, as a filter: one address, or a CIDR block (RFC 4632; RFC 4291 §2.3 for IPv6). Addresses are compared as
 * numbers, so every spelling of one is the same. An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) is the IPv4 address.
 */

/** An address: 4 or 16 octets as one number. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export interface AddressRange {
  /** What an event's source is when it is no address: `unix:`, `desk:`, `many:`. Compared as it stands. */
  readonly exact: string | null;
  readonly bits: 32 | 128;
  /** Lowest and highest address, both inside. */
  readonly first: bigint;
  readonly last: bigint;
}

/** The longest text that can be a block: eight groups, an IPv4 tail, a prefix. */
const MOST_TEXT = 49;
const OCTET = /^(0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;
const NO_ADDRESS = /^(unix|desk|many):$/;

function parseV4(text: string): bigint | null {
  const octets = text.split('.');
  if (octets.length !== 4) return null;
  let value = 0n;
  for (const octet of octets) {
    if (!OCTET.test(octet) || Number(octet) > 255) return null;
    value = (value << 8n) | BigInt(octet);
  }
  return value;
}

/** Groups of one side of `::`; null when one is none. A last one may be an IPv4 address: two groups. */
function groupsOf(side: string, isLast: boolean): bigint[] | null {
  if (side === '') return [];
  const groups: bigint[] = [];
  const texts = side.split(':');
  for (const [i, text] of texts.entries()) {
    if (isLast && i === texts.length - 1 && text.includes('.')) {
      const tail = parseV4(text);
      if (tail === null) return null;
      groups.push(tail >> 16n, tail & 0xffffn);
    } else if (GROUP.test(text)) groups.push(BigInt(`0x${text}`));
    else return null;
  }
  return groups;
}

function parseV6(text: string): bigint | null {
  const sides = text.split('::');
  if (sides.length > 2) return null;
  const [head = '', tail] = sides;
  const left = groupsOf(head, tail === undefined);
  const right = tail === undefined ? [] : groupsOf(tail, true);
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  return [...left, ...Array<bigint>(missing).fill(0n), ...right].reduce(
    (value, group) => (value << 16n) | group,
    0n,
  );
}

function parseAddress(text: string): Address | null {
  const v4 = parseV4(text);
  if (v4 !== null) return { bits: 32, value: v4 };
  const v6 = text.includes(':') ? parseV6(text) : null;
  if (v6 === null) return null;
  return v6 >> 32n === 0xffffn ? { bits: 32, value: v6 & 0xffff_ffffn } : { bits: 128, value: v6 };
}

/**
 * The range of `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`, or of a source that is no address (`unix:`, `desk:`, `many:`); null for
 * anything else. Bits below the prefix are ignored, as people write `10.1.2.3/8`.
 */
export function parseAddressRange(text: string): AddressRange | null {
  if (text.length > MOST_TEXT) return null;
  if (NO_ADDRESS.test(text)) return { exact: text, bits: 32, first: 0n, last: 0n };
  const [name = '', prefixText, more] = text.split('/');
  const address = parseAddress(name);
  if (address === null || more !== undefined) return null;
  const { bits, value } = address;
  if (prefixText === undefined) return { exact: null, bits, first: value, last: value };
  // Of an IPv4-mapped block the prefix counts the 96 bits before the address too.
  const prefix = Number(prefixText) - (bits === 32 && name.includes(':') ? 96 : 0);
  if (!OCTET.test(prefixText) || prefix < 0 || prefix > bits) return null;
  const host = (1n << BigInt(bits - prefix)) - 1n;
  const first = value & ~host;
  return { exact: null, bits, first, last: first | host };
}

const MOST_REMEMBERED = 10_000;
/** A log has millions of events and few addresses. */
const verdicts = new WeakMap<AddressRange, Map<string, boolean>>();

/** Whether an event's source lies in the range: an address, or a whole network (of requests that could not be verified). */
export function inRange(range: AddressRange, source: string): boolean {
  if (range.exact !== null) return source === range.exact;
  let known = verdicts.get(range);
  if (known === undefined) verdicts.set(range, (known = new Map()));
  let verdict = known.get(source);
  if (verdict === undefined) {
    verdict = holds(range, source);
    if (known.size < MOST_REMEMBERED) known.set(source, verdict);
  }
  return verdict;
}

function holds(range: AddressRange, source: string): boolean {
  const from = parseAddressRange(source);
  return (
    from !== null &&
    from.exact === null &&
    from.bits === range.bits &&
    from.first >= range.first &&
    from.last <= range.last
  );
}
