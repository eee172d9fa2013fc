import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../../testing/runs.ts';
import { claimedGrant, grantOfToken, makeGrantToken, NONCE_SIZE } from './grant-token.ts';

const macOf = (key: string) => (message: Uint8Array) =>
  new Uint8Array(createHmac('sha256', key).update(message).digest());
const mac = macOf('k');
const desk = new Uint8Array(16).fill(7);
const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes.toHex());
const nonce = fc.uint8Array({ minLength: NONCE_SIZE, maxLength: NONCE_SIZE });

it('says of which grant it is, to the desk that made it alone', () => {
  fc.assert(
    fc.property(hex, nonce, (id, random) => {
      const token = makeGrantToken(mac, desk, id, random);
      expect(token).toHaveLength(108);
      expect(grantOfToken(mac, desk, token)).toBe(id);
      expect(grantOfToken(macOf('other'), desk, token)).toBeNull();
      expect(grantOfToken(mac, new Uint8Array(16), token)).toBeNull();
      expect(claimedGrant(token)).toBe(id);
    }),
    { numRuns: runs(200) },
  );
});

it('is nothing any more with one bit turned', () => {
  fc.assert(
    fc.property(hex, nonce, fc.nat(80), fc.nat(7), (id, random, at, bit) => {
      const bytes = Uint8Array.fromBase64(makeGrantToken(mac, desk, id, random));
      bytes[at] = bytes[at]! ^ (1 << bit); // within its 81 octets
      expect(grantOfToken(mac, desk, bytes.toBase64())).toBeNull();
    }),
    { numRuns: runs(300) },
  );
});

it('is no other text', () => {
  for (const text of ['', 'x', 'no-such-token', 'AQ==', '\u{1f511}', new Uint8Array(81).toBase64()])
    expect([text, grantOfToken(mac, desk, text)]).toEqual([text, null]);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(grantOfToken(mac, desk, text)).toBeNull();
    }),
    { numRuns: runs(300) },
  );
});
