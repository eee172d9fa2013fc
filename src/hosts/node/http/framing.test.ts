/** The wire below the operations: answers, targets, methods, sizes (kms-api.md §1.1, §1.2). */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../testing/desk.ts';
import { signRequest } from '../testing/sign-request.ts';
import {
  expectFraming,
  expectQuiet,
  expectRefused,
  snapshot,
  succeed,
  useDesk,
  useKey,
} from './testing/conformance.ts';

const desk = useDesk();
const key = useKey(desk);

const MIB = 1024 * 1024;
const address = (): string => `http://127.0.0.1:${desk.port}`;

const send = async (body: string | Uint8Array, target = 'TrentService.ListKeys') => {
  const { headers } = signRequest({ url: address(), target, body, credentials: ROOT });
  const response = await fetch(address(), { method: 'POST', headers, body: body as BodyInit }); // both are bodies
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
};

/** Writes raw bytes, answers what came back until the server closed or `enough` is in it. */
const raw = (parts: readonly (string | Uint8Array)[], enough: RegExp): Promise<string> =>
  new Promise((done, fail) => {
    let out = '';
    const socket = connect(desk.port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    const end = (): void => {
      socket.destroy();
      done(out);
    };
    socket.on('data', (data) => {
      out += data.toString('latin1');
      if (enough.test(out)) end();
    });
    socket.on('close', end);
    // The server may close while we still write; what it said before counts.
    socket.on('error', (error) => (out === '' ? fail(error) : end()));
  });

describe('answers', () => {
  it('frames a success and an error alike', async () => {
    const good = await send('{}');
    expect(good.status).toBe(200);
    expectFraming(good);
    const bad = await send('{');
    expect(bad.status).toBe(400);
    expectFraming(bad);
    expect(good.headers.get('x-amzn-requestid')).not.toBe(bad.headers.get('x-amzn-requestid'));
    expect(good.headers.get('x-amz-crc32')).toBeNull();
    expect(good.headers.get('cache-control')).toBe('no-store');
  });

  it('takes an empty body as no members', async () => {
    expect((await send('', 'TrentService.ListKeys')).status).toBe(200);
  });

  it('ignores members that the operation does not have, whatever they hold', async () => {
    for (const extra of [
      '"NewThing":1',
      '"__proto__":{"Limit":0}',
      '"constructor":null',
      '"Plaintext":"not base64!"',
      '"EncryptionContext":[1]',
      '"CreationDate":"yesterday"',
    ])
      expect([extra, (await desk.call('ListKeys', `{${extra}}`)).status]).toEqual([extra, 200]);
  });

  it('takes null for absent', async () => {
    await succeed(desk, 'ListKeys', { Limit: null, Marker: null });
    await succeed(desk, 'GenerateDataKey', {
      KeyId: key.id,
      KeySpec: 'AES_128',
      NumberOfBytes: null,
      EncryptionContext: null,
      GrantTokens: null,
      Recipient: null,
      DryRun: null,
    });
    await expectRefused(
      desk,
      'DescribeKey',
      { KeyId: null },
      {
        code: 'ValidationException',
        message:
          "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null",
      },
    );
  });
});

describe('targets', () => {
  it.each([
    'TrentService.NoSuchThing',
    'TrentService.listkeys',
    'TrentService.',
    'TrentService',
    'trentservice.ListKeys',
    'DynamoDB_20120810.ListTables',
    'TrentService.ListKeys.more',
    'TrentService.__proto__',
    'TrentService.SearchKeys',
    'Keydesk.ListKeys',
    // What makes browser sessions is no operation for an access key.
    'Keydesk.SignIn',
    'Keydesk.RedeemWelcome',
  ])('does not know %s', async (target) => {
    const answer = await send('{}', target);
    expect(answer).toMatchObject({ status: 400, body: { __type: 'UnknownOperationException' } });
    expectFraming(answer);
  });
});

describe('request targets', () => {
  /** A signed ListKeys to this request target. */
  const listKeys = (target: string): Promise<string> => {
    const { headers } = signRequest({
      url: address(),
      target: 'TrentService.ListKeys',
      body: '{}',
      credentials: ROOT,
    });
    const lines = Object.entries({ ...headers, host: `127.0.0.1:${desk.port}`, 'content-length': '2' });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return raw([`POST ${target} HTTP/1.1\r\n${head}\r\n{}`], /\r\n\r\n\{.*\}$/s);
  };

  it('takes the absolute form, as a proxy sends it', async () => {
    for (const target of ['/', `http://127.0.0.1:${desk.port}/`, `http://127.0.0.1:${desk.port}`])
      expect(await listKeys(target)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(['/?', '/?x=1', '/??x=1', '/?x?', 'http://127.0.0.1/?x=1'])(
    'takes no query: %s',
    async (target) => {
      const said = await listKeys(target);
      expect(said).toMatch(/^HTTP\/1\.1 400 /);
      expect(said).toContain('IncompleteSignatureException');
    },
  );
});

describe('a body that ends early', () => {
  it('is no error of ours, and nothing is done', async () => {
    const hangUp = (): Promise<void> =>
      new Promise((done) => {
        const socket = connect(desk.port, '127.0.0.1', () => {
          socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half":', () =>
            socket.destroy(),
          );
        });
        socket.on('close', () => done());
      });
    await Promise.all(Array.from({ length: 20 }, hangUp));
    // The next answer comes after the desk has seen them all go.
    expect((await send('{}')).status).toBe(200);
    expectQuiet(desk);
  });
});

describe('methods and paths', () => {
  it.each([
    ['GET', '/', [200, 404, 503]],
    ['PUT', '/', [405]],
    ['DELETE', '/', [405]],
    ['PATCH', '/', [405]],
    ['OPTIONS', '/', [405]],
    ['POST', '/index', [404, 405]],
    ['POST', '//', [404, 405]],
    ['POST', '/api', [404, 405]],
    ['GET', '/api/ListKeys', [404]],
    ['GET', '/log/nothing', [404]],
  ] as const)('%s %s is no API call', async (method, path, statuses) => {
    const response = await fetch(`${address()}${path}`, { method });
    const text = await response.text();
    expect(statuses).toContain(response.status);
    expect(text).not.toContain('__type');
    expect(response.headers.get('date')).not.toBeNull();
  });

  it('refuses a signed call with a query', async () => {
    const { headers } = signRequest({
      url: address(),
      target: 'TrentService.ListKeys',
      body: '{}',
      credentials: ROOT,
    });
    const response = await fetch(`${address()}/?a=b`, { method: 'POST', headers, body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { __type: 'IncompleteSignatureException' },
    ]);
  });

  it('refuses an unsigned call before it looks at anything else', async () => {
    const response = await fetch(address(), {
      method: 'POST',
      headers: { 'x-amz-target': 'TrentService.Nothing' },
      body: '{',
    });
    expect(await response.json()).toEqual({
      __type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
    expectFraming(response);
  });
});

describe('size', () => {
  const headOf = (length: string): string =>
    `POST / HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nX-Amz-Target: TrentService.ListKeys\r\n${length}\r\n\r\n`;

  it('answers 413 for a length over 1 MiB before a byte of the body has come', async () => {
    const said = await raw([headOf(`Content-Length: ${MIB + 1}`)], /\r\n\r\n\{.*\}$/s);
    expect(said).toMatch(/^HTTP\/1\.1 413 /);
    expect(said).toMatch(/\r\nx-amzn-requestid: [0-9a-f-]{36}\r\n/i);
    expect(said).toMatch(/\r\ndate: /i);
    expect(said).toContain('"__type":"RequestEntityTooLargeException"');
  });

  it('answers 413 for chunks that come to more', async () => {
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 0x20), Buffer.from('\r\n')]);
    const said = await raw(
      [headOf('Transfer-Encoding: chunked'), ...Array.from({ length: 17 }, () => chunk)],
      /\r\n\r\n.*\{.*\}/s,
    );
    expect(said).toMatch(/^HTTP\/1\.1 413 /);
    expect(said).toContain('"__type":"RequestEntityTooLargeException"');
  });

  it('takes nothing that follows a body it did not read for another request', async () => {
    const behind = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\n\r\n`;
    for (const path of ['/', '/api/ListKeys']) {
      const head = headOf(`Content-Length: ${MIB + 1}`).replace('POST /', `POST ${path}`);
      const said = await raw([head, behind], /ok\n$|HTTP\/1\.1[^]*HTTP\/1\.1|\}$/);
      expect(said.match(/HTTP\/1\.1 /g)).toHaveLength(1);
      expect(said).not.toMatch(/^HTTP\/1\.1 2/);
    }
  });

  it('reads exactly 1 MiB', async () => {
    const answer = await send(`{}${' '.repeat(MIB - 2)}`);
    expect(answer.status).toBe(200);
    const over = await send(`{}${' '.repeat(MIB - 1)}`);
    expect(over).toMatchObject({ status: 413, body: { __type: 'RequestEntityTooLargeException' } });
    expect(over.headers.get('x-amzn-requestid')).not.toBeNull();
  });

  it('reads chunked bodies', async () => {
    const { headers } = signRequest({
      url: address(),
      target: 'TrentService.ListKeys',
      body: '{"Limit":1}',
      credentials: ROOT,
    });
    const said = await raw(
      [
        `POST / HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\n${Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('')}Transfer-Encoding: chunked\r\n\r\n`,
        '5\r\n{"Lim\r\n',
        '6\r\nit":1}\r\n0\r\n\r\n',
      ],
      /\r\n\r\n.*\{.*\}/s,
    );
    expect(said).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('answers the largest legal policy, escaped, with an error of its own', async () => {
    const body = `{"KeyId":"${key.id}","Policy":"${'\\u00e9'.repeat(131_072)}"}`;
    await expectRefused(desk, 'PutKeyPolicy', body, { code: 'LimitExceededException', unchanged: key });
  });
});

it('is the same desk after all of this', async () => {
  expect(desk.process.exitCode).toBeNull();
  await snapshot(desk, key);
  expectQuiet(desk);
});
