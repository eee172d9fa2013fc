/**
 * Encryption context: a map of strings bound to a ciphertext as additional data (kms-api.md §6). Order does not matter, all else does:
 * case, spaces, Unicode form. Its canonical bytes are permanent: a ciphertext opens only with exactly these.
 */
import { utf8 } from '../bytes.ts';

export type EncryptionContext = ReadonlyMap<string, string>;

/** Absent, null and `{}` are the same context. */
export const EMPTY_CONTEXT: EncryptionContext = new Map();

/** UTF-8 bytes of all names and values together. AWS documents no limit; this one is Keydesk's. */
export const MAX_CONTEXT_BYTES = 8192;

/** What is wrong with a context: which rule, and a sentence for the caller that quotes nothing of it. */
export interface ContextProblem {
  /** `NOT_WELL_FORMED`: a lone surrogate. It has no UTF-8, and an encoder would make two contexts equal. */
  readonly code: 'EMPTY_NAME' | 'NOT_WELL_FORMED' | 'TOO_LARGE';
  readonly message: string;
}

/** Null when the context may be used. */
export function checkContext(context: EncryptionContext): ContextProblem | null {
  let units = 0;
  for (const [name, value] of context) {
    if (name === '') return { code: 'EMPTY_NAME', message: 'EncryptionContext must not have an empty key.' };
    if (!name.isWellFormed() || !value.isWellFormed()) {
      return { code: 'NOT_WELL_FORMED', message: 'EncryptionContext must be well-formed Unicode.' };
    }
    units += name.length + value.length;
  }
  // A UTF-16 code unit is one to three bytes of UTF-8, so most contexts need no second look.
  if (units * 3 <= MAX_CONTEXT_BYTES) return null;
  let bytes = 0;
  // More units than bytes allowed: too large without encoding what may be megabytes.
  if (units > MAX_CONTEXT_BYTES) bytes = units;
  else for (const [name, value] of context) bytes += utf8(name).length + utf8(value).length;
  if (bytes <= MAX_CONTEXT_BYTES) return null;
  return {
    code: 'TOO_LARGE',
    message: `EncryptionContext must not have more than ${MAX_CONTEXT_BYTES} bytes, keys and values together.`,
  };
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/**
 * Order of two well-formed strings by their UTF-8 bytes, which is the order of their code points. JavaScript's own `<` goes by
 * UTF-16 units and puts U+10000 and above before U+E000.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (isSurrogate(x) !== isSurrogate(y) && x >= 0xd800 && y >= 0xd800) return isSurrogate(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

const comparePairs = (a: readonly [string, string], b: readonly [string, string]): number =>
  compareUtf8(a[0], b[0]) || compareUtf8(a[1], b[1]);

/** Pairs in canonical order: by the UTF-8 bytes of the name, then of the value. A fresh array. */
export const sortPairs = <Pair extends readonly [string, string]>(pairs: Iterable<Pair>): Pair[] =>
  [...pairs].sort(comparePairs);

const encoder = new TextEncoder();

/**
 * count u32be, then the pairs sorted by the UTF-8 bytes of the name, name and value each as length u32be ‖ UTF-8. Injective: two
 * contexts have the same bytes only when they are equal. `reserve` zero bytes stand before, for who puts something there. Throws
 * RangeError for a lone surrogate (`checkContext` refuses it before).
 */
export function canonicalContext(context: EncryptionContext, reserve = 0): Uint8Array {
  const pairs = sortPairs(context);
  // A UTF-16 code unit is at most three bytes of UTF-8.
  let most = reserve + 4;
  for (const [name, value] of pairs) most += 8 + 3 * (name.length + value.length);
  const out = new Uint8Array(most);
  const view = new DataView(out.buffer);
  view.setUint32(reserve, context.size);
  let at = reserve + 4;
  for (const pair of pairs) {
    for (const text of pair) {
      if (!text.isWellFormed()) throw new RangeError('The encryption context is not well-formed Unicode.');
      const { written } = encoder.encodeInto(text, out.subarray(at + 4));
      view.setUint32(at, written);
      at += 4 + written;
    }
  }
  return out.subarray(0, at);
}
