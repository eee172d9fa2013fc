/** What people want a key for, and which key that is. Whether it can be had depends on the program and on the token. */
import type { KeySpec, KeyUsage } from './key-specs.ts';

export interface KeyPurpose {
  readonly name: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly origin: 'AWS_KMS' | 'EXTERNAL';
  /** What a token must be able to do for it, by the names of PKCS#11. */
  readonly mechanisms: readonly string[];
}

export const PURPOSE_NAMES = ['ENCRYPT', 'SIGN', 'MAC', 'PUBLIC_ENCRYPT', 'AGREE', 'IMPORT'] as const;
export type PurposeName = (typeof PURPOSE_NAMES)[number];

export const KEY_PURPOSES: readonly (KeyPurpose & { readonly name: PurposeName })[] = [
  {
    name: 'ENCRYPT',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    mechanisms: ['CKM_AES_KEY_GEN', 'CKM_AES_GCM'],
  },
  {
    name: 'SIGN',
    spec: 'ECC_NIST_P256',
    usage: 'SIGN_VERIFY',
    origin: 'AWS_KMS',
    mechanisms: ['CKM_EC_KEY_PAIR_GEN', 'CKM_ECDSA'],
  },
  {
    name: 'MAC',
    spec: 'HMAC_256',
    usage: 'GENERATE_VERIFY_MAC',
    origin: 'AWS_KMS',
    mechanisms: ['CKM_GENERIC_SECRET_KEY_GEN', 'CKM_SHA256_HMAC'],
  },
  {
    name: 'PUBLIC_ENCRYPT',
    spec: 'RSA_3072',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    mechanisms: ['CKM_RSA_PKCS_KEY_PAIR_GEN', 'CKM_RSA_PKCS_OAEP'],
  },
  {
    name: 'AGREE',
    spec: 'ECC_NIST_P256',
    usage: 'KEY_AGREEMENT',
    origin: 'AWS_KMS',
    mechanisms: ['CKM_EC_KEY_PAIR_GEN', 'CKM_ECDH1_DERIVE'],
  },
  {
    name: 'IMPORT',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'EXTERNAL',
    mechanisms: ['CKM_RSA_PKCS_KEY_PAIR_GEN', 'CKM_RSA_PKCS_OAEP'],
  },
];
