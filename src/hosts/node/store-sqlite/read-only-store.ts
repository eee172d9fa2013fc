/** A stopped desk's store, for reading only: `keydesk verify-log`, `doctor`. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  StoreError,
  type LeafRecord,
  type MinuteDelta,
  type Store,
  type StoredCheckpoint,
} from '../../../domain/ports/store.ts';
import { lockDirectory, type DirectoryLock } from './lock.ts';
import { openReading } from './reading.ts';

export interface ReadOnlyStore extends Store {
  /** Every leaf with its columns, oldest first. Throws DAMAGED: see `ReadingDatabase.leafRecords`. */
  leafRecords(): Iterable<LeafRecord>;
  /** Every stored one, by size. */
  checkpoints(): Iterable<StoredCheckpoint>;
  /** The whole timeline, in no promised order. */
  minuteSums(): Iterable<MinuteDelta>;
}

/** Null where the directory cannot be written: then nobody who runs as this user can be writing it either. */
function lockIfWritable(directory: string): DirectoryLock | null {
  try {
    return lockDirectory(directory);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'READ_ONLY') return null;
    throw error;
  }
}

/**
 * Opens what is at `path` and changes nothing in it; writes reject with READ_ONLY. Holds the directory's lock while open, so that a
 * running desk is LOCKED and none can start. Everything runs in the calling thread. Rejects with StoreError: LOCKED, NOT_FOUND,
 * NEWER_SCHEMA, NOT_A_STORE, DAMAGED or IO.
 */
export async function openSqliteStoreReadOnly(path: string): Promise<ReadOnlyStore> {
  if (!existsSync(path)) throw new StoreError('NOT_FOUND', `${path} does not exist.`);
  const lock = lockIfWritable(dirname(path));
  let database;
  try {
    database = openReading(path, true);
  } catch (error) {
    lock?.release();
    throw error;
  }
  const reading = database;
  const refuse = async (): Promise<void> => {
    throw new StoreError('READ_ONLY', `The store ${path} was opened for reading only.`);
  };
  return {
    meta: () => reading.meta(),
    seal: () => reading.seal(),
    rows: () => reading.rows(),
    bodies: () => reading.bodies(),
    rowCount: () => reading.rowCount(),
    changeLeaves: () => reading.changeLeaves(),
    usage: () => reading.usage(),
    latestCheckpoint: () => reading.latestCheckpoint(),
    leafRecords: () => reading.leafRecords(),
    checkpoints: () => reading.checkpoints(),
    minuteSums: () => reading.minuteSums(),
    initialise: refuse,
    commit: refuse,
    saveCheckpoint: refuse,
    leafHashes: async (from, to) => reading.leafHashes(from, to),
    tile: async (level, number) => reading.tile(level, number),
    leaf: async (sequence) => reading.leaf(sequence),
    search: async (asked) => reading.search(asked),
    follow: async (query, page) => reading.follow(query, page),
    summarise: async (asked) => reading.summarise(asked),
    rollup: async (asked) => reading.rollup(asked),
    span: async () => reading.span(),
    minutes: async (from, to) => reading.minutes(from, to),
    close: async () => {
      reading.close();
      lock?.release();
    },
  };
}
