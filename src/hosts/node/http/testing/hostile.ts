/** Requests that nobody honest sends, by the thousand: generators, and a sender that tells what came back. */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { type TestDesk } from '../../testing/desk.ts';
import { signRequest, type Credentials } from '../../testing/sign-request.ts';

/** `status` 0: the connection was closed without an answer. */
export interface Said {
  readonly status: number;
  readonly text: string;
}

export interface Hostile {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A signed call before something was done to it. */
export interface Call {
  readonly target: string;
  readonly body: string | Uint8Array;
}

/** Something done to a text of which the rest is right. */
const spoiled = (text: string): fc.Arbitrary<string> => {
  const at = fc.nat({ max: Math.max(0, text.length - 1) });
  return fc.oneof(
    fc
      .tuple(at, fc.constantFrom('', ' ', '\t', '0', 'A', 'é', '%00', '"', '/', '../', '=', ','))
      .map(([i, put]) => text.slice(0, i) + put + text.slice(i + 1)),
    at.map((i) => text.slice(0, i)),
    at.map((i) => text.slice(i)),
    at.map((i) => text.slice(0, i) + text.slice(i).toUpperCase()),
    fc.constant(`${text},${text}`),
    fc.constant(text + text),
    fc.constant(''),
  );
};

const spoiledBytes = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const at = fc.nat({ max: Math.max(0, bytes.length - 1) });
  return fc.oneof(
    fc
      .tuple(at, fc.integer({ min: 1, max: 255 }))
      .map(([i, bits]) => bytes.map((byte, j) => (i === j ? byte ^ bits : byte))),
    at.map((i) => bytes.slice(0, i)),
    fc
      .tuple(at, fc.uint8Array({ maxLength: 40 }))
      .map(([i, more]) => Uint8Array.from([...bytes.slice(0, i), ...more, ...bytes.slice(i)])),
    fc.uint8Array({ maxLength: 200 }),
  );
};

const NAMES = [
  'KeyId',
  'Plaintext',
  'CiphertextBlob',
  'EncryptionContext',
  'Policy',
  '__proto__',
  'constructor',
  'Limit',
  'Marker',
  'length',
  '',
];

/** JSON, and texts that are nearly JSON. */
export function json(): fc.Arbitrary<string> {
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -0,
        1e308,
        2 ** 53,
        '',
        '\u{10FFFF}',
        'a'.repeat(5_000),
        '\\u0000',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.double(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 5 })), tie('any'), {
        maxKeys: 4,
      }),
    ),
  })).any;
  const text = fc
    .dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 5 })
    .map((it) => JSON.stringify(it));
  return fc.oneof(
    text,
    text.chain(spoiled),
    fc.integer({ min: 1, max: 3_000 }).map((depth) => `{"X":${'['.repeat(depth)}${']'.repeat(depth)}}`),
    fc.integer({ min: 1, max: 2_000 }).map((many) => `{${'"a":1,'.repeat(many)}"a":1}`),
    fc.constantFrom(
      '{"a":"\\ud800"}',
      '{"a":1e999}',
      '{"a":-}',
      '\ufeff{}',
      '{"\\u0000":1}',
      '[]',
      'null',
      '""',
    ),
  );
}

/** A ciphertext that was altered. */
export const ciphertexts = (blob: string): fc.Arbitrary<string> =>
  spoiledBytes(Buffer.from(blob, 'base64')).map((bytes) => Buffer.from(bytes).toString('base64'));

/** Encryption contexts, legal and not. */
export const contexts = (): fc.Arbitrary<unknown> => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('tenant', 'acme', '__proto__', '', 'a\u0301', '\u00e1', 'x'.repeat(9_000)),
  );
  return fc.oneof(
    fc.dictionary(text, text, { maxKeys: 6 }),
    fc.dictionary(text, fc.oneof(text, fc.constantFrom<unknown>(1, null, [], {})), { maxKeys: 3 }),
    fc.array(text, { maxLength: 3 }),
  );
};

/** Policies: near to one that stands, with parts that were put in, taken out or turned into something else. */
export function policies(keeps: object): fc.Arbitrary<string> {
  const text = fc.constantFrom(
    '*',
    'kms:*',
    'kms:Decrypt',
    '${aws:username}',
    '${',
    'arn:aws:iam::*:root',
    '',
    'x'.repeat(2_000),
    '\u202e',
  );
  const some = fc.oneof(
    text,
    fc.array(text, { maxLength: 3 }),
    fc.constantFrom<unknown>(1, null, {}, [], true),
  );
  const condition = fc.dictionary(
    fc.constantFrom(
      'StringEquals',
      'StringLike',
      'IpAddress',
      'Bool',
      'NumericLessThan',
      'DateGreaterThan',
      'ForAnyValue:StringLike',
      'Null',
      'BinaryEquals',
      'ArnLike',
      'Nothing',
      'StringEqualsIfExists',
    ),
    fc.dictionary(
      fc.constantFrom(
        'aws:SourceIp',
        'kms:EncryptionContext:tenant',
        'kms:ViaService',
        'aws:CurrentTime',
        '',
        'x',
      ),
      some,
      { maxKeys: 2 },
    ),
    { maxKeys: 3 },
  );
  const statement = fc.record(
    {
      Effect: fc.constantFrom<unknown>('Allow', 'Deny', 'allow', 1),
      Principal: fc.oneof(some, fc.dictionary(fc.constantFrom('AWS', 'Service', 'X'), some, { maxKeys: 2 })),
      NotPrincipal: some,
      Action: some,
      NotAction: some,
      Resource: some,
      NotResource: some,
      Condition: fc.oneof(condition, some),
      Sid: some,
    },
    { requiredKeys: ['Effect'] },
  );
  const document = fc.record(
    {
      Version: fc.constantFrom<unknown>('2012-10-17', '2008-10-17', 'now', 1),
      Id: some,
      Statement: fc.oneof(statement, fc.array(statement, { maxLength: 4 }), some),
    },
    { requiredKeys: [] },
  );
  return fc.oneof(
    document.map((it) => JSON.stringify(it)),
    document.map((it) => JSON.stringify(it)).chain(spoiled),
    fc
      .array(statement, { maxLength: 3 })
      .map((more) => JSON.stringify({ Version: '2012-10-17', Statement: [keeps, ...more] })),
  );
}

/** A call signed by one of `senders`, of which the signature, a header or the body was spoiled after signing, or nothing was. */
export function signed(
  desk: TestDesk,
  senders: readonly Credentials[],
  calls: fc.Arbitrary<Call>,
): fc.Arbitrary<Hostile> {
  const url = `http://127.0.0.1:${desk.port}`;
  return fc.tuple(calls, fc.constantFrom(...senders)).chain(([{ target, body }, credentials]) => {
    const { headers } = signRequest({ url, target, body, credentials });
    const right: Hostile = { method: 'POST', path: '/', headers, body };
    const spoil = (name: string): fc.Arbitrary<Hostile> =>
      spoiled(headers[name] ?? '').map((value) => ({ ...right, headers: { ...headers, [name]: value } }));
    return fc.oneof(
      { weight: 4, arbitrary: fc.constant(right) },
      { weight: 4, arbitrary: spoil('authorization') },
      spoil('x-amz-date'),
      spoil('x-amz-target'),
      spoil('content-type'),
      fc.constantFrom('authorization', 'x-amz-date', 'x-amz-target').map((gone) => ({
        ...right,
        headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== gone)),
      })),
      fc
        .constantFrom(
          'x-amz-security-token',
          'x-amz-content-sha256',
          'expect',
          'content-encoding',
          'transfer-encoding',
          'upgrade',
        )
        .chain((name) =>
          fc.string({ maxLength: 12 }).map((value) => ({ ...right, headers: { ...headers, [name]: value } })),
        ),
      fc
        .string({ unit: 'binary', maxLength: 20 })
        .map((query) => ({ ...right, path: `/?${encodeURIComponent(query)}` })),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => ({ ...right, body: bytes })),
    );
  });
}

/** What a page that is no console would send, and what a console with a session never does. */
export function browsers(
  desk: TestDesk,
  cookie: string,
  operations: readonly string[],
): fc.Arbitrary<Hostile> {
  const origin = `http://localhost:${desk.port}`;
  const headers: Readonly<Record<string, string>> = {
    host: `localhost:${desk.port}`,
    origin,
    'content-type': 'application/json',
    'x-keydesk': '1',
    cookie,
  };
  const operation = fc.oneof(
    fc.constantFrom(...operations),
    fc.constantFrom('__proto__', 'toString', '%00', 'SignIn/..', ''),
  );
  return fc.tuple(operation, json()).chain(([name, body]) => {
    const right: Hostile = { method: 'POST', path: `/api/${name}`, headers, body };
    const one = fc.constantFrom(...Object.keys(headers));
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant(right) },
      one.chain((each) =>
        spoiled(headers[each] ?? '').map((value) => ({ ...right, headers: { ...headers, [each]: value } })),
      ),
      fc
        .constantFrom('GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE')
        .map((method) => ({ ...right, method, body: '' })),
    );
  });
}

/** Anything that a path can be. */
export const paths = (): fc.Arbitrary<Hostile> => {
  const part = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '%00',
      '%ff',
      'api',
      'log',
      'tile',
      '0',
      '000',
      'x001',
      '999999999999',
      'checkpoint',
      'assets',
      'metrics',
      'readyz',
      '',
      '\\',
      ';',
      '*',
    ),
    fc.string({ maxLength: 8 }).map(encodeURIComponent),
  );
  return fc
    .tuple(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'), fc.array(part, { maxLength: 6 }))
    .map(([method, parts]) => ({ method, path: `/${parts.join('/')}`, headers: {}, body: '' }));
};

/** Bytes that come near to HTTP. */
export const wire = (): fc.Arbitrary<string> => {
  const head = fc.constantFrom(
    'POST / HTTP/1.1',
    'GET /healthz HTTP/1.1',
    'POST / HTTP/1.0',
    'PRI * HTTP/2.0',
    'GET  / HTTP/1.1',
    'CONNECT x:1 HTTP/1.1',
    'POST http://[::1 HTTP/1.1',
    'GET //x HTTP/9.9',
    'POST * HTTP/1.1',
  );
  const line = fc.constantFrom(
    'Host: x',
    'Host: x\r\nHost: y',
    'Content-Length: 0',
    'Content-Length: -1',
    'Content-Length: 0x10',
    'Content-Length: 18446744073709551616',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked, identity',
    'Transfer-Encoding: \u000bchunked',
    'Connection: upgrade\r\nUpgrade: websocket',
    'Connection: close',
    'Expect: 100-continue',
    'Expect: tea',
    ' folded: x',
    'x',
    ': x',
    'X: \u0000',
    `X: ${'y'.repeat(9_000)}`,
    'Authorization: AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=, Signature=',
  );
  const end = fc.constantFrom(
    '\r\n\r\n',
    '\r\n\r\n{}',
    '\r\n\r\n0\r\n\r\n',
    '\r\n\r\nfffffffff\r\n',
    '\r\n\r\n5;x=y\r\nhello\r\n0\r\n\r\n',
    '\n\n',
    '\r\n',
    '\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n',
  );
  return fc.oneof(
    fc
      .tuple(head, fc.array(line, { maxLength: 5 }), end)
      .map(([first, lines, last]) => `${[first, ...lines].join('\r\n')}${last}`),
    fc.string({ unit: 'binary', maxLength: 80 }),
  );
};

const AT_ONCE = 16;

/** Sends all of them, some at once; each from another address, so that none is told to wait. */
export async function sendAll<T>(
  all: readonly T[],
  send: (one: T, i: number) => Promise<Said>,
): Promise<Said[]> {
  const said: Said[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < all.length) {
      const i = next++;
      // oxlint-disable-next-line no-await-in-loop -- a connection asks one thing after the other
      said[i] = await send(all[i]!, i); // below the length
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return said;
}

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

const isSendable = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

/** One request from an address of its own. Header values that Node's client would not send are left out. */
export const send = (port: number, { method, path, headers, body }: Hostile, i: number): Promise<Said> =>
  new Promise((done) => {
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => isSendable(value)));
    // Node's client cannot frame these itself.
    delete sent['transfer-encoding'];
    const call = request(
      {
        host: '127.0.0.1',
        port,
        agent,
        method,
        path: /[^\x21-\x7e]/.test(path) ? encodeURI(path) : path,
        headers: { ...sent, 'x-forwarded-for': `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}` },
        timeout: 20_000,
      },
      (answer) => {
        let text = '';
        answer.setEncoding('latin1');
        answer.on('data', (part: string) => (text += part));
        answer.on('close', () => done({ status: answer.statusCode ?? 0, text }));
      },
    );
    call.on('timeout', () => call.destroy());
    call.on('error', () => done({ status: 0, text: '' }));
    call.end(method === 'GET' || method === 'HEAD' ? undefined : body);
  });

/** Raw bytes; the answer is whatever came within a moment. */
export const sendRaw = (port: number, bytes: string): Promise<Said> =>
  new Promise((done) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    const waited = setTimeout(() => socket.destroy(), 60);
    socket.on('data', (part) => (text += part.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(waited);
      done({ status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0), text });
    });
  });
