import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  ACCESS_KEY,
  active,
  BODY,
  edit,
  MISMATCH,
  NOW,
  OK,
  sign,
  signer,
  TARGET,
  UNRECOGNIZED,
  verify,
} from './testing/signed-requests.ts';
import type { AccessKeyState } from './sigv4.ts';

const refusal = (code: string, message: RegExp) => ({
  ok: false,
  code,
  message: expect.stringMatching(message),
});

describe('rules 5 and 6: key and signature', () => {
  it('every changed character of signature, body and target is noticed', async () => {
    const pairs = await sign({}, { using: signer({ applyChecksum: false }) });
    const header = pairs.find(([name]) => name === 'authorization')![1];
    const start = header.length - 64;
    for (let i = start; i < header.length; i++) {
      // The digit with another low bit, and characters that a lossy decoding would take for the digit itself.
      const digit = parseInt(header[i]!, 16);
      const lookAlike = String.fromCharCode(header.charCodeAt(i) + 0x100);
      for (const other of [(digit ^ 1).toString(16), lookAlike, header[i]!.toUpperCase()]) {
        if (other === header[i]) continue;
        const tampered = header.slice(0, i) + other + header.slice(i + 1);
        expect(verify(edit(pairs, 'authorization', () => tampered))).toEqual(MISMATCH);
      }
    }
    const body = new TextEncoder().encode(BODY);
    for (let i = 0; i < body.length; i++) {
      const rawBody = body.slice();
      rawBody[i]! ^= 1;
      expect(verify(pairs, { rawBody })).toEqual(MISMATCH);
    }
    for (let i = 0; i < TARGET.length; i++) {
      const target = TARGET.slice(0, i) + String.fromCharCode(TARGET.charCodeAt(i) ^ 1) + TARGET.slice(i + 1);
      expect(
        verify(
          edit(pairs, 'x-amz-target', () => target),
          { target },
        ),
      ).toEqual(MISMATCH);
    }
    expect(verify(edit(pairs, 'authorization', (value) => value.slice(0, -1)))).toEqual(MISMATCH);
    expect(verify(edit(pairs, 'authorization', (value) => `${value}0`))).toEqual(MISMATCH);
  });

  it('another secret, an all-zero key, the dummy key', async () => {
    const pairs = await sign();
    for (const key of [randomBytes(32), new Uint8Array(32), new Uint8Array(32).fill(0x5a)]) {
      expect(verify(pairs, {}, { lookupKey: () => ({ status: 'active', dayKey: () => key }) })).toEqual(
        MISMATCH,
      );
    }
  });

  it('unknown and disabled are one answer; expired has its own', async () => {
    const pairs = await sign();
    expect(verify(pairs, {}, { lookupKey: () => ({ status: 'unknown' }) })).toEqual(UNRECOGNIZED);
    expect(verify(pairs, {}, { lookupKey: () => ({ status: 'disabled' }) })).toEqual(UNRECOGNIZED);
    expect(verify(pairs, {}, { lookupKey: async () => ({ status: 'disabled' }) })).toBeInstanceOf(Promise);
    expect(verify(pairs, {}, { lookupKey: () => ({ status: 'expired' }) })).toEqual({
      ok: false,
      code: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    });
  });

  it('an access key id that cannot be one is not looked up', async () => {
    const asked: string[] = [];
    const pairs = edit(await sign(), 'authorization', (value) =>
      value.replace(ACCESS_KEY, '../../etc'.replaceAll('/', '.')),
    );
    const lookupKey = (id: string): AccessKeyState => {
      asked.push(id);
      return active;
    };
    expect(verify(pairs, {}, { lookupKey })).toEqual(UNRECOGNIZED);
    expect(asked).toEqual([]);
  });

  it('temporary access keys need their token, others must have none', async () => {
    const temporary: AccessKeyState = { ...active, isToken: (token) => token === 'right' };
    const lookupKey = () => temporary;
    expect(verify(await sign({}, { using: signer({ sessionToken: 'right' }) }), {}, { lookupKey })).toEqual(
      OK,
    );
    expect(verify(await sign({}, { using: signer({ sessionToken: 'wrong' }) }), {}, { lookupKey })).toEqual(
      UNRECOGNIZED,
    );
    expect(verify(await sign(), {}, { lookupKey })).toEqual(UNRECOGNIZED);
    expect(verify(await sign({}, { using: signer({ sessionToken: 'right' }) }))).toEqual(UNRECOGNIZED);
  });

  it.each<[{ region?: string; service?: string }, string]>([
    [{ region: 'eu-west-1' }, 'Credential should be scoped to a valid region.'],
    [{ service: 's3' }, "Credential should be scoped to correct service: 'kms'."],
  ])('scope %j', async (scope, message) => {
    const result = verify(await sign({}, { using: signer(scope) }));
    expect(result).toEqual({ ok: false, code: 'InvalidSignatureException', message });
  });

  it('another terminator', async () => {
    const pairs = edit(await sign(), 'authorization', (value) =>
      value.replace('aws4_request', 'aws5_request'),
    );
    expect(verify(pairs)).toMatchObject(refusal('InvalidSignatureException', /terminator/));
  });
});

describe('rule 7: skew, and rule 8: replay', () => {
  it('15 minutes either way are accepted, one second more is not', async () => {
    expect(verify(await sign({}, { date: NOW - 900_000 }))).toEqual(OK);
    expect(verify(await sign({}, { date: NOW + 900_000 }))).toEqual(OK);
    expect(verify(await sign({}, { date: NOW - 901_000 }))).toEqual({
      ok: false,
      code: 'InvalidSignatureException',
      message:
        'Signature expired: 20240820T230101Z is now earlier than 20240820T230102Z (20240820T231602Z - 15 min.)',
    });
    expect(verify(await sign({}, { date: NOW + 901_000 }))).toEqual({
      ok: false,
      code: 'InvalidSignatureException',
      message:
        'Signature not yet current: 20240820T233103Z is still later than 20240820T233102Z (20240820T231602Z + 15 min.)',
    });
  });

  it('milliseconds of our clock do not count', async () => {
    expect(verify(await sign({}, { date: NOW - 900_000 }), {}, { now: () => NOW + 999 })).toEqual(OK);
  });

  it('the same request twice is accepted twice', async () => {
    const pairs = await sign();
    expect([verify(pairs), verify(pairs)]).toEqual([OK, OK]);
  });
});
