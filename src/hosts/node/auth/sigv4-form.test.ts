import { describe, expect, it } from 'vitest';
import {
  edit,
  MISMATCH,
  NOW,
  sign,
  signByHand,
  signer,
  TARGET,
  verify,
  without,
  type Pairs,
} from './testing/signed-requests.ts';

const refusal = (code: string, message: RegExp) => ({
  ok: false,
  code,
  message: expect.stringMatching(message),
});

describe('rule 1: the header', () => {
  it('absent', () => {
    const expected = {
      ok: false,
      code: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    };
    expect(verify([['Host', 'localhost']])).toEqual(expected);
    expect(verify([['Authorization', '']])).toEqual(expected);
  });

  it.each<[string, (value: string) => string, RegExp]>([
    ['another scheme', () => 'Basic dXNlcjpwYXNzd29yZA==', /algorithm/],
    ['SigV4A', (value) => value.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256'), /algorithm/],
    ['no Credential', (value) => value.replace(/Credential=[^,]*, /, ''), /'Credential'/],
    ['no SignedHeaders', (value) => value.replace(/SignedHeaders=[^,]*, /, ''), /'SignedHeaders'/],
    ['no Signature', (value) => value.replace(/, Signature=.*/, ''), /'Signature'/],
    ['an empty Signature', (value) => value.replace(/Signature=.*/, 'Signature='), /'Signature'/],
    ['nothing but the scheme', () => 'AWS4-HMAC-SHA256', /each once/],
    ['a part twice', (value) => `${value}, Signature=00`, /each once/],
    ['a part that is not one', (value) => `${value}, Extra=1`, /each once/],
    ['a scope of four parts', (value) => value.replace('/kms/', '/'), /5 slash-delimited/],
    ['a scope of six parts', (value) => value.replace('/kms/', '/kms/x/'), /5 slash-delimited/],
    ['an empty part of the scope', (value) => value.replace('/kms/', '//'), /5 slash-delimited/],
    ['a malformed scope date', (value) => value.replace('/20240820/', '/2024-8-2/'), /YYYYMMDD/],
    [
      'unsorted names',
      (value) => value.replace(/SignedHeaders=[^,]*/, 'SignedHeaders=x-amz-date;host'),
      /ascending/,
    ],
    ['a name twice', (value) => value.replace('host;', 'host;host;'), /ascending/],
    ['an upper-case name', (value) => value.replace('host;', 'Host;'), /ascending/],
    ['an empty name', (value) => value.replace('host;', 'host;;'), /ascending/],
    [
      'too many names',
      (value) => value.replace('host;', Array.from({ length: 70 }, (_, i) => `a${i};`).join('')),
      /at most 64/,
    ],
    ['too long', (value) => value + 'x'.repeat(5000), /at most 4096/],
  ])('%s', async (_, change, message) => {
    const result = verify(edit(await sign(), 'authorization', change));
    expect(result).toMatchObject(refusal('IncompleteSignatureException', message));
    expect(JSON.stringify(result)).not.toContain('dXNlcjpwYXNzd29yZA');
  });

  it('a presigned request', async () => {
    const presigned = await signer().presign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname: 'localhost',
        path: '/',
        query: {},
        headers: { host: 'localhost' },
      },
      { signingDate: new Date(NOW) },
    );
    const query = new URLSearchParams(
      Object.entries(presigned.query ?? {}).map(([k, v]) => [k, String(v)]),
    ).toString();
    expect(query).toContain('X-Amz-Signature');
    expect(verify([['Host', 'localhost']], { query })).toMatchObject(
      refusal('IncompleteSignatureException', /presigned/),
    );
    expect(verify(await sign(), { query: 'a=b' })).toMatchObject(
      refusal('IncompleteSignatureException', /query string/),
    );
  });

  it('too much to hash', async () => {
    const big = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x-big-${i}`, 'v'.repeat(1000)]));
    expect(verify(await sign(big))).toMatchObject(refusal('IncompleteSignatureException', /at most 16384/));
  });
});

describe('rule 2: the date', () => {
  it.each([
    '',
    '20240820',
    '20240820T231602',
    '2024-08-20T23:16:02Z',
    '20240820t231602z',
    '20240820T231660Z',
    '20240230T000000Z',
    '20241320T000000Z',
    '20240820T240000Z',
    '+0240820T231602Z',
    '2024 820T231602Z',
  ])('malformed: %j', async (date) => {
    const result = verify(edit(await sign(), 'x-amz-date', () => date));
    expect(result).toMatchObject(refusal('IncompleteSignatureException', /ISO-8601/));
  });

  it.each([
    'Tue, 20 Aug 2024 23:16:02 EST',
    'Wed, 20 Aug 2024 23:16:02 GMT',
    '20 Aug 2024 23:16:02 GMT',
    'Tue, 20 Aug 2024 23:16:02 +0100',
  ])('malformed Date: %s', async (date) => {
    const pairs: Pairs = [...without(await sign(), 'x-amz-date'), ['Date', date]];
    expect(verify(pairs)).toMatchObject(refusal('IncompleteSignatureException', /ISO-8601/));
  });

  it('absent', async () => {
    expect(verify(without(await sign(), 'x-amz-date'))).toMatchObject(
      refusal('IncompleteSignatureException', /'Date' header/),
    );
  });

  it("its day must be the scope's", async () => {
    const pairs = edit(await sign(), 'authorization', (value) => value.replace('/20240820/', '/20240821/'));
    expect(verify(pairs)).toMatchObject(
      refusal('InvalidSignatureException', /^Date in Credential scope does not match/),
    );
  });
});

describe('rules 3 and 4: what is signed', () => {
  it.each(['host', 'x-amz-date', 'x-amz-target'])('%s must be', (name) => {
    const stamp = '20240820T231602Z';
    const names = ['content-type', 'host', 'x-amz-date', 'x-amz-target'].filter((signed) => signed !== name);
    const pairs: Pairs = [
      ['content-type', 'application/x-amz-json-1.1'],
      ['host', 'localhost'],
      ['x-amz-date', stamp],
      ['x-amz-target', TARGET],
    ];
    expect(verify(signByHand(pairs, names, stamp))).toEqual({
      ok: false,
      code: 'InvalidSignatureException',
      message: `'${name}' must be a 'SignedHeader' in the AWS Authorization.`,
    });
  });

  it('x-amz-security-token must be when present', async () => {
    const pairs: Pairs = [...(await sign()), ['X-Amz-Security-Token', 'token']];
    expect(verify(pairs)).toMatchObject(
      refusal('InvalidSignatureException', /'x-amz-security-token' must be/),
    );
  });

  it('the operation that runs is the one that was signed', async () => {
    const pairs = await sign();
    expect(verify(pairs, { target: 'TrentService.Decrypt' })).toEqual(MISMATCH);
    expect(
      verify(
        edit(pairs, 'x-amz-target', () => 'TrentService.Decrypt'),
        { target: 'TrentService.Decrypt' },
      ),
    ).toEqual(MISMATCH);
  });

  it('x-amz-content-sha256 must equal the body', async () => {
    const expected = refusal('InvalidSignatureException', /x-amz-content-sha256/);
    expect(verify(await sign({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }))).toMatchObject(expected);
    expect(verify(await sign(), { rawBody: new TextEncoder().encode('{}') })).toMatchObject(expected);
    const unsigned = await sign({}, { using: signer({ applyChecksum: false }) });
    expect(verify([...unsigned, ['x-amz-content-sha256', '0'.repeat(64)]])).toMatchObject(expected);
  });
});
