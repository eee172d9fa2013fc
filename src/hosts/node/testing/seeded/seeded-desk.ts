/**
 * Data directories of a desk in long use: made once, kept in `.cache/seeded` by the hash of what makes them, copied for each use. For
 * end-to-end tests and benchmarks.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  constants,
  cpSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Credentials } from '../sign-request.ts';
import { temporaryDirectory } from '../desk.ts';
import type { Story } from '../../../../service/seeded/story.ts';

export const SEEDED_FILE = 'seeded.json';
/** The history ends when it is made; after so long it is made anew, so that "the last days" are not empty. */
const FRESH_MS = 7 * 86_400_000;

const source = join(import.meta.dirname, '../../../..');
const cache = join(source, '../.cache/seeded');
/** What the bytes of the directory depend on: the generator, and the forms in which a desk keeps things. */
const MAKERS = [
  'hosts/node/testing/seeded/*.ts',
  'service/seeded/*.ts',
  'hosts/node/store-sqlite/schema.ts',
  'hosts/node/store-sqlite/database.ts',
  'domain/audit/canonical-event.ts',
  'domain/audit/event.ts',
  'domain/state/*.ts',
  'domain/policy/default-policy.ts',
  'service/ledger/ledger.ts',
];

export interface Counts {
  /** At least 24: one a service. */
  readonly keys: number;
  /** All of the log, what made the keys included: at least some three a key. */
  readonly events: number;
}

export interface Seeded {
  /** A copy of the caller's own, to be removed by it. No administrator yet: a start prints a welcome link. */
  readonly dataDirectory: string;
  readonly events: number;
  /** When the history ends, ms. */
  readonly until: number;
  readonly story: Story;
  /** With access keys that work. */
  readonly services: readonly {
    readonly name: string;
    readonly arn: string;
    readonly principalId: string;
    readonly credentials: Credentials;
  }[];
}

function hashOfMakers(): string {
  const hash = createHash('sha256');
  const files = MAKERS.flatMap((pattern) => globSync(pattern, { cwd: source })).filter(
    (file) => !file.endsWith('.test.ts'),
  );
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(join(source, file)));
  return hash.digest('hex').slice(0, 12);
}

const isFresh = (directory: string): boolean => {
  const made = statSync(join(directory, SEEDED_FILE), { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs < FRESH_MS;
};

/** Makes the directory in the cache unless it is there. Another process that wants the same waits for this one. */
export async function made({ keys, events }: Counts): Promise<string> {
  const counts = `${keys}-keys-${events}-events`;
  const directory = join(cache, `${counts}-${hashOfMakers()}`);
  mkdirSync(cache, { recursive: true });
  const release = await oneAtATime(join(cache, `${counts}.lock`));
  try {
    if (isFresh(directory)) return directory;
    for (const name of readdirSync(cache))
      if (name.startsWith(`${counts}-`)) rmSync(join(cache, name), { recursive: true });
    const partial = `${directory}.partial`;
    await promisify(execFile)(process.execPath, [
      join(import.meta.dirname, 'fill.ts'),
      partial,
      String(keys),
      String(events),
    ]);
    renameSync(partial, directory);
    return directory;
  } finally {
    release();
  }
}

/** Holds a lock file with the id of this process; one of a process that is no more is taken over. */
async function oneAtATime(file: string): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (holderHasGone(file)) rmSync(file, { force: true });
      else await new Promise((done) => setTimeout(done, 500));
    }
  }
}

function holderHasGone(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // Without an id it was made this moment, or by a process that died right then.
    if (pid === 0) return Date.now() - statSync(file).mtimeMs > 10_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** A data directory with so many keys and events, to start a desk on. `into`: where (it must not exist yet); else below the system's temporary ones. */
export async function seededDesk(counts: Counts, into?: string): Promise<Seeded> {
  const original = await made(counts);
  const dataDirectory = into ?? temporaryDirectory();
  cpSync(original, dataDirectory, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    preserveTimestamps: true,
  });
  const seeded = JSON.parse(readFileSync(join(original, SEEDED_FILE), 'utf8')) as Omit<
    Seeded,
    'dataDirectory'
  >; // fill.ts wrote it
  return { ...seeded, dataDirectory };
}
