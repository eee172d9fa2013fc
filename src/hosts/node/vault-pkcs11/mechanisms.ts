/** Which mechanisms each key spec needs, and what a token has of them. Driven by THE key-spec table. */
import pkcs11 from 'pkcs11js';
import { KEY_SPEC_NAMES, KEY_SPECS, type KeySpec } from '../../../domain/keys/key-specs.ts';
import type { Mechanism, SpecNeeds, SpecSupport } from '../../../domain/ports/vault.ts';

/** PKCS#11 v3.0 §2.3: pkcs11js 2.1.7 has no names for these. */
export const CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055;
export const CKM_EDDSA = 0x1057;
/** PKCS#11 v3.2 §6.67. */
const CKM_ML_DSA_KEY_PAIR_GEN = 0x1c;
const CKM_ML_DSA = 0x1d;

const NAMES: ReadonlyMap<number, string> = new Map([
  ...Object.entries(pkcs11).flatMap(([name, value]): [number, string][] =>
    name.startsWith('CKM_') && typeof value === 'number' ? [[value, name]] : [],
  ),
  [CKM_EC_EDWARDS_KEY_PAIR_GEN, 'CKM_EC_EDWARDS_KEY_PAIR_GEN'],
  [CKM_EDDSA, 'CKM_EDDSA'],
  [CKM_ML_DSA_KEY_PAIR_GEN, 'CKM_ML_DSA_KEY_PAIR_GEN'],
  [CKM_ML_DSA, 'CKM_ML_DSA'],
]);

/** `CKM_AES_GCM`, or `CKM 0x80000001` for one that has no name here. */
export const mechanismName = (type: number): string =>
  NAMES.get(type) ?? `CKM 0x${type.toString(16).padStart(8, '0')}`;

/** What every desk needs of a token, whatever keys it manages: resident keys, wrapping, row authentication, checkpoints. */
export const NEEDED: readonly number[] = [
  pkcs11.CKM_AES_KEY_GEN,
  pkcs11.CKM_GENERIC_SECRET_KEY_GEN,
  pkcs11.CKM_AES_KEY_WRAP_PAD,
  pkcs11.CKM_AES_GCM,
  pkcs11.CKM_SHA256_HMAC,
  CKM_EC_EDWARDS_KEY_PAIR_GEN,
  CKM_EDDSA,
];

const RSA = [
  pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN,
  pkcs11.CKM_RSA_X_509,
  pkcs11.CKM_RSA_PKCS,
  pkcs11.CKM_RSA_PKCS_PSS,
];
const EC = [pkcs11.CKM_EC_KEY_PAIR_GEN, pkcs11.CKM_ECDSA];
const EC_AGREES = [...EC, pkcs11.CKM_ECDH1_DERIVE];
const hmac = (mechanism: number): readonly number[] => [pkcs11.CKM_GENERIC_SECRET_KEY_GEN, mechanism];
const ML_DSA = [CKM_ML_DSA_KEY_PAIR_GEN, CKM_ML_DSA];

/** What keys of each spec ask of a token. */
const SPEC_MECHANISMS: Readonly<Record<KeySpec, readonly number[]>> = {
  SYMMETRIC_DEFAULT: [pkcs11.CKM_AES_KEY_GEN, pkcs11.CKM_AES_KEY_WRAP_PAD, pkcs11.CKM_AES_GCM],
  RSA_2048: RSA,
  RSA_3072: RSA,
  RSA_4096: RSA,
  ECC_NIST_P256: EC_AGREES,
  ECC_NIST_P384: EC_AGREES,
  ECC_NIST_P521: EC_AGREES,
  ECC_SECG_P256K1: EC,
  ECC_NIST_EDWARDS25519: [CKM_EC_EDWARDS_KEY_PAIR_GEN, CKM_EDDSA],
  HMAC_224: hmac(pkcs11.CKM_SHA224_HMAC),
  HMAC_256: hmac(pkcs11.CKM_SHA256_HMAC),
  HMAC_384: hmac(pkcs11.CKM_SHA384_HMAC),
  HMAC_512: hmac(pkcs11.CKM_SHA512_HMAC),
  ML_DSA_44: ML_DSA,
  ML_DSA_65: ML_DSA,
  ML_DSA_87: ML_DSA,
  SM2: [], // PKCS#11 has none: vendors have their own
};

/** Specs that this release manages; the others it does not, whatever the token can do. */
const MANAGED: ReadonlySet<KeySpec> = new Set<KeySpec>(['SYMMETRIC_DEFAULT']);

/** Which of `wanted` the token lacks, by name. */
export const missing = (has: ReadonlySet<number>, wanted: readonly number[]): string[] =>
  wanted.filter((type) => !has.has(type)).map(mechanismName);

/** Can a key of this spec be made and used on the token? */
export function specSupport(spec: KeySpec, tokenLabel: string, has: ReadonlySet<number>): SpecSupport {
  const wanted = SPEC_MECHANISMS[spec];
  if (!MANAGED.has(spec))
    return {
      supported: false,
      reason: `${KEY_SPECS[spec].label} keys are not managed by this release, which manages symmetric keys only.`,
    };
  const lacks = missing(has, wanted);
  return lacks.length === 0
    ? { supported: true }
    : {
        supported: false,
        reason: `The token “${tokenLabel}” cannot do ${lacks.join(', ')}, which ${KEY_SPECS[spec].label} keys need.`,
      };
}

/** Every spec with what it asks of the token, and whether it gets it. */
export const specNeeds = (tokenLabel: string, has: ReadonlySet<number>): readonly SpecNeeds[] =>
  KEY_SPEC_NAMES.map((spec) => ({
    spec,
    support: specSupport(spec, tokenLabel, has),
    mechanisms: SPEC_MECHANISMS[spec].map(mechanismName),
  }));

/**
 * Key sizes in bits, as the port has them. PKCS#11 counts AES keys in bytes (v2.40 §2.8.2) and RSA and EC keys in bits; modules count
 * HMAC keys in bytes.
 */
export function describeMechanism(type: number, minSize: number, maxSize: number): Mechanism {
  const name = mechanismName(type);
  const unit = /^CKM_AES_|_HMAC(_GENERAL)?$/.test(name) ? 8 : 1;
  return { name, minBits: minSize * unit, maxBits: maxSize * unit };
}
