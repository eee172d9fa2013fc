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
