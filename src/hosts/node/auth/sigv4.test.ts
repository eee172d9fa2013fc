import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  edit,
  MISMATCH,
  NOW,
  OK,
  SECRET,
  sign,
  signByHand,
  signer,
  TARGET,
  verify,
  without,
  type Pairs,
} from './testing/signed-requests.ts';
import { deriveSigningKey } from './signing-keys.ts';
import { runs } from '../../../testing/runs.ts';

const refusal = (code: string, message: RegExp) => ({
  ok: false,
  code,
  message: expect.stringMatching(message),
});

const laterKey = async (day: string): Promise<Uint8Array> =>
  deriveSigningKey(SECRET, day, 'us-east-1', 'kms');
const lostKey = (): never => {
  throw new Error('token lost');
};

describe('what smithy signs is accepted', () => {
  it('as the JS SDK does it, synchronously', async () => {
    const pairs = await sign({
      'content-length': '44',
      'amz-sdk-invocation-id': 'x',
      'amz-sdk-request': 'attempt=1; max=3',
    });
    expect(verify(pairs)).toEqual(OK);
  });

  it('for random headers, bodies and times', async () => {
    const name = fc.stringMatching(/^x-[a-z0-9-]{1,12}$/).filter((text) => !text.startsWith('x-amz'));
    const value = fc.stringMatching(/^[ -~]{0,40}$/).map((text) => text.replaceAll('\t', ' '));
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, value, { maxKeys: 8 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: -900, max: 900 }),
        fc.boolean(),
        async (headers, body, seconds, applyChecksum) => {
          const pairs = await sign(headers, {
            body,
            date: NOW + seconds * 1000,
            using: signer({ applyChecksum }),
          });
          expect(verify(pairs, { rawBody: body })).toEqual(OK);
        },
      ),
      { seed: 20240820, numRuns: runs(300) },
    );
  });

  it('and refused with any other body, header value or host', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60 }),
        fc.uint8Array({ maxLength: 60 }),
        async (body, other) => {
          fc.pre(Buffer.compare(body, other) !== 0);
          const pairs = await sign({}, { body, using: signer({ applyChecksum: false }) });
          expect(verify(pairs, { rawBody: other })).toEqual(MISMATCH);
        },
      ),
      { seed: 4, numRuns: runs(100) },
    );
    const pairs = await sign({ 'x-extra': 'one' });
    expect(verify(edit(pairs, 'x-extra', () => 'two'))).toEqual(MISMATCH);
    expect(verify(edit(pairs, 'host', () => 'localhost:7071'))).toEqual(MISMATCH);
    expect(verify(without(pairs, 'x-extra'))).toEqual(MISMATCH);
    expect(verify(pairs, { method: 'PUT' })).toEqual(MISMATCH);
    expect(verify(pairs, { path: '/other' })).toEqual(MISMATCH);
  });

  it('when lookup and key arrive later', async () => {
    const result = verify(
      await sign(),
      {},
      { lookupKey: async () => ({ status: 'active', dayKey: laterKey }) },
    );
    expect(result).toBeInstanceOf(Promise);
    expect(await result).toEqual(OK);
  });

  it('and a vault that fails is passed on, not taken for a bad signature', async () => {
    const pairs = await sign();
    expect(() => verify(pairs, {}, { lookupKey: () => ({ status: 'active', dayKey: lostKey }) })).toThrow(
      'token lost',
    );
  });
});

describe('the header sets of other clients', () => {
  const stamp = '20240820T231602Z';
  const boto3: Pairs = [
    ['Host', 'localhost:7070'],
    ['Accept-Encoding', 'identity'],
    ['X-Amz-Target', TARGET],
    ['Content-Type', 'application/x-amz-json-1.1'],
    ['User-Agent', 'Boto3/1.26.27'],
    ['X-Amz-Date', stamp],
  ];
  const names = ['content-type', 'host', 'x-amz-date', 'x-amz-target'];

  it('boto3: four signed, the others free', () => {
    const pairs = signByHand(boto3, names, stamp);
    expect(verify(pairs)).toEqual(OK);
    expect(verify([...pairs, ['Via', '1.1 proxy'], ['X-Forwarded-For', '10.0.0.1']])).toEqual(OK);
  });

  it('commas with and without space', () => {
    const pairs = signByHand(boto3, names, stamp);
    expect(verify(edit(pairs, 'authorization', (value) => value.replaceAll(', ', ',')))).toEqual(OK);
    expect(verify(edit(pairs, 'authorization', (value) => value.replaceAll(', ', ' ,  ')))).toEqual(OK);
  });

  it.each([stamp, 'Tue, 20 Aug 2024 23:16:02 GMT', 'Tue, 20 Aug 2024 23:16:02 -0000'])(
    'Date instead of X-Amz-Date: %s',
    (date) => {
      const dated: Pairs = [...without(boto3, 'x-amz-date'), ['Date', date]];
      expect(verify(signByHand(dated, ['content-type', 'date', 'host', 'x-amz-target'], stamp))).toEqual(OK);
      expect(verify(signByHand(dated, ['content-type', 'host', 'x-amz-target'], stamp))).toMatchObject(
        refusal('InvalidSignatureException', /'date' must be a 'SignedHeader'/),
      );
    },
  );

  it('inner spaces, tabs and repeats', () => {
    const pairs: Pairs = [...boto3, ['X-Many', '  a   b\t c '], ['X-Many', 'd']];
    expect(verify(signByHand(pairs, [...names, 'x-many'], stamp))).toEqual(OK);
    const swapped: Pairs = [...boto3, ['X-Many', 'd'], ['X-Many', 'a b c']];
    const signature = signByHand(pairs, [...names, 'x-many'], stamp).at(-1)!;
    expect(verify([...swapped, signature])).toEqual(MISMATCH);
  });

  it('a second Host, X-Amz-Date or target is not overlooked', () => {
    const pairs = signByHand(boto3, names, stamp);
    expect(verify([...pairs, ['Host', 'evil']])).toEqual(MISMATCH);
    expect(verify([...pairs, ['X-Amz-Target', 'TrentService.Decrypt']])).toEqual(MISMATCH);
    expect(verify([...pairs, ['X-Amz-Date', stamp]])).toMatchObject(
      refusal('IncompleteSignatureException', /Date must be/),
    );
    expect(verify([...pairs, pairs.at(-1)!])).toMatchObject(
      refusal('IncompleteSignatureException', /each once/),
    );
  });

  it("the public URL's host, only when it is offered", () => {
    const pairs = edit(signByHand(boto3, names, stamp), 'host', () => '10.0.0.5:7070');
    expect(verify(pairs)).toEqual(MISMATCH);
    expect(verify(pairs, { publicHost: 'localhost:7070' })).toEqual(OK);
    expect(verify(signByHand(boto3, names, stamp), { publicHost: 'keys.example' })).toEqual(OK);
    expect(verify(pairs, { publicHost: 'keys.example' })).toEqual(MISMATCH);
  });
});
