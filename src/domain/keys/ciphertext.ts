/**
 * The ciphertext blob of symmetric keys (design.md, "Ciphertext"). Permanent: every blob ever made must open for ever.
 *
 *     'KD' ‖ version u8 = 1 ‖ algorithm u8 = 1 (AES-256-GCM) ‖ key id 16 B ‖ key version u32be ‖ nonce 12 B ‖ ciphertext ‖ tag 16 B
 *     └──────────────────────────────── header, 36 bytes ────────────────────────────────────────┘ └──────── sealed ────────┘
 *
 * The additional data of the GCM is the header ‖ the canonical encryption context, so no byte of the blob is unauthenticated.
 */
import { toHex } from '../bytes.ts';
import { canonicalContext, type EncryptionContext } from './encryption-context.ts';

const MAGIC_K = 0x4b;
const MAGIC_D = 0x44;
const FORMAT_VERSION = 1;
const AES_256_GCM = 1;

const KEY_ID_AT = 4;
const KEY_VERSION_AT = 20;
const NONCE_AT = 24;
export const HEADER_SIZE = 36;
export const NONCE_SIZE = 12;
export const TAG_SIZE = 16;

export interface CiphertextHeader {
  /** Lower-case UUID, 8-4-4-4-12. */
  readonly keyId: string;
  /** Counts from 1. */
  readonly keyVersion: number;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
}

export interface ParsedCiphertext extends CiphertextHeader {
  /** First 36 bytes: what `additionalData` takes. */
  readonly header: Uint8Array;
  /** Ciphertext ‖ 16-byte tag. */
  readonly sealed: Uint8Array;
}

const UUID_LENGTH = 36;
const HYPHEN = 0x2d;
const isHyphenPlace = (i: number): boolean => i === 8 || i === 13 || i === 18 || i === 23;

/** Value of a lower-case hexadecimal digit; -1 for any other unit. */
function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  return unit >= 0x61 && unit <= 0x66 ? unit - 0x61 + 10 : -1;
}

/** Writes the 16 bytes of a lower-case UUID at `at`. Throws RangeError for any other text. In one pass: every encryption does it. */
function writeUuid(uuid: string, out: Uint8Array, at: number): void {
  let wrong = uuid.length !== UUID_LENGTH;
  let to = at;
  let high = -1;
  for (let i = 0; i < UUID_LENGTH && !wrong; i++) {
    const unit = uuid.charCodeAt(i);
    if (isHyphenPlace(i)) {
      wrong = unit !== HYPHEN;
      continue;
    }
    const digit = digitOf(unit);
    wrong = digit < 0;
    if (high < 0) high = digit;
    else {
      out[to++] = high * 16 + digit;
      high = -1;
    }
  }
  if (wrong) throw new RangeError('A key id is a lower-case UUID.');
}

/** 16 bytes of a lower-case UUID. Throws RangeError for any other text. */
export function uuidBytes(uuid: string): Uint8Array {
  const out = new Uint8Array(16);
  writeUuid(uuid, out, 0);
  return out;
}

/** Lower-case UUID of 16 bytes (any version and variant). Throws RangeError for another length. */
export function uuidText(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError('A UUID has 16 bytes.');
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function writeHeader({ keyId, keyVersion, nonce }: CiphertextHeader, out: Uint8Array): void {
  if (!Number.isInteger(keyVersion) || keyVersion < 1 || keyVersion > 0xffff_ffff)
    throw new RangeError('A key version is a number from 1 to 2^32 - 1.');
  if (nonce.length !== NONCE_SIZE) throw new RangeError('A nonce has 12 bytes.');
  out[0] = MAGIC_K;
  out[1] = MAGIC_D;
  out[2] = FORMAT_VERSION;
  out[3] = AES_256_GCM;
  writeUuid(keyId, out, KEY_ID_AT);
  new DataView(out.buffer, out.byteOffset).setUint32(KEY_VERSION_AT, keyVersion);
  out.set(nonce, NONCE_AT);
}

/** The 36 bytes before the sealed part. Throws RangeError for a key id, version or nonce that does not fit. */
export function encodeHeader(header: CiphertextHeader): Uint8Array {
  const out = new Uint8Array(HEADER_SIZE);
  writeHeader(header, out);
  return out;
}

/** Header ‖ canonical context in one buffer, for encryption: the header is its first 36 bytes. Throws as `encodeHeader`. */
export function headerAndContext(header: CiphertextHeader, context: EncryptionContext): Uint8Array {
  const out = canonicalContext(context, HEADER_SIZE);
  writeHeader(header, out);
  return out;
}

/** Additional data of the GCM: header ‖ canonical context. The header has a fixed length, so the two cannot run into each other. */
export function additionalData(header: Uint8Array, context: EncryptionContext): Uint8Array {
  const out = canonicalContext(context, header.length);
  out.set(header);
  return out;
}

/**
 * Takes a blob (attacker-controlled) apart; null for anything malformed: too short, other magic, unknown version or algorithm, key
 * version 0. The parts are copies. That the key exists and the tag fits is for others to find; to a caller all of it is one error.
 */
export function parseCiphertext(blob: Uint8Array): ParsedCiphertext | null {
  if (blob.length < HEADER_SIZE + TAG_SIZE) return null;
  if (blob[0] !== MAGIC_K || blob[1] !== MAGIC_D || blob[2] !== FORMAT_VERSION || blob[3] !== AES_256_GCM)
    return null;
  const keyVersion = new DataView(blob.buffer, blob.byteOffset).getUint32(KEY_VERSION_AT);
  if (keyVersion === 0) return null;
  return {
    keyId: uuidText(blob.subarray(KEY_ID_AT, KEY_VERSION_AT)),
    keyVersion,
    nonce: blob.slice(NONCE_AT, HEADER_SIZE),
    header: blob.slice(0, HEADER_SIZE),
    sealed: blob.slice(HEADER_SIZE),
  };
}
