/**
 * Puts a backup in place of an empty data directory. The backup is read and checked first; its files are copied below `restoring/`, checked
 * as they are copied, and only when all of it is there is anything else touched. The next start begins a new epoch of the log
 * (`service/start/epoch.ts`).
 */
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from '../../../domain/ports/store.ts';
import type { Restored } from '../../../service/start/epoch.ts';
import { openDatabase } from '../store-sqlite/database.ts';
import { lockDirectory, type DirectoryLock } from '../store-sqlite/lock.ts';
import { openReading } from '../store-sqlite/reading.ts';
import { checkBackup, readBackup, type WholeBackup } from './check-backup.ts';
import { diskError, diskWords, syncDirectory, syncFile, writeFile } from '../durable-file.ts';
import { BACKUP_DATABASE, BACKUP_TOKENS, digestFile, type Manifest } from './manifest.ts';
import { RestoreError } from './restore-error.ts';
import { beginStaging, giveUpStaging, makeRoom, openPlace, putInPlace, type Place } from './restore-place.ts';
import { RESTORED_FILE } from './restored-mark.ts';

export interface RestoreAsked {
  /** Where the backup is. */
  readonly directory: string;
  readonly dataDirectory: string;
  /** What is in the data directory is moved aside, never removed. */
  readonly force: boolean;
  /** A backup whose manifest nobody signed is taken. */
  readonly unsigned: boolean;
  /** ms */
  readonly now: number;
  /** Bytes: each is read twice. */
  readonly onProgress: (done: number, total: number) => void;
}

export interface RestoreDone {
  readonly manifest: Manifest;
  /** Where what was there is now. */
  readonly movedTo: string | null;
}

/**
 * Restores. Rejects with RestoreError. What stood in the data directory is whole then, or nothing starts there until a restore is run
 * again; the message says which.
 */
export async function restoreBackup(asked: RestoreAsked): Promise<RestoreDone> {
  const { directory, dataDirectory, unsigned, onProgress } = asked;
  const total = 2 * readBackup(directory).files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const onBlock = (bytes: number): void => onProgress((done += bytes), total);
  // Before anything is touched: whether the backup is whole.
  const backup = await readingThrough(directory, () => checkBackup(directory, unsigned, onBlock));
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new RestoreError('place', `${dataDirectory} cannot be made: ${diskWords(error)}.`);
  }
  const lock = lockFor(dataDirectory);
  try {
    return restoreInto(placeFor(asked), asked, backup, onBlock);
  } finally {
    lock.release();
  }
}

function lockFor(dataDirectory: string): DirectoryLock {
  try {
    return lockDirectory(dataDirectory);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'LOCKED')
      throw new RestoreError(
        'in-use',
        `A desk runs in ${dataDirectory}. Stop it first: nothing was changed.`,
      );
    throw error;
  }
}

function placeFor({ dataDirectory, force }: RestoreAsked): Place {
  try {
    return openPlace(dataDirectory, force);
  } catch (error) {
    const code = diskError(error);
    if (error instanceof RestoreError || code === null) throw error;
    throw new RestoreError(
      'place',
      `What an earlier restore left in ${dataDirectory} cannot be taken away: ${diskWords(error)}. Mend that, and run this again.`,
    );
  }
}

/** What the disk of the backup says is told as such. */
async function readingThrough<T>(directory: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = diskError(error);
    if (error instanceof RestoreError || code === null) throw error;
    throw new RestoreError(
      'backup',
      `${directory} cannot be read: ${diskWords(error)}. Nothing was changed.`,
    );
  }
}

function restoreInto(
  place: Place,
  asked: RestoreAsked,
  backup: WholeBackup,
  onBlock: (bytes: number) => void,
): RestoreDone {
  const { dataDirectory, directory, now } = asked;
  let touched = place.wasCutShort;
  try {
    beginStaging(place);
    stage(place.staging, asked, backup, onBlock);
    touched = true;
    const movedTo = makeRoom(place, now);
    putInPlace(place, backup.manifest.token.directory !== null);
    chmodSync(dataDirectory, 0o700);
    return { manifest: backup.manifest, movedTo };
  } catch (error) {
    const isAsBefore = !touched && giveUpStaging(place);
    throw new RestoreError(
      error instanceof RestoreError ? error.why : 'place',
      `${whyNot(error, directory, dataDirectory)} ${
        isAsBefore
          ? `Nothing is changed in ${dataDirectory}.`
          : `Nothing starts in ${dataDirectory} until it is: run "keydesk restore" with a backup again${place.inTheWay.length > 0 ? ', with --force' : ''}.`
      }`,
    );
  }
}

function whyNot(error: unknown, directory: string, dataDirectory: string): string {
  if (error instanceof RestoreError) return error.message;
  const code = error instanceof StoreError ? error.code : diskError(error);
  if (code === null) throw error;
  if (code === 'FULL' || code === 'ENOSPC')
    return `No space is left for ${dataDirectory}: make room. ${directory} was not restored.`;
  return error instanceof StoreError
    ? `${directory} was not restored. ${error.message}`
    : `${directory} was not restored: ${diskWords(error)}.`;
}

/** All files of the desk that the backup makes, on disk below `restoring/`. */
function stage(
  staging: string,
  { directory, now }: RestoreAsked,
  { manifest, note, size }: WholeBackup,
  onBlock: (bytes: number) => void,
): void {
  const folders = new Set([staging]);
  for (const file of manifest.files) {
    const to = join(staging, file.path);
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    for (let folder = dirname(to); folder !== staging; folder = dirname(folder)) folders.add(folder);
    copyChecked(join(directory, file.path), to, file, onBlock);
  }
  finishDatabase(join(staging, BACKUP_DATABASE), note, size, manifest);
  const restored: Restored = {
    restore: randomUUID(),
    restoredAt: now,
    backupAt: Date.parse(manifest.at),
    backup: { directory, bytes: manifest.files.reduce((sum, { size: bytes }) => sum + bytes, 0) },
  };
  writeFile(join(staging, RESTORED_FILE), JSON.stringify(restored));
  if (manifest.token.directory !== null) mkdirSync(join(staging, BACKUP_TOKENS), { recursive: true });
  for (const folder of folders) syncDirectory(folder);
}

/** Copies a file with its bytes on disk, and compares it with the manifest as it is there. Throws RestoreError. */
function copyChecked(
  from: string,
  to: string,
  wanted: Manifest['files'][number],
  onBlock: (bytes: number) => void,
): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  const { size, sha256 } = digestFile(to, onBlock);
  if (size !== wanted.size || sha256 !== wanted.sha256)
    throw new RestoreError('backup', `${from} is not what was backed up: its SHA-256 is not the manifest's.`);
  syncFile(to);
}

/** The checkpoint of the backup becomes the newest stored one, and the database is looked at once more. Throws RestoreError, StoreError. */
function finishDatabase(path: string, note: string, size: number, manifest: Manifest): void {
  const reading = openReading(path, true);
  try {
    if (reading.meta()?.deskId !== manifest.deskId || reading.seal()?.size !== manifest.log.events)
      throw new RestoreError(
        'backup',
        'The backup cannot be restored: its database is not the one of its manifest.',
      );
  } finally {
    reading.close();
  }
  const database = openDatabase(path, false);
  try {
    database.saveCheckpoint({ size, time: Date.parse(manifest.finishedAt), note });
  } finally {
    // Empties the write-ahead log into the file.
    database.close();
  }
  if (existsSync(`${path}-wal`))
    throw new StoreError('IO', `${path} could not be written whole: look at the disk.`);
}
