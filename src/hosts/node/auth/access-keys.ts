/** From an access key id to what SigV4 needs: its status and the signing key of a day, derived from the secret that only the HSM opens. */
import { fromBase64, fromUtf8 } from '../../../domain/bytes.ts';
import type { MaybePromise, Vault } from '../../../domain/ports/vault.ts';
import type { State } from '../../../domain/state/state.ts';
import { accessKeyAad } from '../../../service/operations/services/make-access-key.ts';
import { deriveSigningKey, type SigningKeyCache } from './signing-keys.ts';
import type { AccessKeyState } from './sigv4.ts';

export interface AccessKeyTools {
  readonly state: () => State;
  readonly vault: Vault;
  readonly cache: SigningKeyCache;
  readonly region: string;
}

export function lookupAccessKey(
  { state, vault, cache, region }: AccessKeyTools,
  accessKeyId: string,
): AccessKeyState {
  const accessKey = state().accessKey(accessKeyId);
  if (accessKey === undefined) return { status: 'unknown' };
  if (accessKey.status !== 'Active' || state().principal(accessKey.principalId) === undefined)
    return { status: 'disabled' };
  const derive = (day: string): MaybePromise<Uint8Array> => {
    const sealed = fromBase64(accessKey.sealed);
    if (sealed === undefined) throw new TypeError('A stored access key is malformed.');
    const secret = vault.open(sealed, accessKeyAad(accessKey.id, accessKey.principalId));
    const sign = (bytes: Uint8Array): Uint8Array => {
      const key = deriveSigningKey(fromUtf8(bytes), day, region, 'kms');
      bytes.fill(0);
      return key;
    };
    return secret instanceof Promise ? secret.then(sign) : sign(secret);
  };
  // By id is enough: a stored secret changes only at a start (the root operator's), when the cache is empty.
  return { status: 'active', dayKey: (day) => cache.keyFor(accessKeyId, day, region, () => derive(day)) };
}
