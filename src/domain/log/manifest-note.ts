/**
 * What the log's key signs of a backup: a note (c2sp.org/signed-note) over the SHA-256 of its manifest, which has that of every file. Its
 * second line is no number, so that it can never be read as a checkpoint, nor a checkpoint as it.
 */
import { toHex } from '../bytes.ts';
import { HASH_SIZE, type Sha256 } from './hash.ts';
import {
  NoteError,
  parseNote,
  parseVerifierKey,
  signNote,
  verifierKey,
  verifyNote,
  type VerifyEd25519,
} from './note.ts';
import type { MaybePromise } from '../ports/vault.ts';

/** Which backup, and whose key. */
export interface ManifestOf {
  readonly deskId: string;
  /** SHA-256 of the manifest's bytes. */
  readonly digest: Uint8Array;
  /** Raw Ed25519 key of the log. */
  readonly publicKey: Uint8Array;
}

const nameOf = (deskId: string): string => `keydesk/${deskId}/backup`;
const textOf = ({ deskId, digest }: ManifestOf): string =>
  `${nameOf(deskId)}\nmanifest sha256 ${toHex(digest)}\n`;

/** The signed note. What `sign` throws passes through. */
export function signManifest(
  sha256: Sha256,
  of: ManifestOf,
  sign: (message: Uint8Array) => MaybePromise<Uint8Array>,
): Promise<string> {
  if (of.digest.length !== HASH_SIZE) throw new RangeError('A SHA-256 has 32 bytes.');
  return signNote(sha256, textOf(of), { name: nameOf(of.deskId), publicKey: of.publicKey }, sign);
}

/** Whether `note` (attacker-controlled) is this key's signature over this manifest of this desk. */
export async function isSignedManifest(
  sha256: Sha256,
  note: string,
  of: ManifestOf,
  verifyEd25519: VerifyEd25519,
): Promise<boolean> {
  try {
    const parsed = parseNote(note);
    const key = parseVerifierKey(sha256, verifierKey(sha256, nameOf(of.deskId), of.publicKey));
    return parsed.text === textOf(of) && (await verifyNote(parsed, [key], verifyEd25519));
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}
