/** Small byte helpers without a host: the same in Node and the browser. */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 of a string. Callers refuse lone surrogates first (`isWellFormed`): TextEncoder maps every one to the same bytes. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** `reserve` zero bytes, then the UTF-8 of a string, in one buffer: for who puts something before it. */
export function utf8After(reserve: number, text: string): Uint8Array {
  // Nearly all that is written here is ASCII; what is not is encoded again.
  const out = new Uint8Array(reserve + text.length);
  if (encoder.encodeInto(text, out.subarray(reserve)).read === text.length) return out;
  const encoded = encoder.encode(text);
  const larger = new Uint8Array(reserve + encoded.length);
  larger.set(encoded, reserve);
  return larger;
}

/** The string of UTF-8 bytes. Throws TypeError for invalid UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Unsigned 32-bit big-endian. */
export function u32be(value: number): Uint8Array {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value);
  return out;
}

/** Lexicographic order by octet, shorter first on a common prefix. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** For public values only (hashes, ids): not constant-time. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && compareBytes(a, b) === 0;

/** Lower case. */
export const toHex = (bytes: Uint8Array): string => bytes.toHex();

/** Throws RangeError when the text is not an even number of lower- or upper-case hex digits. */
export function fromHex(text: string): Uint8Array {
  try {
    return Uint8Array.fromHex(text);
  } catch {
    throw new RangeError('not hexadecimal');
  }
}

/** Standard base64 with padding (RFC 4648 §4). */
export const toBase64 = (bytes: Uint8Array): string => bytes.toBase64();

/** Standard, padded base64 only; undefined for anything else (also for non-zero trailing bits). */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    if (/\s/.test(text)) return undefined;
    return Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' });
  } catch {
    return undefined;
  }
}
