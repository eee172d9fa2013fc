/** How much of the server one client may hold, and the certificate that it serves with. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { get as httpsGet } from 'node:https';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingError } from '../config/setting-error.ts';
import { readSettings } from '../config/settings.ts';
import { removeDirectory, temporaryDirectory } from '../testing/desk.ts';
import { CONNECTION_LIMITS, type ConnectionLimits } from './connections.ts';
import { LIMITS, listen, type Listener, type Listening } from './listen.ts';
import { selfSigned, type Pair } from './testing/self-signed.ts';

/** The product's own, so that one which is missing shows; but so many times shorter. */
const FASTER = 40;
const IMPATIENT = {
  ...LIMITS,
  headersTimeout: LIMITS.headersTimeout / FASTER,
  requestTimeout: LIMITS.requestTimeout / FASTER,
  keepAliveTimeout: LIMITS.keepAliveTimeout / FASTER,
  connectionsCheckingInterval: LIMITS.connectionsCheckingInterval / FASTER,
};

let directory: string;
let listening: Listening | null = null;
const malformed: (string | undefined)[] = [];
const said: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
const at =
  (level: string) =>
  (fields: object, message: string): void =>
    void said.push({ level, fields, message });
const log: Listener['log'] = {
  error: at('error'),
  warn: at('warn'),
  info: at('info'),
  debug: at('debug'),
  trace: at('trace'),
  child: () => log,
};

async function start(env: Record<string, string> = {}, more: Partial<Listener> = {}): Promise<Listening> {
  listening = await listen({
    settings: readSettings({ KEYDESK_PORT: '0', ...env }),
    log,
    handle: (incoming, outgoing) => {
      incoming.resume();
      incoming.on('end', () => outgoing.end('ok'));
    },
    networksOf: (peer) => [peer ?? ''],
    onMalformed: (peer) => malformed.push(peer),
    limits: IMPATIENT,
    tlsWatchMs: 100,
    ...more,
  });
  return listening;
}

beforeEach(() => {
  directory = temporaryDirectory();
  malformed.length = said.length = 0;
});
afterEach(async () => {
  await listening?.close(0);
  listening = null;
  removeDirectory(directory);
});

const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  for (let i = 0; i < 200; i++) {
    // oxlint-disable-next-line no-await-in-loop -- asked again and again
    if (await holds()) return;
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('it never came to hold');
};

/** Opens a connection, sends, and answers all that came until it was closed, and after how many ms. */
function talk(port: number, ...parts: readonly string[]): Promise<{ out: string; after: number }> {
  const began = performance.now();
  return new Promise((done) => {
    let out = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    socket.on('data', (part) => (out += part.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => done({ out, after: performance.now() - began }));
  });
}

describe('a connection ends', () => {
  it.each([
    ['that sends nothing', [], 408],
    ['whose headers never end', ['POST / HTTP/1.1\r\nHost: x\r\n'], 408],
    ['whose body never ends', ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'], 408],
    ['that has been answered and idles', ['GET / HTTP/1.1\r\nHost: x\r\n\r\n'], 200],
    ['whose headers are larger than 16 KiB', [`GET / HTTP/1.1\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`], 431],
    ['that sends what is no HTTP', ['\u0016\u0003\u0001 hello\r\n\r\n'], 400],
    [
      'that says two lengths',
      ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
      400,
    ],
    [
      'that says a length and chunks',
      ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
      400,
    ],
    ['that names no host', ['GET / HTTP/1.1\r\n\r\n'], 400],
  ])('%s', async (_, parts, status) => {
    const { port } = await start();
    const { out, after } = await talk(port, ...parts);
    expect(out).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(after).toBeLessThan(4_000);
    await until(() => listening?.connections.open === 0);
  });

  it('also when its other end stays open', async () => {
    const { port } = await start();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () =>
      socket.write('hello\r\n\r\n'),
    );
    socket.on('error', () => undefined);
    socket.resume();
    await until(() => malformed.length === 1);
    await until(() => listening?.connections.open === 0);
    socket.destroy();
  });

  it('that does not read its answer', async () => {
    const large = Buffer.alloc(64 * 1024 * 1024);
    const { port } = await start({}, { stalledMs: 300, handle: (_, outgoing) => outgoing.end(large) });
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
    socket.on('error', () => undefined);
    socket.pause();
    await until(() => listening?.connections.open === 1);
    await until(() => listening?.connections.open === 0);
    socket.destroy();
  });

  it('that drips its headers byte by byte', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const dripping = setInterval(() => socket.write('X'), 20);
    const began = performance.now();
    await new Promise((done) => socket.on('close', done));
    clearInterval(dripping);
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it('and bytes that are no request are counted for whoever sent them; slowness is not', async () => {
    const { port } = await start();
    await talk(port, 'hello\r\n\r\n');
    expect(malformed).toEqual(['127.0.0.1']);
    await talk(port, 'GET / HT');
    expect(malformed).toHaveLength(1);
  });
});

const limited = (some: Partial<ConnectionLimits>): ConnectionLimits => ({ ...CONNECTION_LIMITS, ...some });

describe('requests that do not wait for their answers', () => {
  it('are eight on a connection; one more ends it, and the rest of the packet is not looked at', async () => {
    const seen: string[] = [];
    const waiting: (() => void)[] = [];
    const { port } = await start(
      {},
      {
        handle: ({ url }, outgoing) => {
          seen.push(url ?? '');
          waiting.push(() => outgoing.end('ok'));
        },
      },
    );
    const one = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
    const eight = connect(port, '127.0.0.1', () => eight.write(one.repeat(8)));
    eight.resume();
    await until(() => seen.length === 8);
    // Answered, there is room for as many again.
    for (const answer of waiting.splice(0)) answer();
    await new Promise((done) => setTimeout(done, 50));
    eight.write(one.repeat(8));
    await until(() => seen.length === 16);
    eight.destroy();
    let parsed = 0;
    listening?.server.prependListener('request', () => parsed++);
    const { out } = await talk(port, one.repeat(2_000));
    expect([out, seen.length, parsed]).toEqual(['', 24, 9]);
    await until(() => listening?.connections.open === 0);
  });
});

describe('when there are too many connections', () => {
  const opened = (port: number): Promise<Socket> =>
    new Promise((done) => {
      const socket = connect(port, '127.0.0.1', () => setTimeout(() => done(socket), 50));
      socket.on('error', () => undefined);
      socket.resume();
    });

  it('the oldest goes on which nothing was verified', async () => {
    const { port } = await start(
      {},
      {
        limits: LIMITS,
        connectionLimits: limited({ all: 3 }),
        handle: ({ socket }, outgoing) => {
          listening?.verified(socket);
          outgoing.end('ok');
        },
      },
    );
    const known = await opened(port);
    known.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((done) => known.once('data', done));
    const [older, newer, newest] = [await opened(port), await opened(port), await opened(port)];
    await until(() => older.destroyed);
    expect([known, newer, newest].map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
    expect(listening?.connections).toEqual({ open: 3, refused: 1 });
    for (const socket of [known, newer, newest]) socket.destroy();
  });

  it('the oldest stranger’s of a network makes room for the next from there, and nobody else’s does', async () => {
    const from = ['elsewhere', 'shared', 'shared', 'shared', 'shared'];
    const { port } = await start(
      {},
      {
        limits: LIMITS,
        connectionLimits: limited({ ofNetworks: [3, 3] }),
        networksOf: () => [from.shift() ?? '', 'site'],
        handle: ({ socket }, outgoing) => {
          listening?.verified(socket);
          outgoing.end('ok');
        },
      },
    );
    const elsewhere = await opened(port);
    elsewhere.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((done) => elsewhere.once('data', done));
    const [oldest, older] = [await opened(port), await opened(port)];
    // The site is full: whoever comes takes the place of its oldest stranger.
    const honest = await opened(port);
    await until(() => oldest.destroyed);
    honest.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((done) => honest.once('data', done));
    const next = await opened(port);
    await until(() => older.destroyed);
    expect([elsewhere, honest, next].map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
    expect(listening?.connections).toEqual({ open: 3, refused: 2 });
    for (const socket of [elsewhere, honest, next]) socket.destroy();
  });

  it('none of those on which something was', async () => {
    const { port } = await start(
      {},
      { limits: LIMITS, connectionLimits: limited({ all: 1 }), networksOf: () => [] },
    );
    const kept = await opened(port);
    const refused = await opened(port);
    await until(() => refused.destroyed);
    expect(kept.destroyed).toBe(false);
    kept.destroy();
  });
});

describe('connections of one network', () => {
  const open = (port: number): Promise<{ socket: Socket; isOpen: () => boolean }> =>
    new Promise((done) => {
      let ended = false;
      const socket = connect(port, '127.0.0.1', () =>
        setTimeout(() => done({ socket, isOpen: () => !ended }), 50),
      );
      socket.on('error', () => (ended = true));
      socket.on('close', () => (ended = true));
    });

  it('are no more than so many, and one that ends makes room', async () => {
    const { port } = await start({}, { connectionLimits: limited({ ofNetworks: [4] }), limits: LIMITS });
    const all = await Promise.all(Array.from({ length: 10 }, () => open(port)));
    expect(all.filter(({ isOpen }) => isOpen())).toHaveLength(4);
    expect(listening?.connections).toEqual({ open: 4, refused: 6 });
    all.find(({ isOpen }) => isOpen())?.socket.destroy();
    await new Promise((done) => setTimeout(done, 50));
    expect((await open(port)).isOpen()).toBe(true);
    expect(listening?.connections).toEqual({ open: 4, refused: 6 });
  });

  it('are 512 of an address, 768 of a home and 1,024 of a site', async () => {
    let network = 0;
    const networksOf = (): readonly string[] => [String(Math.floor(network++ / 512)), 'home', 'site'];
    const { port } = await start({}, { limits: LIMITS, networksOf });
    const sockets = Array.from({ length: 900 }, () =>
      connect(port, '127.0.0.1').on('error', () => undefined),
    );
    await until(() => (listening?.connections.refused ?? 0) + (listening?.connections.open ?? 0) === 900);
    expect(listening?.connections).toEqual({ open: 768, refused: 132 });
    for (const socket of sockets) socket.destroy();
    await listening?.close(0);
    const all = await start({}, { limits: LIMITS, networksOf: (peer) => [peer ?? ''] });
    const more = Array.from({ length: 600 }, () =>
      connect(all.port, '127.0.0.1').on('error', () => undefined),
    );
    await until(() => all.connections.refused + all.connections.open === 600);
    expect(all.connections).toEqual({ open: 512, refused: 88 });
    for (const socket of more) socket.destroy();
  });

  it('are not counted for a proxy that is trusted', async () => {
    const { port } = await start(
      {},
      { connectionLimits: limited({ ofNetworks: [2] }), networksOf: () => [], limits: LIMITS },
    );
    const all = await Promise.all(Array.from({ length: 6 }, () => open(port)));
    expect(all.every(({ isOpen }) => isOpen())).toBe(true);
  });
});

describe('TLS', () => {
  const one = selfSigned('one');
  const two = selfSigned('two');
  const files = () => ({ cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem') });
  const write = ({ cert, key }: Pair): void => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(files().cert, cert);
    writeFileSync(files().key, key);
  };
  const env = () => ({ KEYDESK_TLS_CERT_FILE: files().cert, KEYDESK_TLS_KEY_FILE: files().key });
  /** The common name that a new connection is shown. */
  const served = (port: number): Promise<unknown> =>
    new Promise((done, fail) => {
      const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        done(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      });
      socket.on('error', fail);
    });

  it('serves the new pair when both files have changed, and the old one until then', async () => {
    write(one);
    const { port } = await start(env());
    expect(await served(port)).toBe('one');
    // A connection that stands goes on.
    const kept = await new Promise<Socket>((done) => {
      const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => done(socket));
    });
    writeFileSync(files().cert, two.cert);
    await until(() => said.some(({ level }) => level === 'warn'));
    expect(said.at(-1)?.message).toBe('the changed TLS files cannot be used; the certificate in use stays');
    expect(await served(port)).toBe('one');
    writeFileSync(files().key, two.key);
    await until(async () => (await served(port)) === 'two');
    expect(said.at(-1)).toMatchObject({ level: 'info', message: 'the TLS certificate was read anew' });
    expect(kept.destroyed).toBe(false);
    kept.destroy();
    expect(JSON.stringify(said)).not.toContain('PRIVATE');
  });

  it.each<[string, (pair: Pair) => Pair]>([
    ['half a certificate', ({ cert, key }) => ({ cert: cert.slice(0, 200), key })],
    ['another one’s key', ({ cert }) => ({ cert, key: one.key })],
    ['an empty file', ({ key }) => ({ cert: '', key })],
  ])('keeps the pair in use when told to read %s', async (_, spoil) => {
    write(one);
    const desk = await start(env());
    write(spoil(two));
    desk.reload();
    expect(said.at(-1)?.level).toBe('warn');
    expect(await served(desk.port)).toBe('one');
    write(two);
    desk.reload();
    expect(await served(desk.port)).toBe('two');
  });

  it('does not start with a pair that does not fit, and names the setting', async () => {
    write({ cert: one.cert, key: two.key });
    await expect(start(env())).rejects.toThrow(/^KEYDESK_TLS_KEY_FILE: .* belongs to the certificate/);
    write({ cert: 'no PEM', key: two.key });
    await expect(start(env())).rejects.toThrow(SettingError);
  });

  it('speaks no TLS older than 1.2', async () => {
    write(one);
    const { port } = await start(env());
    const old = new Promise((done, fail) => {
      const options = { port, host: '127.0.0.1', rejectUnauthorized: false, ciphers: 'ALL:@SECLEVEL=0' };
      const socket = tlsConnect({ ...options, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }, () =>
        done('spoken'),
      );
      socket.on('error', fail);
    });
    await expect(old).rejects.toThrow();
    const status = await new Promise((done, fail) => {
      httpsGet({ port, host: '127.0.0.1', ca: one.cert, servername: 'localhost' }, ({ statusCode }) =>
        done(statusCode),
      ).on('error', fail);
    });
    expect(status).toBe(200);
  });
});
