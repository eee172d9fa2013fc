/** The thread of a backup: it copies the database, reads the copy, and hashes what was written. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../../../domain/ports/store.ts';
import { checkCopy, copyDatabase } from '../store-sqlite/copy.ts';
import { toStoreError } from '../store-sqlite/errors.ts';
import { toFailure } from '../store-sqlite/worker-protocol.ts';
import type { CopyMessage, CopyStart } from './copy-protocol.ts';
import { diskError, diskWords } from '../durable-file.ts';
import { BACKUP_DATABASE, digestFile, type ManifestFile } from './manifest.ts';

if (parentPort === null) throw new Error('copy-worker.ts runs as a worker thread only');
const port = parentPort;
// Set by make-backup.ts, the only one that starts this file.
const { source, directory, stop } = workerData as CopyStart;
const say = (message: CopyMessage): void => port.postMessage(message);

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

function digests(files: readonly string[], total: number): ManifestFile[] {
  const tell = teller('digest');
  let done = 0;
  return files.map((path) => ({
    path,
    ...digestFile(join(directory, path), (bytes) => tell((done += bytes), total)),
  }));
}

async function run(): Promise<void> {
  const copy = join(directory, BACKUP_DATABASE);
  await copyDatabase(source, copy, (moment) => say({ kind: 'moment', ...moment }), teller('database'));
  say({ kind: 'progress', step: 'check', done: 0, total: 1 });
  checkCopy(copy);
  check();
  say({ kind: 'progress', step: 'check', done: 1, total: 1 });
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

/** SQLite and the file system each say in their own way that the disk is full. */
function storeError(error: unknown): StoreError {
  const code = diskError(error);
  return code === null
    ? toStoreError(error, 'The database could not be copied')
    : new StoreError(
        code === 'ENOSPC' ? 'FULL' : 'IO',
        `The backup could not be written to ${directory}: ${diskWords(error)}.`,
      );
}

function fail(error: unknown): void {
  say(
    error instanceof Stopped
      ? { kind: 'stopped' }
      : { kind: 'failed', failure: toFailure(storeError(error)) },
  );
}

await run().catch((error: unknown) => {
  fail(error);
  port.close();
});
