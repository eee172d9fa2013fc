/**
 * The newest checkpoint beside the database, in a file of its own: what tells at the next start that the database lost some of what was
 * signed. A write-ahead log that was deleted (it looks like litter) or a file that was copied without it is a log that is whole, only
 * shorter, and an empty database would be a new desk. Whoever writes in the folder can remove this file too: against them stands a
 * checkpoint kept elsewhere.
 */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCheckpoint, type Checkpoint } from '../../../domain/log/checkpoint.ts';
import { NoteError, parseNote } from '../../../domain/log/note.ts';
import type { DeskMeta, Store } from '../../../domain/ports/store.ts';
import { LoadError } from '../../../domain/state/load.ts';
import { checkContinues, type LogPrimitives } from '../../../service/start/open-log.ts';

const FILE = 'checkpoint';
const MODE = 0o600;

const pathOf = (dataDirectory: string): string => join(dataDirectory, FILE);

interface Kept {
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

function read(dataDirectory: string): Kept | null {
  let note: string;
  try {
    note = readFileSync(pathOf(dataDirectory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // of readFileSync
    throw error;
  }
  try {
    return { note, checkpoint: parseCheckpoint(parseNote(note).text) };
  } catch (error) {
    if (error instanceof NoteError) return null;
    throw error;
  }
}

/** The checkpoint that an earlier run kept. Null: none, or one that a power cut left in half (then nothing is known). */
export const readKept = (dataDirectory: string): Checkpoint | null => read(dataDirectory)?.checkpoint ?? null;

/** The same as it is signed. */
export const readKeptNote = (dataDirectory: string): string | null => read(dataDirectory)?.note ?? null;

/** After the note was stored. Not synced: what it says is on disk already, and one that is older says less, nothing wrong. */
export async function keep(dataDirectory: string, note: string): Promise<void> {
  const partial = `${pathOf(dataDirectory)}.partial`;
  await writeFile(partial, note, { mode: MODE });
  await rename(partial, pathOf(dataDirectory));
}

/** That the database has all that its own checkpoint says. Of another log (before a restore, of another desk) it says nothing. Throws LoadError. */
export async function checkKept(
  primitives: LogPrimitives,
  store: Store,
  meta: DeskMeta,
  kept: Checkpoint,
  dataDirectory: string,
): Promise<void> {
  if (kept.origin !== meta.logOrigin) return;
  try {
    await checkContinues(primitives, store, meta, kept);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    const size = store.seal()?.size ?? 0;
    throw new LoadError(
      'OTHER_LOG',
      `The database has ${size} events, but this desk has signed ${kept.size}: some of it is missing, or it is an older copy. Put keydesk.db back together with its keydesk.db-wal, or restore a backup. To go on without what is missing, keys among it, remove ${pathOf(dataDirectory)}.`,
    );
  }
}
