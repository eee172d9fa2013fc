import { createHash, createHmac, hash, randomBytes } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerLookup } from './header-lookup.ts';
import { deriveSigningKey } from './signing-keys.ts';
import { verifySigV4, type AccessKeyState, type SignedRequest, type SigV4Options } from './sigv4.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const ACCESS_KEY = 'AKIDEXAMPLE';
const NOW = Date.UTC(2024, 7, 20, 23, 16, 2);
const TARGET = 'TrentService.GenerateDataKey';
const BODY = '{"KeyId":"alias/orders","KeySpec":"AES_256"}';

/** The smallest hash class that smithy's signer takes. */
class Sha256 {
  readonly #hash: { update(data: Uint8Array | string): unknown; digest(): Uint8Array };
  constructor(secret?: unknown) {
    // Smithy gives the key of an HMAC as bytes or text here.
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array | string);
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

const signer = (
  overrides: { region?: string; service?: string; applyChecksum?: boolean; sessionToken?: string } = {},
) =>
  new SignatureV4({
    credentials: {
      accessKeyId: ACCESS_KEY,
      secretAccessKey: SECRET,
      ...(overrides.sessionToken === undefined ? {} : { sessionToken: overrides.sessionToken }),
    },
    region: overrides.region ?? 'us-east-1',
    service: overrides.service ?? 'kms',
    // Smithy's type asks for more than the four methods that it calls.
    sha256: Sha256 as unknown as ConstructorParameters<typeof SignatureV4>[0]['sha256'],
    applyChecksum: overrides.applyChecksum ?? true,
  });

type Pairs = [string, string][];

/** Signs with smithy what a client would send; answers the headers as pairs. */
async function sign(
  headers: Record<string, string> = {},
  options: { body?: string | Uint8Array; date?: number; using?: ReturnType<typeof signer> } = {},
): Promise<Pairs> {
  const signed = await (options.using ?? signer()).sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: 'localhost',
      path: '/',
      query: {},
      headers: {
        host: 'localhost:7070',
        'x-amz-target': TARGET,
        'content-type': 'application/x-amz-json-1.1',
        ...headers,
      },
      body: options.body ?? BODY,
    },
    { signingDate: new Date(options.date ?? NOW) },
  );
  return Object.entries(signed.headers);
}

/** Signs by hand, for the header sets that smithy does not make. `pairs` are signed as given, in the order of `names`. */
function signByHand(pairs: Pairs, names: readonly string[], stamp: string, body = BODY): Pairs {
  const day = stamp.slice(0, 8);
  const lines = names.map((name) => {
    const values = pairs
      .filter(([given]) => given.toLowerCase() === name)
      .map(([, value]) => value.trim().replace(/\s+/g, ' '));
    return `${name}:${values.join(',')}\n`;
  });
  const canonical = `POST\n/\n\n${lines.join('')}\n${names.join(';')}\n${hash('sha256', body)}`;
  const toSign = `AWS4-HMAC-SHA256\n${stamp}\n${day}/us-east-1/kms/aws4_request\n${hash('sha256', canonical)}`;
  const signature = createHmac('sha256', deriveSigningKey(SECRET, day, 'us-east-1', 'kms'))
    .update(toSign)
    .digest('hex');
  const scope = `${ACCESS_KEY}/${day}/us-east-1/kms/aws4_request`;
  return [
    ...pairs,
    [
      'Authorization',
      `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
    ],
  ];
}

const active: AccessKeyState = {
  status: 'active',
  dayKey: (day) => deriveSigningKey(SECRET, day, 'us-east-1', 'kms'),
};

const options = (overrides: Partial<SigV4Options> = {}): SigV4Options => ({
  region: 'us-east-1',
  service: 'kms',
  now: () => NOW,
  lookupKey: (id) => (id === ACCESS_KEY ? active : { status: 'unknown' }),
  ...overrides,
});

const request = (pairs: Pairs, overrides: Partial<SignedRequest> = {}): SignedRequest => ({
  method: 'POST',
  path: '/',
  query: '',
  headers: headerLookup(pairs.flat()),
  rawBody: new TextEncoder().encode(BODY),
  target: TARGET,
  ...overrides,
});

const verify = (pairs: Pairs, overrides: Partial<SignedRequest> = {}, using: Partial<SigV4Options> = {}) =>
  verifySigV4(request(pairs, overrides), options(using));

const edit = (pairs: Pairs, name: string, change: (value: string) => string): Pairs =>
  pairs.map(([given, value]) => (given.toLowerCase() === name ? [given, change(value)] : [given, value]));
const without = (pairs: Pairs, name: string): Pairs =>
  pairs.filter(([given]) => given.toLowerCase() !== name);

const OK = { ok: true, accessKeyId: ACCESS_KEY };
const MISMATCH = {
  ok: false,
  code: 'InvalidSignatureException',
  message:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
};
const UNRECOGNIZED = {
  ok: false,
  code: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};
const refusal = (code: string, message: RegExp) => ({
  ok: false,
  code,
  message: expect.stringMatching(message),
});

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
      { seed: 20240820, numRuns: 300 },
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
      { seed: 4, numRuns: 100 },
    );
    const pairs = await sign({ 'x-extra': 'one' });
    expect(verify(edit(pairs, 'x-extra', () => 'two'))).toEqual(MISMATCH);
    expect(verify(edit(pairs, 'host', () => 'localhost:7071'))).toEqual(MISMATCH);
    expect(verify(without(pairs, 'x-extra'))).toEqual(MISMATCH);
    expect(verify(pairs, { method: 'PUT' })).toEqual(MISMATCH);
    expect(verify(pairs, { path: '/other' })).toEqual(MISMATCH);
  });

  it('when lookup and key arrive later', async () => {
    const dayKey = async (day: string) => deriveSigningKey(SECRET, day, 'us-east-1', 'kms');
    const result = verify(await sign(), {}, { lookupKey: async () => ({ status: 'active', dayKey }) });
    expect(result).toBeInstanceOf(Promise);
    expect(await result).toEqual(OK);
  });

  it('and a vault that fails is passed on, not taken for a bad signature', async () => {
    const dayKey = (): never => {
      throw new Error('token lost');
    };
    const pairs = await sign();
    expect(() => verify(pairs, {}, { lookupKey: () => ({ status: 'active', dayKey }) })).toThrow(
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
