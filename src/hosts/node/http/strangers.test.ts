/** Requests without a verified principal: told what is wrong, then to wait; never at the cost of those who are known; in the log by number. */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { removeDirectory, ROOT, startTestDesk } from '../testing/desk.ts';
import { signRequest } from '../testing/sign-request.ts';
import {
  ACCOUNT,
  expectFraming,
  expectQuiet,
  makeService,
  succeed,
  useDesk,
  type SeenEvent,
} from './testing/conformance.ts';
import { api, PASSWORD, signIn, welcomeToken } from './testing/console-requests.ts';

/** The test is the desk's proxy, so that it comes from where it says. */
const BEHIND = { KEYDESK_TRUSTED_PROXIES: '127.0.0.1' };
const desk = useDesk(BEHIND);
const address = (): string => `http://127.0.0.1:${desk.port}`;

interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function ask(from: string, accessKeyId: string, secretAccessKey: string, body = '{}'): Promise<Said> {
  const credentials = { accessKeyId, secretAccessKey };
  const { headers } = signRequest({ url: address(), target: 'TrentService.ListKeys', body, credentials });
  const sent = { method: 'POST', headers: { ...headers, 'x-forwarded-for': from }, body };
  const response = await fetch(address(), sent);
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>, // errors and answers are objects
  };
}
const honest = (from: string): Promise<Said> => ask(from, ROOT.accessKeyId, ROOT.secretAccessKey);
const wrong = (from: string): Promise<Said> => ask(from, ROOT.accessKeyId, 'not the secret');
const unknown = (from: string): Promise<Said> => ask(from, 'AKIANOSUCHACCESSKEY1', 'x');

const many = <T>(count: number, one: (i: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => one(i)));
/** Takes all tokens of a network; one comes back every second. */
const exhaust = (from: string): Promise<readonly Said[]> => many(240, () => unknown(from));
const statuses = (said: readonly Said[]): ReadonlySet<number> => new Set(said.map(({ status }) => status));

describe('a forwarded address', () => {
  it('that is none is refused, also with a right signature', async () => {
    for (const from of ['unknown', '198.51.100.7, <script>']) {
      const credentials = ROOT;
      const { headers } = signRequest({
        url: address(),
        target: 'TrentService.ListKeys',
        body: '{}',
        credentials,
      });
      const sent = { method: 'POST', headers: { ...headers, 'x-forwarded-for': from }, body: '{}' };
      const response = await fetch(address(), sent);
      expect([response.status, await response.text()]).toEqual([
        400,
        'X-Forwarded-For ends with something else than an address. Set it in the proxy.\n',
      ]);
    }
  });

  it('is nobody’s word without a proxy that was named', async () => {
    const open = await startTestDesk();
    try {
      const credentials = ROOT;
      const url = `http://127.0.0.1:${open.port}`;
      const { headers } = signRequest({ url, target: 'TrentService.ListKeys', body: '{}', credentials });
      const sent = { method: 'POST', headers: { ...headers, 'x-forwarded-for': '203.0.113.66' }, body: '{}' };
      await fetch(url, sent);
      const { headers: answered } = await fetch(url, sent);
      const { body } = await open.call('Keydesk.SearchAuditEvents', {
        RequestId: answered.get('x-amzn-requestid'),
      });
      expect(body['Events']).toMatchObject([{ Operation: 'ListKeys', Source: '127.0.0.1' }]);
      // It may be a proxy that nobody named: said once, without what it said.
      const said = open
        .stderr()
        .split('\n')
        .filter((line) => line.includes('KEYDESK_TRUSTED_PROXIES'));
      expect(said.map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { level: 'warn', peer: '127.0.0.1' },
      ]);
      expect(open.stderr()).not.toContain('203.0.113.66');
    } finally {
      await open.stop();
      removeDirectory(open.dataDirectory);
    }
  });
});

describe('a service whose calls nothing allows', () => {
  it('is told to slow down, only later; what it may do it is answered at once', async () => {
    const who = await makeService(desk, 'without-rights', ['auditor']);
    const timed = async (operation: string): Promise<{ readonly code: unknown; readonly ms: number }> => {
      const began = performance.now();
      const { body } = await desk.call(operation, {}, who);
      return { code: body['__type'] ?? null, ms: performance.now() - began };
    };
    await many(500, () => timed('CreateKey'));
    const [said, allowed] = await Promise.all([
      many(100, () => timed('CreateKey')),
      many(10, () => timed('ListKeys')),
    ]);
    expect(allowed.map(({ code }) => code)).toEqual(Array(10).fill(null));
    const slowed = said.filter(({ code }) => code === 'ThrottlingException');
    expect(slowed.length).toBeGreaterThan(30);
    expect(Math.min(...slowed.map(({ ms }) => ms))).toBeGreaterThan(240);
    expect(Math.min(...allowed.map(({ ms }) => ms))).toBeLessThan(240);
  });
});

describe('pages, and what else anybody may ask', () => {
  const from = '198.51.100.40';
  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${address()}${path}`, { headers: { 'x-forwarded-for': from, ...headers } });

  /** Until there is nothing left: four requests of a packet, packet after packet. */
  const drain = (): Promise<void> =>
    new Promise((done) => {
      const one = `HEAD /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${from}\r\n\r\n`;
      let [answered, sent] = [0, 0];
      const socket = connect(desk.port, '127.0.0.1', () => next());
      const next = (): void => {
        sent += 4;
        socket.write(one.repeat(4));
      };
      socket.on('data', (part) => {
        answered += part.toString('latin1').split('HTTP/1.1 ').length - 1;
        if (part.includes('HTTP/1.1 429')) socket.destroy();
        else if (answered === sent) next();
      });
      socket.on('close', () => done());
    });

  it('are answered far more often than anybody asks; then who is known there still is, and calls are', async () => {
    const signed = await api(desk, 'RedeemWelcome', {
      body: { Token: welcomeToken(desk), Name: 'ada', Password: PASSWORD },
    });
    await Promise.all(Array.from({ length: 8 }, drain));
    const device = signed.setDevice.split(';')[0] ?? '';
    // What comes back in a second is less than these.
    const flood = many(300, () => get('/healthz'));
    const [session, known, elsewhere, call, asked] = await Promise.all([
      many(10, () => get('/healthz', { cookie: signed.cookie })),
      many(10, () => get('/healthz', { cookie: device })),
      many(10, () => get('/healthz', { 'x-forwarded-for': '198.51.100.41' })),
      many(10, () => honest(from)),
      many(10, () =>
        api(desk, 'GetSession', { cookie: signed.cookie, headers: { 'x-forwarded-for': from } }),
      ),
    ]);
    for (const them of [session, known, elsewhere, call, asked])
      expect(new Set(them.map(({ status }) => status))).toEqual(new Set([200]));
    const limited = (await flood).filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(100);
    for (const { headers } of limited) expect(headers.get('retry-after')).toBe('1');
    // A call that is none is a visit like others.
    const none = async (method: string, path: string): Promise<ReadonlySet<number>> => {
      const ask = (): Promise<Response> =>
        fetch(address() + path, { method, headers: { 'x-forwarded-for': from } });
      return new Set((await many(300, ask)).map(({ status }) => status));
    };
    expect(await none('PUT', '/api/SignIn')).toEqual(new Set([405, 429]));
    expect((await none('POST', '/api/a/b')).has(429)).toBe(true);
    expect((await none('POST', '/api/')).has(429)).toBe(true);
  });
});

describe('too many requests that cannot be verified', () => {
  it('get 429 with the time to wait, framed as every answer, on a connection that ends', async () => {
    const said = await exhaust('198.51.100.1');
    const codes = said.map(({ body }) => body['__type']);
    expect(codes.filter((code) => code === 'UnrecognizedClientException').length).toBeGreaterThanOrEqual(200);
    const limited = said.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(20);
    for (const each of limited) {
      expectFraming(each);
      expect(each.body['__type']).toBe('TooManyRequestsException');
      expect(Number(each.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(each.headers.get('connection')).toBe('close');
    }
  });

  it('stop nobody who is known from the same address, nor strangers elsewhere', async () => {
    expect((await honest('198.51.100.2')).status).toBe(200);
    await exhaust('198.51.100.2');
    expect(statuses(await many(8, () => unknown('198.51.100.2')))).toContain(429);
    expect((await honest('198.51.100.2')).status).toBe(200);
    // Who names the known access key with a wrong secret waits too, and does not take it away.
    expect(statuses(await many(60, () => wrong('198.51.100.2')))).toContain(429);
    expect((await honest('198.51.100.2')).status).toBe(200);
    expect((await unknown('198.51.100.3')).body['__type']).toBe('UnrecognizedClientException');
  });

  it('let an access key in that was not used from there before', async () => {
    await exhaust('198.51.100.4');
    expect((await honest('198.51.100.4')).status).toBe(200);
  });

  it('are counted by the network that one party holds: an IPv6 /64', async () => {
    const one = (i: number): Promise<Said> => unknown(`2001:db8:0:1::${i}`);
    expect(statuses(await many(240, one))).toEqual(new Set([400, 429]));
    expect((await unknown('2001:db8:0:2::1')).status).toBe(400);
  });

  it('do not end a session from there, and people may still sign in', async () => {
    const from = { 'x-forwarded-for': '198.51.100.1' };
    const cookie = await signIn(desk);
    await exhaust('198.51.100.1');
    // The console asks so whether somebody is signed in: answered as ever, only later.
    const asked = await many(8, () => api(desk, 'GetSession', { headers: from }));
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([401]));
    expect(asked.map(({ headers }) => headers.get('connection'))).toContain('close');
    expect((await api(desk, 'GetSession', { headers: from, cookie })).status).toBe(200);
    const mistyped = { Name: 'ada', Password: 'a wrong one, as it happens' };
    const refused = await api(desk, 'SignIn', { headers: from, body: mistyped });
    expect(refused.body['__type']).toBe('SignInFailedException');
  });

  it('are told so before the body is read: it never comes, and the answer does', async () => {
    await exhaust('198.51.100.6');
    const head = `POST / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.6\r\nContent-Length: 9\r\n\r\n`;
    const said = await new Promise<string>((done) => {
      let out = '';
      const socket = connect(desk.port, '127.0.0.1', () => socket.write(head));
      socket.setTimeout(4000, () => socket.destroy());
      socket.on('data', (part) => (out += part.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => done(out));
    });
    expect(said).toMatch(/^HTTP\/1\.1 429 /);
  });

  it('cost a connection that sends more behind them without waiting', async () => {
    await exhaust('198.51.100.5');
    const one = `POST / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.5\r\nContent-Length: 0\r\n\r\n`;
    const said = await new Promise<string>((done) => {
      let out = '';
      const socket = connect(desk.port, '127.0.0.1', () => socket.write(one.repeat(50)));
      socket.on('data', (part) => (out += part.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => done(out));
    });
    expect(said.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThan(5);
  });
});

describe('the log', () => {
  it('has them by network, code and minute when the desk stops, and verifies', async () => {
    await many(7, () => unknown('203.0.113.77'));
    await api(desk, 'GetSession', { headers: { 'x-forwarded-for': '203.0.113.77' } });
    const forged = { 'x-forwarded-for': '203.0.113.77', origin: 'https://evil.example' };
    await api(desk, 'SignOut', { headers: forged });
    await desk.stop();
    const env = { KEYDESK_ACCOUNT_ID: ACCOUNT, ...BEHIND };
    Object.assign(desk, await startTestDesk({ dataDirectory: desk.dataDirectory, env }));
    const { Events } = await succeed(desk, 'Keydesk.SearchAuditEvents', { SourceAddress: '203.0.113.77' });
    const found = (Events as readonly SeenEvent[]).map((event) => [
      event.Operation,
      event.Principal,
      event.Outcome,
      event.Error,
      Number(new Map(event.Extensions).get('requests')),
    ]);
    const sums = new Map<unknown, number>();
    for (const [, , , code, count] of found) sums.set(code, (sums.get(code) ?? 0) + Number(count));
    expect(new Set(found.map(([operation, who, outcome]) => `${operation} ${who} ${outcome}`))).toEqual(
      new Set(['RefuseUnverified anonymous failed']),
    );
    expect(sums).toEqual(
      new Map([
        ['UnrecognizedClientException', 7],
        ['NotSignedInException', 1],
        ['ForbiddenOriginException', 1],
      ]),
    );
    const block = await succeed(desk, 'Keydesk.SearchAuditEvents', {
      SourceAddress: '2001:db8::/32',
      Operation: 'RefuseUnverified',
    });
    expect((block['Events'] as readonly SeenEvent[]).length).toBeGreaterThan(0);
    const by = { Principal: 'anonymous', Operation: 'RefuseUnverified' };
    const all = await succeed(desk, 'Keydesk.SummarizeAuditEvents', by);
    expect(all['Total']).toMatchObject({ Failed: expect.any(Number) as number });
    expectQuiet(desk);
    await desk.stop();
    const verified = await desk.cli('verify-log', '--json');
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('"findings":[]') as string]);
  });
});
