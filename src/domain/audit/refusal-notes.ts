/**
 * Names of the extensions that an event of a refusal by policy has. Events of before 2026-12 have none of them, nor have those of what no
 * key's policy was asked about.
 */

/** Row version of the key's policy that was asked, and SHA-256 (hex) of its text: what decided is known where no statement did. */
export const KEY_POLICY_VERSION = 'keyPolicyVersion';
export const KEY_POLICY_DIGEST = 'keyPolicyDigest';
/** The statement that came closest to allowing it, and what it lacked, in words. No ciphertext, no payload: the encryption context is not secret. */
export const NEAR_MISS = 'nearMiss';
