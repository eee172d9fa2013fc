/** Files and names that are on disk when these return. */
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';

/** Makes a file that must not be there yet, its owner's only. */
export function writeFile(path: string, bytes: Uint8Array | string): void {
  writeFileSync(path, bytes, { mode: 0o600, flag: 'wx' });
  syncFile(path);
}

export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Names in a directory are durable when it is. */
export const syncDirectory = (path: string): void => syncFile(path);

/** What the file system said of an error, `EIO` for one; null for an error that is not its (SQLite's and Node's own have codes, too). */
export const diskError = (error: unknown): string | null =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^E(?!RR_)[A-Z0-9]+$/.test(error.code)
    ? error.code
    : null;

const DISK_WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not do that there',
  EPERM: 'this user may not do that there',
  EROFS: 'its file system is read-only',
  ENOENT: 'it, or what leads to it, is not there',
  ENOTDIR: 'what leads to it is no directory',
  EEXIST: 'something of that name is there already',
  ENOSPC: 'no space is left',
  EDQUOT: 'this user’s share of the disk is used up',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
  EIO: 'its disk fails',
  EMFILE: 'too many files are open',
  EBUSY: 'something else uses it',
};

/** The same in words, for a sentence that ends with it: `its disk fails (EIO)`. */
export function diskWords(error: unknown): string {
  const code = diskError(error);
  if (code === null) return error instanceof Error ? error.message : String(error);
  const words = DISK_WORDS[code];
  return words === undefined ? `its disk answers ${code}` : `${words} (${code})`;
}
