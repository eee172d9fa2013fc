/** Values as the operators of conditions read them (kms-api.md §8.3): null is "of another type", and matches nothing. */
import { fromBase64, toHex } from '../bytes.ts';

const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/;

export function readNumber(text: string): number | null {
  if (!NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

export const readBoolean = (text: string): boolean | null => {
  const folded = text.toLowerCase();
  return folded === 'true' ? true : folded === 'false' ? false : null;
};

/** The profile of ISO 8601 that AWS takes; without a zone it is UTC. */
const DATE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?([Zz]|[+-]\d\d:?\d\d)?)?)?)?$/;
const EPOCH = /^-?[0-9]+(?:\.[0-9]+)?$/;
const MINUTE = 60_000;

/** ms. Digits alone are seconds since 1970, all else is a date. */
export function readDate(text: string): number | null {
  if (EPOCH.test(text)) {
    const value = Number(text) * 1000;
    return Number.isFinite(value) ? value : null;
  }
  const match = DATE.exec(text);
  if (match === null) return null;
  const part = (index: number, otherwise: number): number => Number(match[index] ?? otherwise);
  const [year, month, day] = [part(1, 0), part(2, 1), part(3, 1)];
  const [hour, minute, second] = [part(4, 0), part(5, 0), part(6, 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const time = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
  const offset = zone(match[8]);
  return offset === null ? null : time + Number(`0.${match[7] ?? 0}`) * 1000 - offset;
}

function zone(text: string | undefined): number | null {
  if (text === undefined || /^z$/i.test(text)) return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  if (hours > 23 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE;
}

/** As hex, so that two spellings of the same bytes are equal. */
export function readBinary(text: string): string | null {
  const bytes = fromBase64(text);
  return bytes === undefined ? null : toHex(bytes);
}

/** An address: 4 bytes or 16. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. */
export type Address = readonly number[];

const BYTE = /^(?:0|[1-9][0-9]{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;
const IPV6_BYTES = 16;
/** `::ffff:` */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function readV4(text: string): Address | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => BYTE.test(part) && Number(part) < 256)) return null;
  return parts.map(Number);
}

function readGroups(text: string): number[] | null {
  if (text === '') return [];
  const out: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const last = index === parts.length - 1 ? readV4(part) : null;
      if (last === null) return null;
      out.push(...last);
    } else if (GROUP.test(part)) {
      const value = parseInt(part, 16);
      out.push(value >> 8, value & 0xff);
    } else return null;
  }
  return out;
}

function readV6(text: string): Address | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(readGroups);
  if (head === null || head === undefined || tail === null) return null;
  if (halves.length === 2 && halves[0]?.includes('.')) return null;
  if (tail === undefined) return head.length === IPV6_BYTES ? head : null;
  const missing = IPV6_BYTES - head.length - tail.length;
  return missing < 2 ? null : [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

const isMapped = (address: Address): boolean =>
  address.length === IPV6_BYTES && MAPPED.every((byte, i) => address[i] === byte);

function readPlain(text: string): Address | null {
  return text.includes(':') ? readV6(text) : readV4(text);
}

export function readAddress(text: string): Address | null {
  const address = readPlain(text);
  return address !== null && isMapped(address) ? address.slice(MAPPED.length) : address;
}

export interface AddressRange {
  readonly address: Address;
  /** Leading bits that count. */
  readonly bits: number;
}

/** An address, or a block in CIDR notation. Bits after the prefix do not count. */
export function readRange(text: string): AddressRange | null {
  const slash = text.indexOf('/');
  const address = readPlain(slash === -1 ? text : text.slice(0, slash));
  if (address === null) return null;
  const length = text.slice(slash + 1);
  if (slash !== -1 && !BYTE.test(length)) return null;
  const bits = slash === -1 ? address.length * 8 : Number(length);
  if (bits > address.length * 8) return null;
  const before = MAPPED.length * 8;
  return isMapped(address) && bits >= before
    ? { address: address.slice(MAPPED.length), bits: bits - before }
    : { address, bits };
}

export function inRange(address: Address, range: AddressRange): boolean {
  if (address.length !== range.address.length) return false;
  for (let bit = 0, i = 0; bit < range.bits; bit += 8, i++) {
    const left = Math.min(8, range.bits - bit);
    const mask = (0xff << (8 - left)) & 0xff;
    if (((address[i] ?? 0) & mask) !== ((range.address[i] ?? 0) & mask)) return false;
  }
  return true;
}
