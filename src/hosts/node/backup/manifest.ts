/** What a backup says of itself: `manifest.json`, written last, so that a directory without it is no backup. */
import { createHash } from 'node:crypto';
import { openSync, readSync, closeSync } from 'node:fs';
import * as z from 'zod';

export const MANIFEST_FILE = 'manifest.json';
/** Its name until all of it is on disk. */
export const MANIFEST_PARTIAL = `${MANIFEST_FILE}.partial`;
/** The log key's signature over it (`domain/log/manifest-note.ts`). Not there: the token was away when the backup was made. */
export const MANIFEST_SIGNATURE = 'manifest.sig';
/** Stands in the directory until the manifest does. */
export const UNFINISHED_FILE = 'UNFINISHED';
export const BACKUP_DATABASE = 'keydesk.db';
export const BACKUP_CHECKPOINT = 'checkpoint';
export const BACKUP_TOKENS = 'tokens';

/** Grows with changes that an older program must not ignore. */
const FORMAT = 1;

const file = z.object({
  /** Below the directory, with `/`; never `.` or `..`. */
  path: z.string().regex(/^(?!\.{1,2}(?:\/|$))[\w.-]+(?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)*$/),
  size: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ManifestFile = z.output<typeof file>;

const manifest = z.object({
  format: z.literal('keydesk-backup'),
  version: z.literal(FORMAT),
  deskId: z.string(),
  accountId: z.string(),
  region: z.string(),
  /** RFC 3339: the moment that it holds, and when it was whole. */
  at: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  program: z.string(),
  schema: z.int(),
  log: z.object({
    origin: z.string(),
    events: z.int(),
    /** Hex: the Merkle tree hash over all of them. */
    root: z.string(),
    /** Events that the signed note in `checkpoint` covers. */
    checkpointSize: z.int(),
  }),
  keys: z.int(),
  token: z.object({
    /** Null: the token is not in the backup, since a device holds it. */
    directory: z.literal(BACKUP_TOKENS).nullable(),
    label: z.string(),
    serial: z.string(),
    module: z.string(),
  }),
  files: z.array(file),
});
export type Manifest = z.output<typeof manifest>;

export const newManifest = (of: Omit<Manifest, 'format' | 'version'>): Manifest => ({
  format: 'keydesk-backup',
  version: FORMAT,
  ...of,
});

/** Throws Error with a sentence about what `manifest.json` is not. */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('its manifest.json cannot be read');
  }
  const head = z.object({ format: z.literal('keydesk-backup'), version: z.int() }).safeParse(value);
  if (!head.success) throw new Error('its manifest.json is not one of a Keydesk backup');
  if (head.data.version > FORMAT)
    throw new Error(
      `it was made by a newer Keydesk (format ${head.data.version}); restore it with that version`,
    );
  const found = manifest.safeParse(value);
  if (!found.success) throw new Error('its manifest.json was altered or damaged');
  return found.data;
}

const BLOCK = 1 << 20;

/** Size and digest of a file, in blocks; `onBlock` may throw to stop. Synchronous: for a thread of its own, or a command. */
export function digestFile(
  path: string,
  onBlock: (bytes: number) => void = () => undefined,
): {
  readonly size: number;
  readonly sha256: string;
} {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(BLOCK);
  const descriptor = openSync(path, 'r');
  try {
    let size = 0;
    for (let read = readSync(descriptor, block); read > 0; read = readSync(descriptor, block)) {
      hash.update(block.subarray(0, read));
      size += read;
      onBlock(read);
    }
    return { size, sha256: hash.digest('hex') };
  } finally {
    closeSync(descriptor);
  }
}
