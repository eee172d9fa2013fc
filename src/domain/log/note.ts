/**
 * Signed notes, c2sp.org/signed-note: a text, a blank line, signature lines. Only Ed25519 (type 0x01) is made and checked; signing and
 * verifying are injected, because the log's key lives in the HSM and the browser verifies by WebCrypto.
 */
import { concat, equalBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from '../bytes.ts';
import type { MaybePromise } from '../ports/vault.ts';
import type { Sha256 } from './hash.ts';

/** A note, key or checkpoint that is not in its one canonical form, or a key that cannot make one. The message never quotes it. */
export class NoteError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoteError';
  }
}

const ED25519 = 0x01;
const KEY_HASH_SIZE = 4;
const ED25519_KEY_SIZE = 32;
const ED25519_SIGNATURE_SIZE = 64;
/** Before anything is parsed. The specification asks for room for at least 16 signatures of nearly 5 kB. */
export const MAX_NOTE_LENGTH = 262_144;
const MAX_SIGNATURES = 64;
const DASH = '\u2014 ';

export interface NoteSignature {
  readonly name: string;
  /** 4 bytes: tells keys of one name apart, proves nothing. */
  readonly keyHash: Uint8Array;
  readonly signature: Uint8Array;
}

export interface Note {
  /** Ends in a newline. Not to be believed before `verifyNote`. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface VerifierKey {
  readonly name: string;
  readonly keyHash: Uint8Array;
  /** Raw 32-byte Ed25519 public key. */
  readonly publicKey: Uint8Array;
}

/** Whose signature it is: the name (for a log, its origin) and the raw 32-byte Ed25519 public key. */
export interface NoteSigner {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

// U+0085 is a Unicode space that JavaScript's \s leaves out.
const isKeyName = (name: string): boolean =>
  name !== '' && name.isWellFormed() && !/[\s\u0085+]/u.test(name) && !hasControl(name);

/** ASCII control characters other than the newline are refused everywhere in a note. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const hasControl = (text: string): boolean => /[\u0000-\u0009\u000b-\u001f]/.test(text);

const isNoteText = (text: string): boolean => text.endsWith('\n') && text.isWellFormed() && !hasControl(text);

/** SHA-256(name ‖ newline ‖ 0x01 ‖ public key), its first 4 bytes. Throws NoteError for a bad name or key. */
export function noteKeyHash(sha256: Sha256, { name, publicKey }: NoteSigner): Uint8Array {
  if (!isKeyName(name))
    throw new NoteError('A key name is not empty and has no spaces, plus signs or control characters.');
  if (publicKey.length !== ED25519_KEY_SIZE) throw new NoteError('An Ed25519 public key has 32 bytes.');
  return sha256(concat(utf8(`${name}\n`), Uint8Array.of(ED25519), publicKey)).slice(0, KEY_HASH_SIZE);
}

const signatureLine = ({ name, keyHash, signature }: NoteSignature): string =>
  `${DASH}${name} ${toBase64(concat(keyHash, signature))}\n`;

/** The one form of a note: what `parseNote` accepts and nothing else. */
const formatNote = ({ text, signatures }: Note): string =>
  `${text}\n${signatures.map(signatureLine).join('')}`;

/**
 * Signs `text` (ending in a newline) and answers the whole note. `sign` gets the UTF-8 of the text and answers 64 bytes. Throws
 * NoteError when text, name, key or signature have not the right form; what `sign` throws passes through.
 */
export async function signNote(
  sha256: Sha256,
  text: string,
  signer: NoteSigner,
  sign: (message: Uint8Array) => MaybePromise<Uint8Array>,
): Promise<string> {
  if (!isNoteText(text))
    throw new NoteError("A note's text is well-formed, has no control characters and ends in a newline.");
  const keyHash = noteKeyHash(sha256, signer);
  const signature = await sign(utf8(text));
  if (signature.length !== ED25519_SIGNATURE_SIZE) throw new NoteError('An Ed25519 signature has 64 bytes.');
  return formatNote({ text, signatures: [{ name: signer.name, keyHash, signature }] });
}

/**
 * Takes a note apart; believes nothing. The text goes to the last blank line. Throws NoteError for whatever `formatNote` would not have
 * written: so two different notes never parse to the same.
 */
export function parseNote(note: string): Note {
  // The size first: all that follows is work an attacker could ask for.
  if (note.length > MAX_NOTE_LENGTH) throw new NoteError('The note is too large.');
  if (!isNoteText(note)) throw new NoteError('The note is not well-formed text ending in a newline.');
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0) throw new NoteError('The note has no signatures.');
  const text = note.slice(0, blank + 1);
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new NoteError('The note has too many signatures.');
  const parsed = { text, signatures: lines.map(parseSignatureLine) };
  if (formatNote(parsed) !== note) throw new NoteError('The note is not in its canonical form.');
  return parsed;
}

function parseSignatureLine(line: string): NoteSignature {
  const [name, base64, ...more] = line.startsWith(DASH) ? line.slice(DASH.length).split(' ') : [];
  const bytes = base64 === undefined ? undefined : fromBase64(base64);
  if (
    name === undefined ||
    !isKeyName(name) ||
    more.length > 0 ||
    bytes === undefined ||
    bytes.length <= KEY_HASH_SIZE
  ) {
    throw new NoteError('A signature line of the note is malformed.');
  }
  return { name, keyHash: bytes.slice(0, KEY_HASH_SIZE), signature: bytes.slice(KEY_HASH_SIZE) };
}

/** Ed25519 over `message`: RFC 8032. Answers false, or throws, for a bad signature. */
export type VerifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => MaybePromise<boolean>;

/**
 * Is the note signed by one of `keys`? True when at least one signature is by a key in `keys` and every such signature verifies.
 * Signatures by other keys are ignored, also when they share a name or a hash with a known one (c2sp.org/signed-note, Signatures).
 */
export async function verifyNote(
  note: Note,
  keys: readonly VerifierKey[],
  verifyEd25519: VerifyEd25519,
): Promise<boolean> {
  const message = utf8(note.text);
  let verified = false;
  for (const { name, keyHash, signature } of note.signatures) {
    const key = keys.find((known) => known.name === name && equalBytes(known.keyHash, keyHash));
    if (key === undefined) continue;
    if (
      signature.length !== ED25519_SIGNATURE_SIZE ||
      !(await verifyEd25519(key.publicKey, message, signature))
    )
      return false;
    verified = true;
  }
  return verified;
}

/** The public key as people hand it on: `<name>+<key hash, 8 hex digits>+<base64 of 0x01 ‖ public key>`. */
export const verifierKey = (sha256: Sha256, name: string, publicKey: Uint8Array): string =>
  `${name}+${toHex(noteKeyHash(sha256, { name, publicKey }))}+${toBase64(concat(Uint8Array.of(ED25519), publicKey))}`;

const MAX_VERIFIER_KEY_LENGTH = 1024;

/** The inverse of `verifierKey`. Throws NoteError for anything that it would not have written (another key type, a wrong hash). */
export function parseVerifierKey(sha256: Sha256, text: string): VerifierKey {
  if (text.length > MAX_VERIFIER_KEY_LENGTH) throw new NoteError('The verifier key is too long.');
  // Base64 may hold plus signs, names may not.
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const bytes = match === null ? undefined : fromBase64(match[3]!);
  if (match === null || bytes?.length !== 1 + ED25519_KEY_SIZE || bytes[0] !== ED25519) {
    throw new NoteError('The verifier key is not of the form name+hash+base64, of type Ed25519.');
  }
  const key = { name: match[1]!, keyHash: fromHex(match[2]!), publicKey: bytes.slice(1) };
  if (verifierKey(sha256, key.name, key.publicKey) !== text)
    throw new NoteError("The verifier key's hash is not that of its name and key.");
  return key;
}
