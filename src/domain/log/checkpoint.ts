/** Checkpoints, c2sp.org/tlog-checkpoint: origin, size and root of a log as the text of a signed note. */
import { fromBase64, toBase64 } from '../bytes.ts';
import { HASH_SIZE } from './hash.ts';
import { NoteError, parseNote, verifyNote, type VerifierKey, type VerifyEd25519 } from './note.ts';

/**
 * The name of a desk's log, which its checkpoints bear: `keydesk/<desk uuid>/<node>/<epoch>`. The node is 0 until there are more. The epoch
 * is 0 until the desk is restored from a backup; each restore begins another, with a number above all before it, so that what is signed
 * after it never contradicts what was signed after the backup was made.
 */
export const logOrigin = (deskId: string, epoch = 0): string => `keydesk/${deskId}/0/${epoch}`;

/** The parts of an origin as `logOrigin` writes it; null for any other text. */
export function parseOrigin(origin: string): { readonly deskId: string; readonly epoch: number } | null {
  const [, deskId = '', digits = ''] =
    /^keydesk\/([0-9a-z-]{1,64})\/0\/(0|[1-9][0-9]{0,14})$/.exec(origin) ?? [];
  return deskId === '' ? null : { deskId, epoch: Number(digits) };
}

export interface Checkpoint {
  /** Which log: `keydesk/<desk uuid>/<node>/<epoch>`. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** Merkle tree hash at that size, 32 bytes. */
  readonly root: Uint8Array;
}

const MAX_ORIGIN_LENGTH = 255;
/** Three lines: the longest origin, 16 digits, 44 characters of base64. */
const MAX_TEXT_LENGTH = MAX_ORIGIN_LENGTH + 1 + 16 + 1 + 44 + 1;

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NO_CONTROLS = /^[^\u0000-\u001f]+$/;
const isOrigin = (text: string): boolean =>
  text.length <= MAX_ORIGIN_LENGTH && NO_CONTROLS.test(text) && text.isWellFormed();

/** The note text, three lines. Throws NoteError for an origin, size or root that cannot stand in one. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isOrigin(origin))
    throw new NoteError('The origin of a checkpoint is one line of at most 255 characters.');
  if (!Number.isSafeInteger(size) || size < 0)
    throw new NoteError('The size of a checkpoint is a whole number.');
  if (root.length !== HASH_SIZE) throw new NoteError('The root of a checkpoint has 32 bytes.');
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/**
 * The inverse of `formatCheckpoint`. Throws NoteError for anything that it would not have written, extension lines included: Keydesk
 * writes none, and no monitor could audit them.
 */
export function parseCheckpoint(text: string): Checkpoint {
  if (text.length > MAX_TEXT_LENGTH) throw new NoteError('The checkpoint is too large.');
  const [origin = '', size = '', root = ''] = text.split('\n');
  const hash = fromBase64(root);
  // Number('') is 0 and Number('1e3') is 1000: only digits get that far.
  if (!/^[0-9]{1,16}$/.test(size) || hash === undefined) throw new NoteError('The checkpoint is malformed.');
  const checkpoint = { origin, size: Number(size), root: hash };
  if (formatCheckpoint(checkpoint) !== text)
    throw new NoteError('The checkpoint is not in its canonical form.');
  return checkpoint;
}

/**
 * The checkpoint in a signed note (attacker-controlled), once a key of `keys` is found to have signed it. Its name must be the origin, so
 * that the key of one log cannot speak for another. Throws NoteError otherwise.
 */
export async function openCheckpoint(
  note: string,
  keys: readonly VerifierKey[],
  verifyEd25519: VerifyEd25519,
): Promise<Checkpoint> {
  const parsed = parseNote(note);
  const checkpoint = parseCheckpoint(parsed.text);
  const own = keys.filter((key) => key.name === checkpoint.origin);
  if (!(await verifyNote(parsed, own, verifyEd25519))) {
    throw new NoteError('The checkpoint is not signed by the key of its log.');
  }
  return checkpoint;
}
