/** The directory of a backup: empty at first, removed again or marked as what it is when the backup does not become whole. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ServiceError } from '../../../service/errors.ts';
import { diskWords, syncDirectory, writeFile } from '../durable-file.ts';
import {
  BACKUP_CHECKPOINT,
  BACKUP_DATABASE,
  BACKUP_TOKENS,
  MANIFEST_FILE,
  MANIFEST_PARTIAL,
  MANIFEST_SIGNATURE,
  UNFINISHED_FILE,
} from './manifest.ts';

/** Beside the files themselves. */
const SPARE_BYTES = 64 * 1024 * 1024;

/**
 * All that a backup is made of, in the order in which it is taken away: the manifest first, so that what is left of it is never taken for
 * a whole one; `UNFINISHED` last, for as long as it stands it says what the rest is.
 */
const PARTS = [
  MANIFEST_FILE,
  MANIFEST_PARTIAL,
  MANIFEST_SIGNATURE,
  BACKUP_DATABASE,
  `${BACKUP_DATABASE}-journal`,
  `${BACKUP_DATABASE}-wal`,
  `${BACKUP_DATABASE}-shm`,
  BACKUP_CHECKPOINT,
  BACKUP_TOKENS,
  UNFINISHED_FILE,
];

const unfinishedText = (deskId: string): string =>
  `This backup of the desk ${deskId} is not whole: it is being made, or was cut short. It cannot be restored.\n"keydesk backup" with this folder makes it anew; or remove the folder.\n`;

function isInside(inner: string, outer: string): boolean {
  const path = relative(outer, inner);
  return path === '' || (!path.startsWith(`..${sep}`) && path !== '..' && !isAbsolute(path));
}

/** The real path of what there is, with what there is not yet behind it. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), relative(parent, path));
  }
}

/** The nearest of what there is, where that is no directory. */
function fileAbove(path: string): string | null {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined) return there.isDirectory() ? null : path;
  return dirname(path) === path ? null : fileAbove(dirname(path));
}

/** Node's own recursion never ends where a parent cannot be made, as below /proc. Throws as mkdir(2). */
function makeDirectories(path: string): void {
  const parent = dirname(path);
  if (parent !== path && !existsSync(parent)) makeDirectories(parent);
  mkdirSync(path, { mode: 0o700 });
  syncDirectory(parent);
}

/**
 * Nothing but parts of a backup of this desk that was cut short. One that is being made is not met: a desk makes one at a time. `UNFINISHED`
 * itself may have been cut short.
 */
function isCutShort(directory: string, names: readonly string[], deskId: string): boolean {
  if (!names.includes(UNFINISHED_FILE) || names.includes(MANIFEST_FILE)) return false;
  const text = readFileSync(join(directory, UNFINISHED_FILE), 'utf8');
  if (names.length === 1 && unfinishedText(deskId).startsWith(text)) return true;
  return text === unfinishedText(deskId) && names.every((name) => PARTS.includes(name));
}

/** Makes the directory, or takes one that is empty or has what a backup of this desk left when it was cut short. Answers whether it was made here. Throws ServiceError. */
export function preparePlace(directory: string, dataDirectory: string, deskId: string): boolean {
  if (!isAbsolute(directory))
    throw new ServiceError('ValidationException', 'Directory is not an absolute path.');
  if (isInside(realPath(directory), realPath(dataDirectory)))
    throw new ServiceError(
      'ValidationException',
      `${directory} is inside the data directory: what takes the one takes the other. Choose a directory on another disk.`,
    );
  const file = fileAbove(dirname(directory));
  if (file !== null)
    throw new ServiceError('ValidationException', `${directory} is below a file: ${file} is no directory.`);
  const there = lstatSync(directory, { throwIfNoEntry: false });
  if (there !== undefined && !statSync(directory).isDirectory())
    throw new ServiceError('ValidationException', `${directory} is not a directory.`);
  const names = there === undefined ? [] : readdirSync(directory);
  if (names.length > 0 && !isCutShort(directory, names, deskId))
    throw new ServiceError(
      'ConflictException',
      `${directory} is not empty. Name a directory that is empty, or that does not exist yet: nothing is overwritten.`,
    );
  try {
    if (there === undefined) makeDirectories(directory);
    else chmodSync(directory, 0o700);
    takeParts(directory);
  } catch (error) {
    clearPlace(directory, there === undefined);
    throw new ServiceError(
      'ValidationException',
      `${directory} cannot be made: ${diskWords(error)}. Name another directory, or make this one for the user that the desk runs as.`,
    );
  }
  return there === undefined;
}

/** Says what the directory is until it is a backup. */
export function beginPlace(directory: string, deskId: string): void {
  writeFile(join(directory, UNFINISHED_FILE), unfinishedText(deskId));
  syncDirectory(directory);
}

function takeParts(directory: string): void {
  const names = readdirSync(directory);
  for (const name of PARTS)
    if (names.includes(name)) rmSync(join(directory, name), { recursive: true, force: true });
}

/** Takes away what was written; the directory too when it was made for it. Answers false when it cannot: then it says itself what it is. */
export function clearPlace(directory: string, isNew: boolean): boolean {
  try {
    takeParts(directory);
    if (isNew && existsSync(directory) && readdirSync(directory).length === 0) rmdirSync(directory);
    return true;
  } catch {
    return false; // the disk that failed the backup fails this too
  }
}

/** Throws ServiceError when what is to be written does not fit. */
export async function checkSpace(directory: string, path: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const needed =
    statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) + SPARE_BYTES;
  if (free >= needed) return;
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MiB`;
  throw new ServiceError(
    'LimitExceededException',
    `${directory} has ${mebibytes(free)} free; the backup needs ${mebibytes(needed)}.`,
  );
}
