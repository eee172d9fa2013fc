/**
 * THE key-spec table: everything known of a key spec, in one place (kms-api.md §4). Consumers take the resolved row; nothing
 * below switches on names. Which of them can be created depends on the vault (`Vault.supports`).
 */
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC' | 'KEY_AGREEMENT';

export const KEY_USAGES = [
  'ENCRYPT_DECRYPT',
  'SIGN_VERIFY',
  'GENERATE_VERIFY_MAC',
  'KEY_AGREEMENT',
] as const satisfies readonly KeyUsage[];

export type KeyFamily = 'symmetric' | 'asymmetric' | 'hmac';

export interface KeySpecRow {
  readonly family: KeyFamily;
  /** What people call it. */
  readonly label: string;
  /** Algorithms by usage; the usages a key of this spec may have are its members. */
  readonly algorithms: Partial<Record<KeyUsage, readonly string[]>>;
  /** Usage assumed when CreateKey names none (only SYMMETRIC_DEFAULT has one). */
  readonly defaultUsage?: KeyUsage;
  /** May automatic rotation be switched on? */
  readonly rotates: boolean;
}

const OAEP = ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] as const;
const RSA_SIGN = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
] as const;

const rsa = (bits: number): KeySpecRow => ({
  family: 'asymmetric',
  label: `RSA ${bits}`,
  algorithms: { ENCRYPT_DECRYPT: OAEP, SIGN_VERIFY: RSA_SIGN },
  rotates: false,
});
const ecc = (label: string, sign: readonly string[], agrees: boolean): KeySpecRow => ({
  family: 'asymmetric',
  label,
  algorithms: agrees ? { SIGN_VERIFY: sign, KEY_AGREEMENT: ['ECDH'] } : { SIGN_VERIFY: sign },
  rotates: false,
});
const hmac = (bits: number): KeySpecRow => ({
  family: 'hmac',
  label: `HMAC-${bits}`,
  algorithms: { GENERATE_VERIFY_MAC: [`HMAC_SHA_${bits}`] },
  rotates: false,
});
const mlDsa = (size: number): KeySpecRow => ({
  family: 'asymmetric',
  label: `ML-DSA-${size}`,
  algorithms: { SIGN_VERIFY: ['ML_DSA_SHAKE_256'] },
  rotates: false,
});

export const KEY_SPECS = {
  SYMMETRIC_DEFAULT: {
    family: 'symmetric',
    label: 'AES-256-GCM',
    algorithms: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
    defaultUsage: 'ENCRYPT_DECRYPT',
    rotates: true,
  },
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  ECC_NIST_P256: ecc('ECC P-256', ['ECDSA_SHA_256'], true),
  ECC_NIST_P384: ecc('ECC P-384', ['ECDSA_SHA_384'], true),
  ECC_NIST_P521: ecc('ECC P-521', ['ECDSA_SHA_512'], true),
  ECC_SECG_P256K1: ecc('ECC secp256k1', ['ECDSA_SHA_256'], false),
  ECC_NIST_EDWARDS25519: ecc('Ed25519', ['ED25519_SHA_512', 'ED25519_PH_SHA_512'], false),
  HMAC_224: hmac(224),
  HMAC_256: hmac(256),
  HMAC_384: hmac(384),
  HMAC_512: hmac(512),
  ML_DSA_44: mlDsa(44),
  ML_DSA_65: mlDsa(65),
  ML_DSA_87: mlDsa(87),
  SM2: {
    family: 'asymmetric',
    label: 'SM2',
    algorithms: { ENCRYPT_DECRYPT: ['SM2PKE'], SIGN_VERIFY: ['SM2DSA'], KEY_AGREEMENT: ['ECDH'] },
    rotates: false,
  },
} as const satisfies Record<string, KeySpecRow>;

export type KeySpec = keyof typeof KEY_SPECS;
/** An encryption, signing, MAC or agreement algorithm name as the AWS KMS model spells it. */
export type Algorithm = string;

export const KEY_SPEC_NAMES = Object.keys(KEY_SPECS) as KeySpec[]; // the keys of the literal above
export const specRow = (spec: KeySpec): KeySpecRow => KEY_SPECS[spec];
export const isKeySpec = (name: string): name is KeySpec => Object.hasOwn(KEY_SPECS, name);
