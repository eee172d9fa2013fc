import { createCipheriv, createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, fromUtf8, toHex } from '../bytes.ts';
import golden from './ciphertext.golden.json' with { type: 'json' };
import {
  additionalData,
  encodeHeader,
  HEADER_SIZE,
  parseCiphertext,
  TAG_SIZE,
  uuidBytes,
  uuidText,
} from './ciphertext.ts';
import { EMPTY_CONTEXT, type EncryptionContext } from './encryption-context.ts';
import { runs } from '../../testing/runs.ts';

fc.configureGlobal({ seed: 256 });

const contextOf = (pairs: readonly string[][]): EncryptionContext =>
  new Map(pairs.map(([name, value]): [string, string] => [name!, value!]));

function seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}
/** Opens a blob as the service does: null for whatever does not fit. */
function open(key: Uint8Array, blob: Uint8Array, context: EncryptionContext): Uint8Array | null {
  const parsed = parseCiphertext(blob);
  if (parsed === null) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, parsed.nonce).setAAD(
    additionalData(parsed.header, context),
  );
  decipher.setAuthTag(parsed.sealed.subarray(-TAG_SIZE));
  try {
    return concat(decipher.update(parsed.sealed.subarray(0, -TAG_SIZE)), decipher.final());
  } catch {
    return null;
  }
}

describe('golden vectors', () => {
  it.each(golden)('key version $keyVersion of $keyId', (vector) => {
    const [key, nonce, plaintext] = [fromHex(vector.key), fromHex(vector.nonce), fromHex(vector.plaintext)];
    const context = contextOf(vector.context);
    const header = encodeHeader({ keyId: vector.keyId, keyVersion: vector.keyVersion, nonce });
    expect(toHex(header)).toBe(vector.header);
    expect(toHex(additionalData(header, context))).toBe(vector.additionalData);
    expect(toHex(concat(header, seal(key, nonce, additionalData(header, context), plaintext)))).toBe(
      vector.blob,
    );
    const parsed = parseCiphertext(fromHex(vector.blob));
    expect(parsed).toEqual({
      keyId: vector.keyId,
      keyVersion: vector.keyVersion,
      nonce,
      header,
      sealed: fromHex(vector.blob).slice(HEADER_SIZE),
    });
    expect(toHex(open(key, fromHex(vector.blob), context)!)).toBe(vector.plaintext);
  });
});

describe('a blob', () => {
  const vector = golden[0]!;
  const [key, blob, context] = [fromHex(vector.key), fromHex(vector.blob), contextOf(vector.context)];

  it('opens for nobody once any bit of any byte is changed', () => {
    for (let i = 0; i < blob.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const tampered = Uint8Array.from(blob);
        tampered[i]! ^= 1 << bit;
        expect(open(key, tampered, context)).toBeNull();
      }
    }
    expect(fromUtf8(open(key, blob, context)!)).toBe('a data key of thirty-two bytes!!');
  });

  it('opens for nobody when cut, lengthened, or with another context', () => {
    for (let length = 0; length < blob.length; length++)
      expect(open(key, blob.subarray(0, length), context)).toBeNull();
    expect(open(key, concat(blob, new Uint8Array(1)), context)).toBeNull();
    expect(open(key, blob, EMPTY_CONTEXT)).toBeNull();
    expect(open(key, blob, new Map([...context, ['more', '']]))).toBeNull();
    expect(
      open(key, blob, new Map([...context].map(([name, value]) => [name, value.toUpperCase()]))),
    ).toBeNull();
  });

  it('is read at its own offset, and its parts are copies', () => {
    const padded = concat(new Uint8Array(7), blob);
    const parsed = parseCiphertext(padded.subarray(7))!;
    padded.fill(0);
    expect(parsed).toEqual(parseCiphertext(blob));
  });
});

describe('parseCiphertext', () => {
  const header = encodeHeader({ keyId: golden[0]!.keyId, keyVersion: 1, nonce: new Uint8Array(12) });
  const good = concat(header, new Uint8Array(TAG_SIZE));

  it('takes the shortest blob, that of an empty plaintext', () => {
    expect(parseCiphertext(good)?.sealed).toHaveLength(TAG_SIZE);
    expect(parseCiphertext(good.subarray(0, -1))).toBeNull();
    expect(parseCiphertext(new Uint8Array(0))).toBeNull();
  });

  it.each([
    ['magic', 0, 0x6b],
    ['magic', 1, 0x64],
    ['version 0', 2, 0],
    ['version 2', 2, 2],
    ['algorithm 0', 3, 0],
    ['algorithm 2', 3, 2],
    ['key version 0', 23, 0],
  ])('knows no other %s (byte %i)', (_, at, value) => {
    expect(parseCiphertext(good.with(at, value))).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(parseCiphertext(bytes)).toBeNull();
      }),
      { numRuns: runs(100) },
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 100 }), (rest) => {
        const parsed = parseCiphertext(concat(header.subarray(0, 4), rest));
        if (parsed !== null) expect(encodeHeader(parsed)).toEqual(parsed.header);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('encodeHeader', () => {
  const good = { keyId: golden[0]!.keyId, keyVersion: 1, nonce: new Uint8Array(12) };

  it.each([
    { keyId: '' },
    { keyId: good.keyId.toUpperCase() },
    { keyId: good.keyId.replaceAll('-', '') },
    { keyId: `mrk-${'0'.repeat(32)}` },
    { keyId: `${good.keyId}\n` },
    { keyVersion: 0 },
    { keyVersion: 2 ** 32 },
    { keyVersion: 1.5 },
    { keyVersion: NaN },
    { nonce: new Uint8Array(0) },
    { nonce: new Uint8Array(16) },
  ])('refuses %j', (bad) => {
    expect(() => encodeHeader({ ...good, ...bad })).toThrow(RangeError);
  });

  it('turns ids into bytes and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(uuidBytes(uuidText(bytes))).toEqual(bytes);
      }),
      { numRuns: runs(100) },
    );
    expect(() => uuidText(new Uint8Array(15))).toThrow(RangeError);
  });
});
