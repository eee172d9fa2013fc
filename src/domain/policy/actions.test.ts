import { describe, expect, test } from 'vitest';
import { actionIndex, ACTIONS, CATALOGUE_VERSION, FOLDED_ACTION_NAMES, worksOn } from './actions.ts';
import { KEY_ADMINISTRATOR_ACTIONS, KEY_USER_ACTIONS } from './roles.ts';
import { wildcard } from './wildcard.ts';

// All operations of AWS's own model (client-kms 3.1164).
const OPERATIONS =
  `CancelKeyDeletion ConnectCustomKeyStore CreateAlias CreateCustomKeyStore CreateGrant CreateKey Decapsulate Decrypt
  DeleteAlias DeleteCustomKeyStore DeleteImportedKeyMaterial DeriveSharedSecret DescribeCustomKeyStores DescribeKey DisableKey
  DisableKeyRotation DisconnectCustomKeyStore EnableKey EnableKeyRotation Encapsulate Encrypt GenerateDataKey GenerateDataKeyPair
  GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac GenerateRandom GetKeyLastUsage GetKeyPolicy
  GetKeyRotationStatus GetParametersForImport GetPublicKey ImportKeyMaterial ListAliases ListGrants ListKeyPolicies ListKeyRotations
  ListKeys ListResourceTags ListRetirableGrants PutKeyPolicy ReEncrypt ReplicateKey RetireGrant RevokeGrant RotateKeyOnDemand
  ScheduleKeyDeletion Sign TagResource UntagResource UpdateAlias UpdateCustomKeyStore UpdateKeyDescription UpdatePrimaryRegion Verify
  VerifyMac`.split(/\s+/);

describe('the catalogue of actions', () => {
  test('has a permission for every operation of AWS KMS: ReEncrypt is two, and SynchronizeMultiRegionKey has no operation', () => {
    const wanted = OPERATIONS.flatMap((name) =>
      name === 'ReEncrypt' ? ['ReEncryptFrom', 'ReEncryptTo'] : [name],
    );
    const have = ACTIONS.filter(({ name }) => name.startsWith('kms:')).map(({ name }) => name.slice(4));
    expect(have.toSorted()).toEqual([...wanted, 'SynchronizeMultiRegionKey'].toSorted());
  });

  test('names each once, in one case or another', () => {
    expect(new Set(FOLDED_ACTION_NAMES).size).toBe(ACTIONS.length);
  });

  test('knows what is decided without a key (kms-api.md §8.1)', () => {
    const keyless = ACTIONS.filter(({ name, on }) => name.startsWith('kms:') && on.includes('none')).map(
      ({ name }) => name,
    );
    expect(keyless).toEqual(
      expect.arrayContaining([
        'kms:CreateKey',
        'kms:ListKeys',
        'kms:ListAliases',
        'kms:GenerateRandom',
        'kms:ListRetirableGrants',
      ]),
    );
    expect(keyless).toHaveLength(11);
    expect(ACTIONS.filter(({ on }) => on.includes('alias')).map(({ name }) => name)).toEqual([
      'kms:CreateAlias',
      'kms:DeleteAlias',
      'kms:UpdateAlias',
    ]);
  });

  test('has a version', () => {
    expect(CATALOGUE_VERSION).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test.each([
    ['kms:Sign', ['ECC_NIST_P256 SIGN_VERIFY', 'RSA_2048 SIGN_VERIFY']],
    ['kms:Decrypt', ['SYMMETRIC_DEFAULT ENCRYPT_DECRYPT', 'RSA_2048 ENCRYPT_DECRYPT']],
    ['kms:GenerateDataKeyPair', ['SYMMETRIC_DEFAULT ENCRYPT_DECRYPT']],
    ['kms:GetPublicKey', ['ECC_NIST_P256 SIGN_VERIFY', 'RSA_2048 SIGN_VERIFY', 'RSA_2048 ENCRYPT_DECRYPT']],
    ['kms:VerifyMac', ['HMAC_256 GENERATE_VERIFY_MAC']],
    ['kms:EnableKeyRotation', ['SYMMETRIC_DEFAULT ENCRYPT_DECRYPT']],
    ['kms:ImportKeyMaterial', []],
    ['kms:Encapsulate', []],
  ] as const)('%s can work on %j', (name, wanted) => {
    const row = ACTIONS[actionIndex(name)]!; // in the table, or actionIndex threw
    const keys = [
      ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'],
      ['ECC_NIST_P256', 'SIGN_VERIFY'],
      ['RSA_2048', 'SIGN_VERIFY'],
      ['RSA_2048', 'ENCRYPT_DECRYPT'],
      ['HMAC_256', 'GENERATE_VERIFY_MAC'],
    ] as const;
    const works = keys.filter(([spec, usage]) => worksOn(row, { spec, usage, origin: 'AWS_KMS' }));
    expect(new Set(works.map((key) => key.join(' ')))).toEqual(new Set(wanted));
  });

  test('finds a name as the table spells it, and throws for any other', () => {
    expect(ACTIONS[actionIndex('kms:Decrypt')]?.name).toBe('kms:Decrypt');
    expect(() => actionIndex('kms:decrypt')).toThrow(RangeError);
  });
});

const covered = (patterns: readonly string[]): string[] =>
  ACTIONS.map(({ name }) => name).filter((name) => patterns.some((pattern) => wildcard(pattern)(name)));

describe('roles', () => {
  test('name only actions that are in the catalogue and on a key', () => {
    for (const pattern of [...KEY_ADMINISTRATOR_ACTIONS, ...Object.values(KEY_USER_ACTIONS).flat()]) {
      const rows = ACTIONS.filter(({ name }) => wildcard(pattern)(name));
      expect(rows, pattern).not.toHaveLength(0);
      expect(
        rows.every(({ on }) => on.includes('key')),
        pattern,
      ).toBe(true);
    }
  });

  test('keep care and use apart: DescribeKey is all that both have', () => {
    const use = covered(Object.values(KEY_USER_ACTIONS).flat());
    expect(covered(KEY_ADMINISTRATOR_ACTIONS).filter((name) => use.includes(name))).toEqual([
      'kms:DescribeKey',
    ]);
    expect(covered(KEY_ADMINISTRATOR_ACTIONS)).not.toContain('kms:CreateGrant');
  });
});
