/** For tests: requests signed by smithy's signer or by hand, one access key, and a fixed time. */
import { createHash, createHmac, hash } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { headerLookup } from '../header-lookup.ts';
import { deriveSigningKey } from '../signing-keys.ts';
import { verifySigV4, type AccessKeyState, type SignedRequest, type SigV4Options } from '../sigv4.ts';

export const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
export const ACCESS_KEY = 'AKIDEXAMPLE';
export const NOW = Date.UTC(2024, 7, 20, 23, 16, 2);
export const TARGET = 'TrentService.GenerateDataKey';
export const BODY = '{"KeyId":"alias/orders","KeySpec":"AES_256"}';

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

export const signer = (
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
    sha256: Sha256,
    applyChecksum: overrides.applyChecksum ?? true,
  });

export type Pairs = [string, string][];

/** Signs with smithy what a client would send; answers the headers as pairs. */
export async function sign(
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
export function signByHand(pairs: Pairs, names: readonly string[], stamp: string, body = BODY): Pairs {
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

/** The one access key. */
export const active: Extract<AccessKeyState, { status: 'active' }> = {
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

/** What our verifier says of these headers. */
export const verify = (
  pairs: Pairs,
  overrides: Partial<SignedRequest> = {},
  using: Partial<SigV4Options> = {},
) => verifySigV4(request(pairs, overrides), options(using));

export const edit = (pairs: Pairs, name: string, change: (value: string) => string): Pairs =>
  pairs.map(([given, value]) => (given.toLowerCase() === name ? [given, change(value)] : [given, value]));
export const without = (pairs: Pairs, name: string): Pairs =>
  pairs.filter(([given]) => given.toLowerCase() !== name);

export const OK = { ok: true, accessKeyId: ACCESS_KEY };
export const MISMATCH = {
  ok: false,
  code: 'InvalidSignatureException',
  message:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
};
export const UNRECOGNIZED = {
  ok: false,
  code: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};
