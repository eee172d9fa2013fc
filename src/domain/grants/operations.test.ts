import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../policy/actions.ts';
import { KEY_SPECS, KEY_SPEC_NAMES, type KeyUsage } from '../keys/key-specs.ts';
import {
  GRANT_OPERATIONS,
  grantOperationOf,
  grantOperationsOf,
  refuseOperations,
  takesConstraints,
} from './operations.ts';

const ALL = ['CreateGrant', 'DescribeKey', 'RetireGrant'];

describe('operations of a grant', () => {
  it.each([
    [
      'SYMMETRIC_DEFAULT',
      'ENCRYPT_DECRYPT',
      'Decrypt Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo',
    ],
    ['RSA_2048', 'ENCRYPT_DECRYPT', 'Decrypt Encrypt GetPublicKey ReEncryptFrom ReEncryptTo'],
    ['RSA_4096', 'SIGN_VERIFY', 'GetPublicKey Sign Verify'],
    ['ECC_NIST_P256', 'SIGN_VERIFY', 'GetPublicKey Sign Verify'],
    ['ML_DSA_65', 'SIGN_VERIFY', 'GetPublicKey Sign Verify'],
    ['ECC_NIST_P384', 'KEY_AGREEMENT', 'DeriveSharedSecret GetPublicKey'],
    ['HMAC_256', 'GENERATE_VERIFY_MAC', 'GenerateMac VerifyMac'],
  ] as const)('%s, %s (kms-api.md §7)', (spec, usage, operations) => {
    expect(grantOperationsOf(spec, usage)).toEqual([...ALL, ...operations.split(' ')].sort());
    for (const operation of grantOperationsOf(spec, usage))
      expect(refuseOperations(spec, usage, ['DescribeKey', operation])).toBeNull();
  });

  it('each fits some key, is a permission of the catalogue, and is found by it', () => {
    const fitting = new Set(
      KEY_SPEC_NAMES.flatMap((spec) =>
        (Object.keys(KEY_SPECS[spec].algorithms) as KeyUsage[]).flatMap((usage) =>
          grantOperationsOf(spec, usage),
        ),
      ), // the keys of a Partial<Record<KeyUsage, …>>
    );
    expect([...fitting].sort()).toEqual([...GRANT_OPERATIONS].sort());
    const actions = new Set(ACTIONS.map(({ name }) => name));
    for (const operation of GRANT_OPERATIONS) {
      expect(actions).toContain(`kms:${operation}`);
      expect(grantOperationOf(`kms:${operation}`)).toBe(operation);
    }
    for (const action of [
      'kms:PutKeyPolicy',
      'kms:ReEncrypt',
      'keydesk:Decrypt',
      'Decrypt',
      'kms:constructor',
    ])
      expect(grantOperationOf(action)).toBeNull();
  });

  it('are refused in AWS KMS’s words', () => {
    expect(refuseOperations('SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', ['Decrypt', 'Sign', 'Sign'])).toBe(
      'Operations [Sign] are not supported when creating a grant for a symmetric KMS key with key usage ENCRYPT_DECRYPT. Valid operations are [CreateGrant, Decrypt, DescribeKey, Encrypt, GenerateDataKey, GenerateDataKeyPair, GenerateDataKeyPairWithoutPlaintext, GenerateDataKeyWithoutPlaintext, ReEncryptFrom, ReEncryptTo, RetireGrant]',
    );
    expect(refuseOperations('HMAC_224', 'GENERATE_VERIFY_MAC', ['Decrypt'])).toContain('for an HMAC KMS key');
    expect(refuseOperations('RSA_2048', 'SIGN_VERIFY', ['Decrypt'])).toContain('for an asymmetric KMS key');
    expect(refuseOperations('RSA_2048', 'SIGN_VERIFY', ['CreateGrant', 'CreateGrant'])).toBe(
      'Grants must not contain only the CreateGrant operation.',
    );
  });

  it('ask for a context on symmetric keys only', () => {
    expect(KEY_SPEC_NAMES.filter(takesConstraints)).toEqual(['SYMMETRIC_DEFAULT']);
  });
});
