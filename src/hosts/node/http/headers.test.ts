/** What every answer tells a browser: load nothing foreign, frame nothing, sniff nothing, keep nothing that is somebody's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, temporaryDirectory, type TestDesk } from '../testing/desk.ts';
import { consoleFiles } from './console.ts';
import type { Env } from './context.ts';
import { useDesk } from './testing/conformance.ts';
import { selfSigned } from './testing/self-signed.ts';

const desk = useDesk();

const ask = (
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders }> =>
  new Promise((done, fail) => {
    const call = httpRequest({ host: '127.0.0.1', port: desk.port, path, method, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers }));
    });
    call.on('error', fail);
    call.end();
  });

describe('answers', () => {
  it.each([
    ['GET', '/healthz'],
    ['GET', '/readyz'],
    ['GET', '/metrics'],
    ['GET', '/log/checkpoint'],
    ['GET', '/log/nothing'],
    ['GET', '/api/ListKeys'],
    ['GET', '/nothing.js'],
    ['GET', '/..%2f..%2fetc%2fpasswd'],
    ['PUT', '/'],
    ['POST', '/api/GetSession'],
    ['POST', '/elsewhere'],
  ])('may not be framed, sniffed, shared or led on from: %s %s', async (method, path) => {
    const { headers } = await ask(path, { method });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['permissions-policy']).toContain('camera=()');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*frame-ancestors 'none'/);
    expect(headers['cache-control']).toMatch(/^(no-store|no-cache|public)/);
    // Without TLS a browser would take it for a promise that the next start may break.
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers.server ?? headers['x-powered-by']).toBeUndefined();
  });

  it('that hold what is somebody’s are kept nowhere', async () => {
    for (const [method, path] of [
      ['POST', '/api/GetSession'],
      ['GET', '/metrics'],
      ['GET', '/readyz'],
      ['POST', '/'],
    ] as const)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect([path, (await ask(path, { method })).headers['cache-control']]).toEqual([path, 'no-store']);
  });

  it('let no other site read them: a preflight is refused', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const answer = await ask('/api/ListKeys', { method: 'OPTIONS', headers });
    expect(answer.status).toBe(405);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('the console', () => {
  let directory: string;
  const sent: number[] = [];
  const app = new Hono<Env>();
  beforeAll(() => {
    directory = temporaryDirectory();
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'index.html'), '<meta name="csp-nonce" nonce="__CSP_NONCE__">');
    writeFileSync(join(directory, 'assets', 'a-1234.js'), 'export {};');
    writeFileSync(join(directory, '.secret.txt'), 'not for anybody');
    app.get(
      '*',
      consoleFiles(directory, (_, bytes) => sent.push(bytes)),
    );
  });
  afterAll(() => removeDirectory(directory));

  it('has a fresh nonce in each page, for styles only, and Trusted Types with our one policy', async () => {
    const pages = await Promise.all(
      ['/', '/keys', '/keys/x?y=z'].map(async (path) => {
        const response = await app.request(path);
        return { policy: response.headers.get('content-security-policy') ?? '', text: await response.text() };
      }),
    );
    const nonces = pages.map(({ text }) => /nonce="([^"]+)"/.exec(text)?.[1] ?? '');
    expect(new Set(nonces).size).toBe(3);
    for (const [i, { policy }] of pages.entries()) {
      expect(policy).toContain(`style-src 'self' 'nonce-${nonces[i]}'`);
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("require-trusted-types-for 'script'; trusted-types keydesk");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
    }
  });

  it('lets a worker of its own load and ask what is its own: a script’s file has a policy for that', async () => {
    const { headers } = await app.request('/assets/a-1234.js');
    expect(headers.get('content-security-policy')).toBe("default-src 'self'; frame-ancestors 'none'");
  });

  it('says how large a file is that goes out: what is large counts for more', async () => {
    sent.length = 0;
    for (const path of ['/assets/a-1234.js', '/', '/no.txt', '/assets/a-1234.js']) await app.request(path);
    expect(sent).toEqual([10, 10]);
  });

  it('keeps what has a hash in its name for ever, and no page', async () => {
    const cache = async (path: string) => (await app.request(path)).headers.get('cache-control');
    expect(await cache('/assets/a-1234.js')).toBe('public, max-age=31536000, immutable');
    expect(await cache('/keys')).toBe('no-store');
  });

  it.each([
    '/.secret.txt',
    '/../../etc/passwd.txt',
    '/%2e%2e/x.txt',
    '/assets/..%2f..%2fx.txt',
    '/%00.txt',
    '/%ff.txt',
  ])('serves nothing beside its own files: %s', async (path) => {
    expect((await app.request(path)).status).toBe(404);
  });
});

describe('under TLS', () => {
  const pair = selfSigned('localhost');
  let secure: TestDesk;
  let directory: string;
  beforeAll(async () => {
    directory = temporaryDirectory();
    const files = { cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem') };
    writeFileSync(files.cert, pair.cert);
    writeFileSync(files.key, pair.key);
    secure = await startTestDesk({
      env: { KEYDESK_TLS_CERT_FILE: files.cert, KEYDESK_TLS_KEY_FILE: files.key },
    });
  });
  afterAll(async () => {
    await secure.stop();
    removeDirectory(secure.dataDirectory);
    removeDirectory(directory);
  });
  const post = (operation: string, body: object): Promise<IncomingHttpHeaders> =>
    new Promise((done, fail) => {
      const origin = `https://localhost:${secure.port}`;
      const headers = {
        host: `localhost:${secure.port}`,
        origin,
        'content-type': 'application/json',
        'x-keydesk': '1',
      };
      const where = { host: '127.0.0.1', port: secure.port, path: `/api/${operation}`, method: 'POST' };
      const call = httpsRequest({ ...where, headers, ca: pair.cert, servername: 'localhost' }, (answer) => {
        answer.resume();
        answer.on('end', () => done(answer.headers));
      });
      call.on('error', fail);
      call.end(JSON.stringify(body));
    });

  it('asks browsers to stay with it, and its cookie is for this host and TLS only', async () => {
    expect(secure.url).toMatch(/^https:/);
    const Token = /#token=(.+)$/.exec(secure.welcomeUrl ?? '')?.[1];
    const headers = await post('RedeemWelcome', {
      Token,
      Name: 'ada',
      Password: 'correct horse battery staple 41',
    });
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['set-cookie']?.[0]).toMatch(
      /^__Host-keydesk=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(headers['set-cookie']?.[1]).toMatch(
      /^__Host-keydesk-device=[\w.-]+; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });
});
