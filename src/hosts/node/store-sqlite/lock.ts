/**
 * One desk per data directory. The lock is a small database held with BEGIN EXCLUSIVE: the kernel frees it however the process
 * ends, kill -9 included, so there is no stale lock to clean up.
 *
 * POSIX drops all of a process's locks on a file when it closes *any* descriptor of it (fcntl(2)): code in the process that holds
 * the lock never opens LOCK_FILE itself, for a copy of the folder neither.
 */
import { openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../../domain/ports/store.ts';
import { resultCode, toStoreError } from './errors.ts';

export const LOCK_FILE = 'keydesk.lock';
/** Where the operating system's umask would make it readable to others. */
export const PRIVATE = 0o600;

export interface DirectoryLock {
  readonly directory: string;
  /** Idempotent. */
  release(): void;
}

/** Directories that this process holds, so that its own second attempt opens (and closes) no descriptor. */
const held = new Set<string>();

/** Locks `directory` (which must exist) until `release`. Throws StoreError LOCKED when another holds it, READ_ONLY or IO when it cannot be locked. */
export function lockDirectory(directory: string): DirectoryLock {
  const locked = (cause?: unknown): StoreError =>
    new StoreError(
      'LOCKED',
      `The data directory ${directory} is in use by another Keydesk. Stop it first, or set KEYDESK_DATA to another directory.`,
      { cause },
    );
  const path = join(directory, LOCK_FILE);
  if (held.has(path)) throw locked();
  let database: DatabaseSync | undefined;
  try {
    makePrivate(path);
    database = new DatabaseSync(path, { timeout: 0 });
    // Nothing is ever written to it, so a journal beside it would only be litter.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const code = resultCode(error);
    if (code !== undefined && (code & 0xff) === 5) throw locked(error);
    throw toStoreError(error, `The data directory ${directory} cannot be locked`);
  }
  held.add(path);
  const connection = database;
  return {
    directory,
    release: () => {
      if (!connection.isOpen) return;
      connection.close();
      held.delete(path);
    },
  };
}

/** Makes the file if it is not there, readable by its owner only. SQLite gives its -wal and -shm the same mode. */
export function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return;
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
      throw new StoreError('READ_ONLY', `${path} cannot be made: the directory cannot be written.`, {
        cause: error,
      });
    throw new StoreError('IO', `${path} cannot be made: ${String(code)}.`, { cause: error });
  }
}
