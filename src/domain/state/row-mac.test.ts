import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toHex, utf8 } from '../bytes.ts';
import { deskIdBytes, rowMac, sealMac, type Mac } from './row-mac.ts';
import { runs } from '../../testing/runs.ts';

const key = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
const mac: Mac = (message) => createHmac('sha256', key).update(message).digest();
const desk = deskIdBytes('7f1de0c4-9d1b-4f7a-8c55-0a2b3c4d5e6f');
const row = {
  kind: 'key',
  id: '1c7f4ae2-0000-4000-8000-0000000090ab',
  version: 3,
  body: utf8('{"schema":1}'),
};

// Golden: made once outside this code (Python's hmac over the layout of the doc comment); permanent.
it('authenticates a row over the documented bytes', () => {
  expect(toHex(rowMac(mac, desk, row))).toBe(
    '6362592eaaf51f4660859342f0b4bc6fdc0858452d3f242d8c1e69bb8fc90979',
  );
});

it('authenticates a seal over the documented bytes', () => {
  expect(
    toHex(
      sealMac(mac, desk, {
        size: 258,
        root: new Uint8Array(32).fill(1),
        changeHead: new Uint8Array(32).fill(2),
      }),
    ),
  ).toBe('9741bcae00a5ae766ca45968b93593e7c3f76d5b523a785e5a9b6c866c6027b6');
});

it('gives two different rows two different messages', () => {
  const message = (kind: string, id: string, version: number, body: string): string => {
    let seen = '';
    rowMac((bytes) => ((seen = toHex(bytes)), new Uint8Array(32)), desk, {
      kind,
      id,
      version,
      body: utf8(body),
    });
    return seen;
  };
  const text = fc.string({ maxLength: 6 });
  fc.assert(
    fc.property(fc.tuple(text, text, fc.nat(5), text), fc.tuple(text, text, fc.nat(5), text), (a, b) => {
      expect(message(...a) === message(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { seed: 20261124, numRuns: runs(500) },
  );
});
