/**
 * `npm run bench`: what the README's figures come from. Markdown on standard output, progress on standard error.
 *
 *   npm run -s bench                    everything, about 10 minutes
 *   npm run -s bench -- operations      only these parts, of those in `parts` below
 *   npm run -s bench -- live --long     the live tail for ten minutes
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { measureAudit } from './audit.ts';
import { measureBackup } from './backup.ts';
import { measureDeskFrames } from './desk-frames.ts';
import { measureDeskSize } from './desk-size.ts';
import { measureEnvelopeBrowser } from './envelope-browser.ts';
import { measureEnvelope } from './envelope.ts';
import { measureFrontDoor } from './front-door.ts';
import { measureInteractions } from './interactions.ts';
import { measureLadder } from './ladder.ts';
import { measureLive } from './live.ts';
import { measureMemory } from './memory.ts';
import { measureOperations } from './operations.ts';
import { measurePolicyLint } from './policy-lint.ts';
import { measurePolicy } from './policy.ts';
import { measurePolicyCompare } from './policy-compare.ts';
import { measurePolicyReplay } from './policy-replay.ts';
import { measureSearchKeys } from './search-keys.ts';
import { measureStartUp, SIZES } from './start-up.ts';
import { table } from './table.ts';

const CONNECTIONS = [1, 16, 64];
const SECONDS = 6;

interface HsmFigures {
  readonly p50: number;
  readonly p99: number;
  readonly rate: number;
}

async function measureHsm(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'hsm.ts'),
    join(folder, 'hsm'),
  ]);
  const line = /^hsm (.*)$/m.exec(stdout)?.[1] ?? '{}';
  const figures = JSON.parse(line) as Record<string, HsmFigures>; // hsm.ts prints it
  const rows = Object.entries(figures).map(([name, { p50, p99, rate }]) => [
    name,
    p50.toFixed(1),
    p99.toFixed(1),
    rate.toFixed(0),
  ]);
  return table(['HSM calls of', 'p50 µs', 'p99 µs', 'calls/s'], rows);
}

const parts: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  hsm: measureHsm,
  operations: (folder) => measureOperations({ folder, connections: CONNECTIONS, seconds: SECONDS }),
  memory: measureMemory,
  policy: measurePolicy,
  'search-keys': measureSearchKeys,
  'start-up': (folder) => measureStartUp(folder, SIZES),
  audit: measureAudit,
  backup: measureBackup,
  'policy-compare': () => Promise.resolve(measurePolicyCompare()),
  'policy-replay': measurePolicyReplay,
  'policy-lint': measurePolicyLint,
  'front-door': measureFrontDoor,
  interactions: measureInteractions,
  envelope: measureEnvelope,
  ladder: measureLadder,
  live: () => measureLive({ isLong: process.argv.includes('--long') }),
  'envelope-browser': measureEnvelopeBrowser,
  'desk-frames': measureDeskFrames,
  'desk-size': measureDeskSize,
};

const named = process.argv.slice(2).filter((name) => name !== '--long');
const chosen = named.length > 0 ? named : Object.keys(parts);
const unknown = chosen.filter((name) => parts[name] === undefined);
if (unknown.length > 0)
  throw new Error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const folder = await mkdtemp(join(tmpdir(), 'keydesk-bench-'));
try {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  process.stdout.write(
    `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${memory} GiB, Node.js ${process.versions.node}\n`,
  );
  for (const name of chosen) process.stdout.write(`\n${await parts[name]?.(folder)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
