import { toHex } from '../domain/bytes.ts';
import type { Random } from '../domain/ports/random.ts';

/** A random UUID (RFC 9562 version 4), lower case. */
export function uuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `length` characters of the base32 alphabet, 5 random bits each. */
export const base32 = (random: Random, length: number): string =>
  Array.from(random.bytes(length), (byte) => BASE32[byte & 31]).join('');
