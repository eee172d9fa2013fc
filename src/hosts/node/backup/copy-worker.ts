/**
 * The thread that copies the database: from one moment of it, held by a read transaction on a connection of its own, so that neither the
 * writer nor the event loop waits, however much is written meanwhile. Steps are small, and what was copied is written out as it goes: a
 * flush of everything at the end would hold up the desk's own commits.
 */
import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { CopyMessage, CopyStart } from './copy-protocol.ts';
import { BUSY_TIMEOUT } from '../store-sqlite/database.ts';
import { makePrivate } from '../store-sqlite/lock.ts';
import { toFailure } from '../store-sqlite/worker-protocol.ts';
import { toStoreError } from '../store-sqlite/errors.ts';
import { blob, integer, text } from '../store-sqlite/columns.ts';
import { BACKUP_DATABASE, digestFile, type ManifestFile } from './manifest.ts';

if (parentPort === null) throw new Error('copy-worker.ts runs as a worker thread only');
const port = parentPort;
// Set by make-backup.ts, the only one that starts this file.
const { source, directory, stop } = workerData as CopyStart;
const say = (message: CopyMessage): void => port.postMessage(message);

/** Pages of 4 KiB in a step, and bytes after which they are written out. */
const STEP_PAGES = 256;
const FLUSH_PAGES = 4_096;
/** ms between two messages of progress. */
const TELL_MS = 200;

class Stopped extends Error {}
const check = (): void => {
  if (Atomics.load(stop, 0) !== 0) throw new Stopped();
};

/** Says how far it is, not more often than a person can see, and throws when the backup was given up. */
function teller(step: 'database' | 'digest'): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    check();
    const now = performance.now();
    if (done < total && now - told < TELL_MS) return;
    told = now;
    say({ kind: 'progress', step, done, total });
  };
}

const copy = join(directory, BACKUP_DATABASE);

async function copyDatabase(): Promise<void> {
  const from = new DatabaseSync(source, { readOnly: true, timeout: BUSY_TIMEOUT, allowExtension: false });
  try {
    from.exec('BEGIN');
    // The first read takes the moment.
    const seal = from.prepare('SELECT size, root FROM seal').get();
    if (seal === undefined) throw new Error('The desk has no log yet.');
    const keys =
      from.prepare(`SELECT count(*) AS n FROM "row" WHERE kind = 'key' AND body IS NOT NULL`).get() ?? {};
    const schema = from.prepare('PRAGMA user_version').get() ?? {};
    const checkpoint = from
      .prepare('SELECT size, time, note FROM checkpoint ORDER BY size DESC LIMIT 1')
      .get();
    say({
      kind: 'moment',
      at: Date.now(),
      events: integer(seal, 'size'),
      root: blob(seal, 'root'),
      keys: integer(keys, 'n'),
      schema: integer(schema, 'user_version'),
      checkpoint:
        checkpoint === undefined
          ? null
          : {
              size: integer(checkpoint, 'size'),
              time: integer(checkpoint, 'time'),
              note: text(checkpoint, 'note'),
            },
    });
    makePrivate(copy);
    const descriptor = openSync(copy, 'r+');
    try {
      const tell = teller('database');
      let flushed = 0;
      await backup(from, copy, {
        rate: STEP_PAGES,
        progress: ({ totalPages, remainingPages }) => {
          const done = totalPages - remainingPages;
          if (done - flushed >= FLUSH_PAGES) {
            fdatasyncSync(descriptor);
            flushed = done;
          }
          tell(done, totalPages);
        },
      });
      fdatasyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    from.exec('COMMIT');
  } finally {
    from.close();
  }
}

/** As a database of one file: without the write-ahead log that a first opening would make beside it. */
function checkCopy(): void {
  say({ kind: 'progress', step: 'check', done: 0, total: 1 });
  const url = new URL(`file://${copy.split('/').map(encodeURIComponent).join('/')}?immutable=1`);
  const database = new DatabaseSync(url, { readOnly: true, allowExtension: false });
  try {
    const answer = database.prepare('PRAGMA quick_check(1)').get() ?? {};
    if (text(answer, 'quick_check') !== 'ok')
      throw new Error('The copy of the database does not hold together.');
  } finally {
    database.close();
  }
  check();
  say({ kind: 'progress', step: 'check', done: 1, total: 1 });
}

function digests(files: readonly string[], total: number): ManifestFile[] {
  const tell = teller('digest');
  let done = 0;
  return files.map((path) => ({
    path,
    ...digestFile(join(directory, path), (bytes) => tell((done += bytes), total)),
  }));
}

async function run(): Promise<void> {
  await copyDatabase();
  checkCopy();
  say({ kind: 'copied' });
  // The token is copied meanwhile: after the database, so that it has everything that a row names.
  port.once('message', ({ files, total }: { readonly files: readonly string[]; readonly total: number }) => {
    try {
      say({ kind: 'digests', files: digests(files, total) });
    } catch (error) {
      fail(error);
    }
    port.close();
  });
}

function fail(error: unknown): void {
  say(
    error instanceof Stopped
      ? { kind: 'stopped' }
      : { kind: 'failed', failure: toFailure(toStoreError(error, 'The database could not be copied')) },
  );
}

await run().catch((error: unknown) => {
  fail(error);
  port.close();
});
