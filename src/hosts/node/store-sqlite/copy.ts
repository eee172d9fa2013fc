/**
 * A copy of a database that is in use: from one moment of it, held by a read transaction on a connection of its own, so that neither the
 * writer nor anybody's event loop waits, however much is written meanwhile. Steps are small, and what was copied is written out as it
 * goes: a flush of everything at the end would hold up the desk's own commits.
 */
import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreError, type StoredCheckpoint } from '../../../domain/ports/store.ts';
import { blob, integer, text } from './columns.ts';
import { BUSY_TIMEOUT } from './database.ts';
import { toStoreError } from './errors.ts';
import { makePrivate } from './lock.ts';

/** Pages of 4 KiB in a step, and pages after which they are written out. */
const STEP_PAGES = 256;
const FLUSH_PAGES = 4_096;

/** What a copy holds. */
export interface Moment {
  /** ms */
  readonly at: number;
  /** Size and root of the log, as its seal has them. */
  readonly events: number;
  readonly root: Uint8Array;
  readonly keys: number;
  readonly schema: number;
  /** The newest stored one. */
  readonly checkpoint: StoredCheckpoint | null;
}

function momentOf(database: DatabaseSync, source: string): Moment {
  const one = (sql: string) => database.prepare(sql).get() ?? {};
  const seal = database.prepare('SELECT size, root FROM seal').get();
  if (seal === undefined)
    throw new StoreError('NOT_FOUND', `${source} has no log yet: there is nothing to copy.`);
  const checkpoint = database
    .prepare('SELECT size, time, note FROM checkpoint ORDER BY size DESC LIMIT 1')
    .get();
  return {
    at: Date.now(),
    events: integer(seal, 'size'),
    root: blob(seal, 'root'),
    keys: integer(one(`SELECT count(*) AS n FROM "row" WHERE kind = 'key' AND body IS NOT NULL`), 'n'),
    schema: integer(one('PRAGMA user_version'), 'user_version'),
    checkpoint:
      checkpoint === undefined
        ? null
        : {
            size: integer(checkpoint, 'size'),
            time: integer(checkpoint, 'time'),
            note: text(checkpoint, 'note'),
          },
  };
}

/** `onProgress` is told pages, and may throw to stop. Throws what SQLite throws; what was written stays, for the caller to remove. */
export async function copyDatabase(
  source: string,
  target: string,
  onMoment: (moment: Moment) => void,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const from = new DatabaseSync(source, { readOnly: true, timeout: BUSY_TIMEOUT, allowExtension: false });
  try {
    from.exec('BEGIN');
    // Its first read takes the moment.
    onMoment(momentOf(from, source));
    makePrivate(target);
    const descriptor = openSync(target, 'r+');
    try {
      let flushed = 0;
      await backup(from, target, {
        rate: STEP_PAGES,
        progress: ({ totalPages, remainingPages }) => {
          const done = totalPages - remainingPages;
          if (done - flushed >= FLUSH_PAGES) {
            fdatasyncSync(descriptor);
            flushed = done;
          }
          onProgress(done, totalPages);
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

/** Of its one file, without the write-ahead log that an opening would make beside it. */
function openCopy(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true, allowExtension: false });
}

/** Which desk a copy says that it is of. Nothing of it is to be believed yet. Throws StoreError. */
export function identityOf(path: string): { readonly deskId: string; readonly logPublicKey: string } {
  try {
    const database = openCopy(path);
    try {
      const meta = database.prepare('SELECT desk_id, log_public_key FROM meta').get() ?? {};
      return { deskId: text(meta, 'desk_id'), logPublicKey: text(meta, 'log_public_key') };
    } finally {
      database.close();
    }
  } catch (error) {
    throw toStoreError(error, `The copy ${path}`);
  }
}

/** Reads all of a copy as a database. Throws StoreError DAMAGED. */
export function checkCopy(path: string): void {
  const database = openCopy(path);
  try {
    const answer = database.prepare('PRAGMA quick_check(1)').get() ?? {};
    if (text(answer, 'quick_check') !== 'ok')
      throw new StoreError('DAMAGED', `The copy ${path} does not hold together.`);
  } finally {
    database.close();
  }
}
