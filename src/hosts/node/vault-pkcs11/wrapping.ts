/** Key versions outside the token: generated and wrapped in one breath, unwrapped inside it for use (CKM_AES_KEY_WRAP_PAD, RFC 5649). */
import pkcs11 from 'pkcs11js';
import type { Handle, PKCS11 } from 'pkcs11js';
import { template } from './attributes.ts';
import { asBuffer } from './gcm.ts';

const WRAP = { mechanism: pkcs11.CKM_AES_KEY_WRAP_PAD };
const GENERATE = { mechanism: pkcs11.CKM_AES_KEY_GEN };

/** RFC 5649: eight bytes more than the key. */
export const WRAPPED_AES_256_BYTES = 40;

const NEW_VERSION = template('newVersion');
const UNWRAPPED_VERSION = template('unwrappedVersion');
const LEAKED_VERSION = template('leakedVersion');

/** A fresh AES-256 key, wrapped; nothing of it stays. Throws Pkcs11Error. */
export function newWrappedVersion(module: PKCS11, session: Handle, root: Handle): Uint8Array {
  const key = module.C_GenerateKey(session, GENERATE, NEW_VERSION);
  try {
    return new Uint8Array(
      module.C_WrapKey(session, WRAP, root, key, Buffer.alloc(2 * WRAPPED_AES_256_BYTES)),
    );
  } finally {
    module.C_DestroyObject(session, key);
  }
}

/** A handle that lives as long as `session`, or until it is destroyed. Throws Pkcs11Error. */
export const unwrapVersion = (module: PKCS11, session: Handle, root: Handle, wrapped: Uint8Array): Handle =>
  module.C_UnwrapKey(session, WRAP, root, asBuffer(wrapped), UNWRAPPED_VERSION);

/**
 * Tries, with a throw-away version, what somebody with the PIN and the token would: unwrap it as extractable and read it. `refused` is the
 * good answer. SoftHSM 2.6.1 answers `leaked`. Throws Pkcs11Error when it cannot be tried.
 */
export function probeLeak(module: PKCS11, session: Handle, root: Handle): 'refused' | 'leaked' {
  const wrapped = newWrappedVersion(module, session, root);
  let key: Handle;
  try {
    key = module.C_UnwrapKey(session, WRAP, root, asBuffer(wrapped), LEAKED_VERSION);
  } catch {
    // Only a refusal if the same blob opens as it should; else the module has another problem, and that is thrown.
    module.C_DestroyObject(session, unwrapVersion(module, session, root, wrapped));
    return 'refused';
  }
  try {
    const value = module.C_GetAttributeValue(session, key, [{ type: pkcs11.CKA_VALUE }])[0]?.value;
    if (!Buffer.isBuffer(value)) return 'refused';
    const read = value.length > 0;
    value.fill(0);
    return read ? 'leaked' : 'refused';
  } catch {
    return 'refused';
  } finally {
    module.C_DestroyObject(session, key);
  }
}
