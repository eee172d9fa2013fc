/**
 * The ciphertext blob of symmetric keys (design.md, "Ciphertext"). Permanent: every blob ever made must open for ever.
 *
 *     'KD' ‖ version u8 = 1 ‖ algorithm u8 = 1 (AES-256-GCM) ‖ key id 16 B ‖ key version u32be ‖ nonce 12 B ‖ ciphertext ‖ tag 16 B
 *     └──────────────────────────────── header, 36 bytes ────────────────────────────────────────┘ └──────── sealed ────────┘
 *
 * The additional data of the GCM is the header ‖ the canonical encryption context, so no byte of the blob is unauthenticated.
 */
import { concat, fromHex, toHex } from '../bytes.ts';
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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** 16 bytes of a lower-case UUID. Throws RangeError for any other text. */
export function uuidBytes(uuid: string): Uint8Array {
  if (!UUID.test(uuid)) throw new RangeError('A key id is a lower-case UUID.');
  return fromHex(uuid.replaceAll('-', ''));
}

/** Lower-case UUID of 16 bytes (any version and variant). Throws RangeError for another length. */
export function uuidText(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError('A UUID has 16 bytes.');
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The 36 bytes before the sealed part. Throws RangeError for a key id, version or nonce that does not fit. */
export function encodeHeader({ keyId, keyVersion, nonce }: CiphertextHeader): Uint8Array {
  if (!Number.isInteger(keyVersion) || keyVersion < 1 || keyVersion > 0xffff_ffff)
    throw new RangeError('A key version is a number from 1 to 2^32 - 1.');
  if (nonce.length !== NONCE_SIZE) throw new RangeError('A nonce has 12 bytes.');
  const header = new Uint8Array(HEADER_SIZE);
  header.set([MAGIC_K, MAGIC_D, FORMAT_VERSION, AES_256_GCM]);
  header.set(uuidBytes(keyId), KEY_ID_AT);
  new DataView(header.buffer).setUint32(KEY_VERSION_AT, keyVersion);
  header.set(nonce, NONCE_AT);
  return header;
}

/** Additional data of the GCM: header ‖ canonical context. The header has a fixed length, so the two cannot run into each other. */
export const additionalData = (header: Uint8Array, context: EncryptionContext): Uint8Array =>
  concat(header, canonicalContext(context));

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
