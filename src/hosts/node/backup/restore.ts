/**
 * Puts a backup in place of an empty data directory. Files are copied below `restoring/` first and checked as they are copied, so that a
 * restore that is cut short leaves nothing that a start would take for a desk; the database takes its place last. The next start begins a
 * new epoch of the log (`service/start/epoch.ts`).
 */
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parseNote, NoteError } from '../../../domain/log/note.ts';
import { parseCheckpoint, type Checkpoint } from '../../../domain/log/checkpoint.ts';
import { StoreError } from '../../../domain/ports/store.ts';
import type { Restored } from '../../../service/start/epoch.ts';
import { openDatabase } from '../store-sqlite/database.ts';
import { openReading } from '../store-sqlite/reading.ts';
import { lockDirectory, LOCK_FILE } from '../store-sqlite/lock.ts';
import { SCHEMA_VERSION } from '../store-sqlite/schema.ts';
import { DATABASE_FILE } from '../start/database-file.ts';
import { softHsmFiles } from '../vault-pkcs11/softhsm.ts';
import {
  BACKUP_CHECKPOINT,
  BACKUP_DATABASE,
  BACKUP_TOKENS,
  digestFile,
  MANIFEST_FILE,
  parseManifest,
  type Manifest,
} from './manifest.ts';
import { RESTORED_FILE, RESTORING_DIRECTORY, syncDirectory } from './restored-mark.ts';

/** The backup, or the place for it, is not what it must be. `message` is a sentence for the operator. Nothing was changed. */
export class RestoreError extends Error {
  /** `in-use`: a desk runs there. */
  readonly why: 'backup' | 'place' | 'in-use';
  constructor(why: RestoreError['why'], message: string) {
    super(message);
    this.name = 'RestoreError';
    this.why = why;
  }
}

export interface RestoreAsked {
  /** Where the backup is. */
  readonly directory: string;
  readonly dataDirectory: string;
  /** What is in the data directory is moved aside, never removed. */
  readonly force: boolean;
  /** ms */
  readonly now: number;
  readonly onProgress: (done: number, total: number) => void;
}

export interface RestoreDone {
  readonly manifest: Manifest;
  /** Where what was there is now. */
  readonly movedTo: string | null;
}

/** Reads the manifest and looks whether every file of it is there and nothing needed is missing. Throws RestoreError. */
export function readBackup(directory: string): Manifest {
  const bad = (why: string): RestoreError =>
    new RestoreError('backup', `${directory} cannot be restored: ${why}.`);
  if (!existsSync(directory)) throw bad('it does not exist');
  let manifest: Manifest;
  try {
    manifest = parseManifest(readFileSync(join(directory, MANIFEST_FILE), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw bad(
        error.code === 'ENOENT'
          ? 'it has no manifest.json, so it is no backup, or one that was cut short'
          : `its manifest.json cannot be read (${String(error.code)})`,
      );
    throw bad(error instanceof Error ? error.message : 'its manifest.json cannot be read');
  }
  if (manifest.schema > SCHEMA_VERSION)
    throw bad(
      `its database was written by a newer Keydesk (${manifest.program}); restore it with that version`,
    );
  const named = new Set(manifest.files.map(({ path }) => path));
  const tokens = manifest.token.directory !== null;
  for (const needed of [BACKUP_DATABASE, BACKUP_CHECKPOINT])
    if (!named.has(needed)) throw bad(`its manifest does not name ${needed}`);
  for (const { path, size } of manifest.files) {
    if (
      path !== BACKUP_DATABASE &&
      path !== BACKUP_CHECKPOINT &&
      !(tokens && path.startsWith(`${BACKUP_TOKENS}/`))
    )
      throw bad(`its manifest names ${path}, which is no part of a backup`);
    const found = lstatSync(join(directory, path), { throwIfNoEntry: false });
    if (found === undefined || !found.isFile()) throw bad(`${path} is missing`);
    if (found.size !== size) throw bad(`${path} has ${found.size} bytes, and the manifest says ${size}`);
  }
  return manifest;
}

/** What a desk that never started leaves: its lock. */
const HARMLESS: ReadonlySet<string> = new Set([LOCK_FILE]);
const foundIn = (directory: string): string[] =>
  existsSync(directory) ? readdirSync(directory).filter((name) => !HARMLESS.has(name)) : [];

/** Only what an earlier restore put there before it was cut short: its own folder, and the token beside it; no database yet. */
const isCutShort = (names: readonly string[]): boolean =>
  names.includes(RESTORING_DIRECTORY) &&
  names.every((name) => name === RESTORING_DIRECTORY || name === RESTORED_FILE || name === 'hsm');

/** Throws RestoreError. Answers what was moved where. */
function makeRoom({ dataDirectory, force, now }: RestoreAsked): string | null {
  const names = foundIn(dataDirectory);
  if (names.length === 0) return null;
  if (isCutShort(names) && !existsSync(softHsmFiles(dataDirectory).pin)) {
    for (const name of names) rmSync(join(dataDirectory, name), { recursive: true, force: true });
    return null;
  }
  if (!force)
    throw new RestoreError(
      'place',
      `${dataDirectory} is not empty. Nothing was changed. With --force what is there is moved aside, not removed.`,
    );
  // Beside its place where that can be; else inside it, which a mounted volume allows too.
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  let aside = `${dataDirectory}.before-restore-${stamp}`;
  try {
    mkdirSync(aside, { mode: 0o700 });
    renameSync(join(dataDirectory, names[0] ?? ''), join(aside, names[0] ?? ''));
  } catch {
    rmSync(aside, { recursive: true, force: true });
    aside = join(dataDirectory, `before-restore-${stamp}`);
    mkdirSync(aside, { mode: 0o700 });
  }
  for (const name of foundIn(dataDirectory))
    if (join(dataDirectory, name) !== aside && !name.startsWith('before-restore-'))
      renameSync(join(dataDirectory, name), join(aside, name));
  syncDirectory(aside);
  return aside;
}

/** Copies a file with its bytes on disk, and compares it with the manifest as it is there. Throws RestoreError. */
function copyChecked(
  from: string,
  to: string,
  wanted: Manifest['files'][number],
  onBlock: (bytes: number) => void,
): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  const { size, sha256 } = digestFile(to, onBlock);
  if (size !== wanted.size || sha256 !== wanted.sha256)
    throw new RestoreError('backup', `${from} is not what was backed up: its SHA-256 is not the manifest's.`);
  sync(to);
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function checkpointIn(
  path: string,
  { log }: Manifest,
): { readonly note: string; readonly checkpoint: Checkpoint } {
  const note = readFileSync(path, 'utf8');
  try {
    const checkpoint = parseCheckpoint(parseNote(note).text);
    if (checkpoint.origin === log.origin && checkpoint.size === log.checkpointSize)
      return { note, checkpoint };
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
  }
  throw new RestoreError(
    'backup',
    'The backup cannot be restored: its checkpoint is not the one that its manifest names.',
  );
}

/** The checkpoint of the backup becomes the newest stored one, and the database is looked at once more. Throws RestoreError. */
function finishDatabase(path: string, note: string, size: number, manifest: Manifest): void {
  const reading = openReading(path, true);
  try {
    const meta = reading.meta();
    if (meta?.deskId !== manifest.deskId || reading.seal()?.size !== manifest.log.events)
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
}

/** Restores. Throws RestoreError, StoreError, or an error of the file system; what stood there before is whole then. */
export function restoreBackup(asked: RestoreAsked): RestoreDone {
  const { directory, dataDirectory, now, onProgress } = asked;
  const manifest = readBackup(directory);
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  let lock;
  try {
    lock = lockDirectory(dataDirectory);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'LOCKED')
      throw new RestoreError(
        'in-use',
        `A desk runs in ${dataDirectory}. Stop it first: nothing was changed.`,
      );
    throw error;
  }
  try {
    // Before anything is moved: whether the backup is whole.
    const total = 2 * manifest.files.reduce((sum, { size }) => sum + size, 0);
    let done = 0;
    const onBlock = (bytes: number): void => onProgress((done += bytes), total);
    for (const file of manifest.files) {
      const { sha256 } = digestFile(join(directory, file.path), onBlock);
      if (sha256 !== file.sha256)
        throw new RestoreError(
          'backup',
          `${directory} cannot be restored: ${file.path} was altered or damaged, its SHA-256 is not the manifest's.`,
        );
    }
    const { note, checkpoint } = checkpointIn(join(directory, BACKUP_CHECKPOINT), manifest);
    const movedTo = makeRoom(asked);
    const staging = join(dataDirectory, RESTORING_DIRECTORY);
    mkdirSync(staging, { mode: 0o700 });
    syncDirectory(dataDirectory);
    for (const file of manifest.files)
      copyChecked(join(directory, file.path), join(staging, file.path), file, onBlock);
    finishDatabase(join(staging, BACKUP_DATABASE), note, checkpoint.size, manifest);
    const restored: Restored = { restore: randomUUID(), restoredAt: now, backupAt: Date.parse(manifest.at) };
    writeFileSync(join(staging, RESTORED_FILE), JSON.stringify(restored), { mode: 0o600 });
    sync(join(staging, RESTORED_FILE));
    putInPlace(staging, dataDirectory, manifest);
    chmodSync(dataDirectory, 0o700);
    return { manifest, movedTo };
  } finally {
    lock.release();
  }
}

function putInPlace(staging: string, dataDirectory: string, manifest: Manifest): void {
  if (manifest.token.directory !== null) {
    const { tokens } = softHsmFiles(dataDirectory);
    mkdirSync(dirname(tokens), { recursive: true, mode: 0o700 });
    renameSync(join(staging, BACKUP_TOKENS), tokens);
    syncDirectory(dirname(tokens));
  }
  // The mark before the database: a database without it would be taken for one that goes on.
  renameSync(join(staging, RESTORED_FILE), join(dataDirectory, RESTORED_FILE));
  syncDirectory(dataDirectory);
  renameSync(join(staging, BACKUP_DATABASE), join(dataDirectory, DATABASE_FILE));
  syncDirectory(dataDirectory);
  rmSync(staging, { recursive: true });
  syncDirectory(dataDirectory);
}
