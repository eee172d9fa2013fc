/**
 * What the desk's process holds in memory after 1,000,000 operations against after 100,000: signed requests over loopback, 64 connections,
 * GenerateDataKey, Decrypt and DescribeKey by turns. Counted by the log itself.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CREDENTIALS, startDesk } from './desk.ts';
import { send, signCall } from './sigv4-client.ts';
import { table } from './table.ts';
import { drive } from './wrk.ts';

const FIRST = 100_000;
const LAST = 1_000_000;
const STEPS = [FIRST, 250_000, 500_000, LAST];
const CONNECTIONS = 64;
const SECONDS = 3;
/** Times that nothing is asked before it is looked: what is garbage is collected, and batches are through. */
const REST_MS = 5_000;
const GOAL = 1.2;

/** KiB of the process's own pages (no files), and all that is resident. */
function memoryOf(pid: number): { readonly own: number; readonly resident: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  return { own: field('RssAnon'), resident: field('VmRSS') };
}

const mebibytes = (kib: number): string => (kib / 1024).toFixed(0);

/** Answers markdown. */
export async function measureMemory(folder: string): Promise<string> {
  const desk = await startDesk(join(folder, 'desk'));
  const sign = (operation: string, input: object) => signCall(desk.ready, CREDENTIALS, operation, input);
  const { KeyMetadata } = await send<{ KeyMetadata: { KeyId: string } }>(sign('CreateKey', {}));
  const generate = {
    KeyId: KeyMetadata.KeyId,
    KeySpec: 'AES_256',
    EncryptionContext: { tenant: 'northwind' },
  };
  const { CiphertextBlob } = await send<{ CiphertextBlob: string }>(sign('GenerateDataKey', generate));
  const turns = [
    () => sign('GenerateDataKey', generate),
    () => sign('Decrypt', { CiphertextBlob, EncryptionContext: { tenant: 'northwind' } }),
    () => sign('DescribeKey', { KeyId: KeyMetadata.KeyId }),
  ];
  const events = async (): Promise<number> => {
    const response = await fetch(new URL('/readyz', desk.ready));
    return ((await response.json()) as { log: { size: number } }).log.size; // our own route
  };

  const rows: string[][] = [];
  const held: number[] = [];
  let turn = 0;
  for (const step of STEPS) {
    for (let made = await events(); made < step; made = await events()) {
      const call = turns[turn++ % turns.length]!(); // of three
      await drive(call.url, call, { connections: CONNECTIONS, seconds: SECONDS }, folder);
    }
    await new Promise((done) => setTimeout(done, REST_MS));
    const { own, resident } = memoryOf(desk.pid);
    held.push(own);
    rows.push([(await events()).toLocaleString('en'), mebibytes(own), mebibytes(resident)]);
    process.stderr.write(`${rows.at(-1)?.join(', ')}\n`);
  }
  await desk.stop();
  const ratio = (held.at(-1) ?? NaN) / (held[0] ?? NaN);
  const head = ['operations', 'own memory MiB', 'resident MiB'];
  return `${table(head, rows)}\n\nAfter ${LAST.toLocaleString('en')} operations ${ratio.toFixed(2)} of what it was after ${FIRST.toLocaleString('en')}. The goal is at most ${GOAL}.`;
}
