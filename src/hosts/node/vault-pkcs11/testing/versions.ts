/** Short forms for tests that are not about encryption itself. */
import { bytesOf, EMPTY, NONCE } from '../../../../domain/ports/vault-samples.ts';
import type { MaybePromise, Vault, VersionRef } from '../../../../domain/ports/vault.ts';

export const SYMMETRIC = 'SYMMETRIC_DEFAULT';
let made = 0;
/** Another one each time. */
export const newVersion = async (vault: Vault): Promise<VersionRef> => ({
  id: `key-${++made}/1`,
  material: await vault.generateKey(SYMMETRIC),
});
/** `bytesOf(32)` under a fixed nonce. */
export const encrypt = (vault: Vault, version: VersionRef): MaybePromise<Uint8Array> =>
  vault.encrypt(version, SYMMETRIC, { plaintext: bytesOf(32), nonce: NONCE, aad: EMPTY });
export const decrypt = (
  vault: Vault,
  version: VersionRef,
  ciphertext: Uint8Array,
): MaybePromise<Uint8Array> => vault.decrypt(version, SYMMETRIC, { ciphertext, nonce: NONCE, aad: EMPTY });
