/** `/metrics`: every family is there, each line is well-formed, numbers move with what happens, and only those who may see them do. */
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { removeDirectory, startTestDesk, temporaryDirectory, type TestDesk } from '../testing/desk.ts';
import { expectRefused, makeService, succeed, useDesk, useKey } from './testing/conformance.ts';
import { api, redeem } from './testing/console-requests.ts';

const desk = useDesk();
const key = useKey(desk);

interface Scraped {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** `host` as sent; undefined: the desk's own. */
const scrape = (headers: Readonly<Record<string, string>> = {}, port = desk.port): Promise<Scraped> =>
  new Promise((done, fail) => {
    const call = request({ host: '127.0.0.1', port, path: '/metrics', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () =>
        done({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text }),
      );
    });
    call.on('error', fail);
    call.end();
  });

const LINE = /^([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\]|\\.)*",?)+)\})? (-?[\d.e+-]+|\+Inf|NaN)$/;
/** Name and labels → value. Throws for a line that is none, and for one that is there twice. */
function parsed(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('# ')) continue;
    if (!LINE.test(line)) throw new Error(`no line of the format: ${line}`);
    const at = line.lastIndexOf(' ');
    const name = line.slice(0, at);
    if (values.has(name)) throw new Error(`twice: ${name}`);
    values.set(name, Number(line.slice(at + 1)));
  }
  return values;
}
const now = async (): Promise<ReadonlyMap<string, number>> => parsed((await scrape()).text);

/** A desk with a public URL tells that, not its port: it gets one that was free. Somebody may have taken it since: then another. */
async function startOnKnownPort(
  env: Record<string, string>,
  triesLeft = 3,
): Promise<{ readonly other: TestDesk; readonly port: number }> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo; // of a TCP server
  await new Promise((done) => probe.close(done));
  const dataDirectory = temporaryDirectory();
  try {
    const other = await startTestDesk({ dataDirectory, env: { ...env, KEYDESK_PORT: String(port) } });
    return { other, port };
  } catch (error) {
    removeDirectory(dataDirectory);
    if (triesLeft === 0 || !(error instanceof Error) || !error.message.includes('in use')) throw error;
    return startOnKnownPort(env, triesLeft - 1);
  }
}

describe('the metrics', () => {
  it('are in the text format, with a help and a type for each', async () => {
    const { status, type, text } = await scrape();
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const names = [...text.matchAll(/^# TYPE (\w+) (counter|gauge|histogram)$/gm)].map(([, name]) => name);
    expect([...text.matchAll(/^# HELP (\w+) /gm)].map(([, name]) => name)).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
    for (const name of [
      'keydesk_build_info',
      'keydesk_operations_total',
      'keydesk_operation_duration_seconds',
      'keydesk_hsm_up',
      'keydesk_hsm_probe_seconds',
      'keydesk_log_events',
      'keydesk_log_uncovered_events',
      'keydesk_log_uncovered_seconds',
      'keydesk_disk_free_bytes',
      'keydesk_nonce_budget_used_ratio',
      'keydesk_sessions',
      'keydesk_rate_limited_requests_total',
      'keydesk_connections',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_seconds',
    ])
      expect(names).toContain(name);
  });

  it('move with what happens', async () => {
    const before = await now();
    for (let i = 0; i < 3; i++)
      // oxlint-disable-next-line no-await-in-loop -- three encryptions, one after the other
      await succeed(desk, 'Encrypt', { KeyId: key.id, Plaintext: 'YQ==' });
    await desk.call('Encrypt', { KeyId: 'no key', Plaintext: 'YQ==' });
    await desk.call('ListKeys', {}, { accessKeyId: 'AKIANOSUCHACCESSKEY1', secretAccessKey: 'x' });
    const after = await now();
    const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grown('keydesk_operations_total{operation="Encrypt",outcome="allowed"}')).toBe(3);
    expect(grown('keydesk_operations_total{operation="Encrypt",outcome="failed"}')).toBe(1);
    expect(grown('keydesk_operation_duration_seconds_count{operation="Encrypt"}')).toBe(4);
    expect(after.get('keydesk_operation_duration_seconds_bucket{operation="Encrypt",le="+Inf"}')).toBe(
      after.get('keydesk_operation_duration_seconds_count{operation="Encrypt"}'),
    );
    expect(grown('keydesk_unverified_requests_total{code="UnrecognizedClientException"}')).toBe(1);
    expect(grown('keydesk_log_events')).toBe(4);
    expect(after.get('keydesk_nonce_budget_used_ratio')).toBe(3 / 2 ** 32);
    expect(after.get('keydesk_keys{state="Enabled"}')).toBe(1);
    expect(after.get('keydesk_hsm_up')).toBe(1);
    expect(after.get('keydesk_store_writable')).toBe(1);
    expect(after.get('keydesk_disk_free_bytes')).toBeGreaterThan(0);
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  });

  it('name no key and nobody', async () => {
    const { text } = await scrape();
    expect(text).not.toContain(key.id);
    expect(text).not.toMatch(/arn:|role\/|AKIA|127\.0\.0/);
  });
});

describe('whoever comes from elsewhere', () => {
  let cookie: string;
  beforeAll(async () => {
    cookie = await redeem(desk);
  });

  it.each([
    ['a proxy on this machine', { 'x-forwarded-for': '192.0.2.1' }],
    ['another kind of proxy', { via: '1.1 proxy' }],
    ['a proxy that tells the scheme alone', { 'x-forwarded-proto': 'https' }],
    ['a page of another site, rebound to this machine', { host: 'evil.example' }],
    ['a session that there is not', { 'x-real-ip': '192.0.2.1', cookie: 'keydesk-1=x' }],
  ])('is told nothing: %s', async (_, headers) => {
    const { status, text } = await scrape(headers);
    expect([status, text]).toEqual([401, 'Sign in to see the metrics.\n']);
  });

  const PUBLIC = 'https://kms.example.test';
  it.each<[string, number, Record<string, string>]>([
    [
      'a public URL, and no proxy named: one may be here that does not show',
      401,
      { KEYDESK_PUBLIC_URL: PUBLIC },
    ],
    [
      'a public URL, and the proxy is named',
      200,
      { KEYDESK_PUBLIC_URL: PUBLIC, KEYDESK_TRUSTED_PROXIES: '192.0.2.1' },
    ],
    ['a public URL of this machine', 200, { KEYDESK_PUBLIC_URL: 'https://[::1]:8443' }],
  ])('this machine itself, with %s: %i', async (_, expected, env) => {
    const { other, port } = await startOnKnownPort(env);
    try {
      expect((await scrape({}, port)).status).toBe(expected);
    } finally {
      await other.stop();
      removeDirectory(other.dataDirectory);
    }
  });

  it('is told when they are signed in and may, and it is an event', async () => {
    const { status, text } = await scrape({ 'x-forwarded-for': '192.0.2.1', cookie });
    expect(status).toBe(200);
    expect(parsed(text).get('keydesk_sessions')).toBe(1);
    const { Events } = await succeed(desk, 'Keydesk.SearchAuditEvents', { Operation: 'GetMetrics' });
    expect(Events).toMatchObject([{ Via: 'console', Outcome: 'allowed' }]);
  });

  it('needs keydesk:GetMetrics', async () => {
    const nobody = await makeService(desk, 'nobody');
    await expectRefused(desk, 'Keydesk.GetMetrics', {}, { code: 'AccessDeniedException', as: nobody });
    const { Text } = await succeed(desk, 'Keydesk.GetMetrics');
    expect(parsed(String(Text)).get('keydesk_hsm_up')).toBe(1);
    expect((await api(desk, 'GetMetrics', { cookie })).status).toBe(200);
  });
});
