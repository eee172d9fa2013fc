/**
 * Whether the files at a database's path are still the ones that are open. Deleted, moved or replaced, they go on working for who has them
 * open, and everything that is written is gone with the last of them: so it is asked after each commit, before anybody is answered.
 */
import { linkSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../../domain/ports/store.ts';
import { syncDirectory, syncFile } from '../durable-file.ts';
import { makePrivate } from './lock.ts';

/** The database, its write-ahead log, and that log's index. */
const FILES = ['', '-wal', '-shm'] as const;

/** Device and inode; null: nothing is there. */
function identity(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev} ${found.ino}`;
}

export class Place {
  readonly path: string;
  readonly #found: string;

  /** Of a database that is open and has been written to: all its files are there. */
  constructor(path: string) {
    this.path = path;
    this.#found = this.#look();
  }

  get isOurs(): boolean {
    return this.#look() === this.#found;
  }

  #look(): string {
    return FILES.map((end) => identity(this.path + end)).join();
  }

  /** Throws StoreError MOVED. */
  check(): void {
    if (!this.isOurs) throw movedError(this.path);
  }

  /**
   * What is open, written anew where nothing stands in its place any more; where something does, or the directory is gone, nothing is
   * touched. The connection is to be closed then. Throws what SQLite and the file system do.
   */
  putBack(database: DatabaseSync): void {
    const { path } = this;
    if (identity(path) !== null || identity(dirname(path)) === null) return;
    // Frames of the old file would be taken for those of the new one.
    for (const end of FILES.slice(1)) rmSync(`${path}${end}`, { force: true });
    const partial = `${path}.partial`;
    rmSync(partial, { force: true });
    makePrivate(partial);
    database.prepare('VACUUM INTO ?').run(partial);
    syncFile(partial);
    // Never over what somebody puts there meanwhile.
    linkSync(partial, path);
    rmSync(partial);
    syncDirectory(dirname(path));
  }
}

export const movedError = (path: string): StoreError =>
  new StoreError(
    'MOVED',
    `${path}, or its -wal or -shm file, was deleted, moved or replaced while it was open. Put them back; where nothing stands in their place they are written anew from what is open.`,
  );
