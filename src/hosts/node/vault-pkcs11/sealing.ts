/** The bytes of a sealed secret: `version ‖ nonce ‖ ciphertext ‖ tag`. The version byte is authenticated with the owner's data. */
import { concat } from '../../../domain/bytes.ts';
import { VaultError } from '../../../domain/ports/vault.ts';
import { NONCE_BYTES, TAG_BYTES } from './gcm.ts';

const VERSION = Uint8Array.of(1);

export const sealedData = (aad: Uint8Array): Uint8Array => concat(VERSION, aad);
export const packSealed = (nonce: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
  concat(VERSION, nonce, ciphertext);

/** Its parts, views into `sealed`. Throws VaultError INVALID_CIPHERTEXT. */
export function unpackSealed(sealed: Uint8Array): {
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
} {
  if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== VERSION[0])
    throw new VaultError('INVALID_CIPHERTEXT');
  return { nonce: sealed.subarray(1, 1 + NONCE_BYTES), ciphertext: sealed.subarray(1 + NONCE_BYTES) };
}
