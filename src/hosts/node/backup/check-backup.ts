/**
 * Whether a backup is what a desk made. Whoever can write its folder can write everything in it: each file is held against the manifest,
 * and the manifest and the checkpoint against the signature of the log key that the database names. That this key is the token's own, which
 * takes the PIN to say, is looked at by the start that follows (`checkIdentity`).
 */
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64 } from '../../../domain/bytes.ts';
import { openCheckpoint, parseOrigin } from '../../../domain/log/checkpoint.ts';
import { isSignedManifest } from '../../../domain/log/manifest-note.ts';
import { NoteError, parseVerifierKey, verifierKey } from '../../../domain/log/note.ts';
import { sha256, verifyEd25519 } from '../start/bytes-node.ts';
import { identityOf } from '../store-sqlite/copy.ts';
import { SCHEMA_VERSION } from '../store-sqlite/schema.ts';
import {
  BACKUP_CHECKPOINT,
  BACKUP_DATABASE,
  BACKUP_TOKENS,
  digestFile,
  MANIFEST_FILE,
  MANIFEST_SIGNATURE,
  parseManifest,
  UNFINISHED_FILE,
  type Manifest,
} from './manifest.ts';
import { RestoreError } from './restore-error.ts';

const OTHER = 'Take the backup before it';

const refusal = (directory: string, why: string, remedy = OTHER): RestoreError =>
  new RestoreError('backup', `${directory} cannot be restored: ${why}. Nothing was changed. ${remedy}.`);

/** A manifest that was read, with the bytes that its signature is over. */
interface ReadManifest {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
}

function readManifest(directory: string): ReadManifest {
  if (!existsSync(directory)) throw refusal(directory, 'it does not exist', 'Name the folder of a backup');
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(directory, MANIFEST_FILE));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code !== 'ENOENT') throw refusal(directory, `its manifest.json cannot be read (${code})`);
    throw existsSync(join(directory, UNFINISHED_FILE))
      ? refusal(
          directory,
          'it has no manifest.json: it is being made, or was cut short',
          `${OTHER}; "keydesk backup" with this folder makes it anew`,
        )
      : refusal(directory, 'it has no manifest.json, so it is no backup');
  }
  try {
    return { manifest: parseManifest(new TextDecoder().decode(bytes)), bytes };
  } catch (error) {
    throw refusal(directory, error instanceof Error ? error.message : 'its manifest.json cannot be read');
  }
}

/** Reads the manifest and looks whether every file of it is there and nothing needed is missing. Throws RestoreError. */
export const readBackup = (directory: string): Manifest => checkedManifest(directory).manifest;

function checkedManifest(directory: string): ReadManifest {
  const read = readManifest(directory);
  const { manifest } = read;
  const bad = (why: string): RestoreError => refusal(directory, why);
  if (manifest.schema > SCHEMA_VERSION)
    throw refusal(
      directory,
      `its database was written by a newer Keydesk (${manifest.program})`,
      'Restore it with that version',
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
  return read;
}

/** What was found whole. */
export interface WholeBackup {
  readonly manifest: Manifest;
  /** The signed checkpoint, and how many events it covers. */
  readonly note: string;
  readonly size: number;
}

/**
 * Reads every byte of the backup. `unsigned`: a manifest without a signature is taken, never one with a wrong one. `onBlock` is told bytes.
 * Rejects with RestoreError.
 */
export async function checkBackup(
  directory: string,
  unsigned: boolean,
  onBlock: (bytes: number) => void,
): Promise<WholeBackup> {
  const { manifest, bytes } = checkedManifest(directory);
  for (const { path, sha256: wanted } of manifest.files)
    if (digestFile(join(directory, path), onBlock).sha256 !== wanted)
      throw refusal(directory, `${path} was altered or damaged, its SHA-256 is not the manifest's`);
  const found = identityOf(join(directory, BACKUP_DATABASE));
  const publicKey = fromBase64(found.logPublicKey);
  if (found.deskId !== manifest.deskId || publicKey === undefined)
    throw refusal(directory, 'its database is not the one of its manifest');
  const signature = join(directory, MANIFEST_SIGNATURE);
  if (existsSync(signature)) {
    const note = readFileSync(signature, 'utf8');
    const of = { deskId: manifest.deskId, digest: sha256(bytes), publicKey };
    if (!(await isSignedManifest(sha256, note, of, verifyEd25519)))
      throw refusal(directory, 'its manifest.json is not what the desk signed in manifest.sig');
  } else if (!unsigned)
    throw refusal(
      directory,
      'nobody signed its manifest.json: the token was away when it was made, or somebody took manifest.sig away',
      `${OTHER}, or, when you know that nobody could write there, run this again with --unsigned`,
    );
  return { manifest, ...(await checkpointOf(directory, manifest, publicKey)) };
}

/** The note is the log key's, of this desk's log, and of the size that the manifest names. */
async function checkpointOf(
  directory: string,
  { deskId, log }: Manifest,
  publicKey: Uint8Array,
): Promise<{ readonly note: string; readonly size: number }> {
  const note = readFileSync(join(directory, BACKUP_CHECKPOINT), 'utf8');
  try {
    const key = parseVerifierKey(sha256, verifierKey(sha256, log.origin, publicKey));
    const { origin, size } = await openCheckpoint(note, [key], verifyEd25519);
    if (origin === log.origin && size === log.checkpointSize && parseOrigin(origin)?.deskId === deskId)
      return { note, size };
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
  }
  throw refusal(directory, 'its checkpoint is not what the desk signed');
}
