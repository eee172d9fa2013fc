/** Encryption under a key's current version: header, additional data, vault. Used by Encrypt and the data key calls. */
import { concat } from '../../../domain/bytes.ts';
import { HEADER_SIZE, headerAndContext, NONCE_SIZE } from '../../../domain/keys/ciphertext.ts';
import type { MaybePromise, VersionRef } from '../../../domain/ports/vault.ts';
import type { Random } from '../../../domain/ports/random.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import type { Ports } from '../../operation.ts';

export const NO_CONTEXT: ReadonlyMap<string, string> = new Map();

/** The blob: header ‖ ciphertext ‖ tag. The nonce is fresh for every call. */
export function sealBlob(
  ports: Ports,
  random: Random,
  key: KeyEntity,
  ref: VersionRef,
  plaintext: Uint8Array,
  context: ReadonlyMap<string, string> | undefined,
): MaybePromise<Uint8Array> {
  const nonce = random.bytes(NONCE_SIZE);
  const aad = headerAndContext(
    { keyId: key.id, keyVersion: key.currentVersion, nonce },
    context ?? NO_CONTEXT,
  );
  const header = aad.subarray(0, HEADER_SIZE);
  const sealed = ports.vault.encrypt(ref, 'SYMMETRIC_DEFAULT', { plaintext, nonce, aad });
  return sealed instanceof Promise ? sealed.then((bytes) => concat(header, bytes)) : concat(header, sealed);
}
