/** What a power cut must not undo. */
import { closeSync, fsyncSync, openSync } from 'node:fs';

export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** SQLite syncs the directory for its journals, not for a new main file: without this a power cut could lose the name. */
export const syncDirectory = syncFile;
