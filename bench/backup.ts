/**
 * A backup of a desk in long use while it serves: how long it takes, and what those who call meanwhile notice. Then the doctor over the
 * same desk, and the restore with the first start after it.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seededDesk } from '../src/hosts/node/testing/seeded/seeded-desk.ts';
import { CREDENTIALS, deskEnvironment, startDesk } from './desk.ts';
import { send, signCall, type SignedCall } from './sigv4-client.ts';
import { table } from './table.ts';

const KEYS = 10_000;
const EVENTS = 1_000_000;
const CONNECTIONS = 16;
const QUIET_MS = 10_000;
/** What the issue asks for. */
const LIMIT_S = 60;

const run = promisify(execFile);
const main = join(import.meta.dirname, '../src/cli/main.ts');

interface Load {
  readonly stop: () => Promise<readonly number[]>;
}

/** Calls over connections that stay open, one after the other on each; the times of all of them, in ms. */
function load(call: SignedCall): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  const stopped = new AbortController();
  const once = (): Promise<void> =>
    new Promise((done, fail) => {
      const began = performance.now();
      const sent = request(call.url, { method: 'POST', agent, headers: call.headers }, (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode !== 200) return fail(new Error(`answered ${response.statusCode}`));
          times.push(performance.now() - began);
          done();
        });
      });
      sent.on('error', fail);
      sent.end(call.body);
    });
  const lanes = Array.from({ length: CONNECTIONS }, async () => {
    // oxlint-disable-next-line no-await-in-loop -- one after the other on a connection
    while (!stopped.signal.aborted) await once();
  });
  return {
    stop: async () => {
      stopped.abort();
      await Promise.all(lanes);
      agent.destroy();
      return times;
    },
  };
}

const part = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? 0;

interface Beside {
  /** ms, of each request. */
  readonly times: readonly number[];
  readonly seconds: number;
  /** Bytes: the most that the write-ahead log had. Whoever reads from one moment keeps it from being used anew. */
  readonly wal: number;
}

function row(what: string, { times, seconds, wal }: Beside): string[] {
  const sorted = times.toSorted((a, b) => a - b);
  return [
    what,
    seconds.toFixed(1),
    (times.length / seconds).toFixed(0),
    part(sorted, 0.5).toFixed(2),
    part(sorted, 0.99).toFixed(2),
    (sorted.at(-1) ?? 0).toFixed(0),
    (wal / 1e6).toFixed(0),
  ];
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly seconds: number }> {
  const began = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - began) / 1_000 };
}

/** Answers markdown. */
export async function measureBackup(folder: string): Promise<string> {
  const data = join(folder, 'backed-up');
  const backup = join(folder, 'backup');
  process.stderr.write(`seeding ${KEYS} keys, ${EVENTS} events\n`);
  await seededDesk({ keys: KEYS, events: EVENTS }, data);
  const desk = await startDesk(data);
  const env = deskEnvironment(data);
  const sign = (operation: string, input: object) => signCall(desk.ready, CREDENTIALS, operation, input);
  const { KeyMetadata } = await send<{ KeyMetadata: { KeyId: string } }>(sign('CreateKey', {}));
  const call = sign('GenerateDataKey', { KeyId: KeyMetadata.KeyId, KeySpec: 'AES_256' });
  const cli = (...args: string[]) => run(process.execPath, [main, ...args], { env });
  /** The same load beside the work. */
  const beside = async <T>(work: () => Promise<T>) => {
    const under = load(call);
    let wal = 0;
    const look = setInterval(() => {
      wal = Math.max(wal, statSync(join(data, 'keydesk.db-wal'), { throwIfNoEntry: false })?.size ?? 0);
    }, 100);
    try {
      const { value, seconds } = await timed(work);
      return { value, seconds, times: await under.stop(), wal };
    } finally {
      clearInterval(look);
    }
  };

  process.stderr.write('quiet\n');
  const quiet = await beside(() => new Promise<void>((done) => setTimeout(done, QUIET_MS)));
  process.stderr.write('backup\n');
  const made = await beside(() => cli('backup', backup, '--json'));
  const { bytes, events } = JSON.parse(made.value.stdout) as { bytes: number; events: number }; // its own answer
  process.stderr.write('doctor\n');
  const looked = await beside(() => cli('doctor', '--json'));
  await desk.stop();

  process.stderr.write('restore\n');
  const restored = join(folder, 'restored');
  const put = await timed(() =>
    run(process.execPath, [main, 'restore', backup], { env: deskEnvironment(restored) }),
  );
  copyFileSync(join(data, 'hsm', 'pin'), join(restored, 'hsm', 'pin'));
  const back = await startDesk(restored);
  await back.stop();

  const rows = [row('nothing', quiet), row('a backup', made), row('the doctor', looked)];
  return `${table(['beside GenerateDataKey on 16 connections', 'seconds', 'requests/s', 'p50 ms', 'p99 ms', 'worst ms', 'WAL MB'], rows)}

A backup of ${KEYS.toLocaleString('en')} keys and ${events.toLocaleString('en')} events, ${(bytes / 1e9).toFixed(2)} GB: ${made.seconds.toFixed(1)} s while serving (limit ${LIMIT_S} s). Its restore: ${put.seconds.toFixed(1)} s, and ready ${(back.readyAfter / 1_000).toFixed(1)} s after the start that follows.`;
}
