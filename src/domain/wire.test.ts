import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeWire, encodeWire, WireError } from './wire.ts';
import { runs } from '../testing/runs.ts';

it('carries bytes, dates and maps both ways', () => {
  const value = {
    Plaintext: Uint8Array.of(1, 2, 3),
    CreationDate: new Date(1_700_000_000_123),
    EncryptionContext: new Map([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]),
    Tags: [{ TagKey: 'a', TagValue: 'b' }],
    Nested: { CiphertextBlob: Uint8Array.of(255) },
    Flag: true,
  };
  const text = JSON.stringify(encodeWire(value));
  expect(JSON.parse(text)).toMatchObject({ Plaintext: 'AQID', CreationDate: 1_700_000_000.123 });
  expect(text).toContain('"__proto__":"x"');
  expect(decodeWire(JSON.parse(text) as Record<string, unknown>)).toEqual(value);
});

it('takes null as absent', () => {
  expect(decodeWire({ Plaintext: null, EncryptionContext: null, Other: null })).toEqual({});
});

it.each([
  [{ Plaintext: 'not base64!' }, 'Plaintext'],
  [{ Plaintext: 'AQI' }, 'Plaintext'],
  [{ Plaintext: 5 }, 'Plaintext'],
  [{ Since: '2026-11-24' }, 'Since'],
  [{ EncryptionContext: [] }, 'EncryptionContext'],
  [{ EncryptionContext: { a: 1 } }, 'EncryptionContext'],
  [{ Outer: { Plaintext: 5 } }, 'Outer.Plaintext'],
])('refuses %j, naming the member and not its value', (members, path) => {
  const error = (() => {
    try {
      return decodeWire(members);
    } catch (caught) {
      return caught;
    }
  })();
  expect(error).toBeInstanceOf(WireError);
  expect((error as WireError).path).toBe(path);
  expect((error as WireError).message).not.toContain('not base64!');
});

it('round-trips every context', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
      const EncryptionContext = new Map(pairs);
      const wire = JSON.parse(JSON.stringify(encodeWire({ EncryptionContext }))) as Record<string, unknown>;
      expect(decodeWire(wire)).toEqual({ EncryptionContext });
    }),
    { seed: 20261124, numRuns: runs(200) },
  );
});
