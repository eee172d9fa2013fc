/** What somebody can effectively do with a key, in five words, and the actions that each word stands for. */
import type { KeyUsage } from '../keys/key-specs.ts';

export const ACCESS_ROLES = ['administer', 'encrypt', 'decrypt', 'sign', 'grant'] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

const ADMINISTER: readonly string[] = [
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:CancelKeyDeletion',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:RotateKeyOnDemand',
  'kms:EnableKeyRotation',
  'kms:DisableKeyRotation',
];
const GRANT: readonly string[] = ['kms:CreateGrant'];
const NONE: readonly string[] = [];

export type RoleActions = Readonly<Record<AccessRole, readonly string[]>>;
const row = (some: Partial<RoleActions>): RoleActions => ({
  administer: ADMINISTER,
  encrypt: NONE,
  decrypt: NONE,
  sign: NONE,
  grant: GRANT,
  ...some,
});

/** By what the key is for: somebody has the role who may do one of the actions. The first allowed one stands for the role. */
export const ROLE_ACTIONS: Readonly<Record<KeyUsage, RoleActions>> = {
  ENCRYPT_DECRYPT: row({
    encrypt: [
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:GenerateDataKeyPair',
      'kms:GenerateDataKeyPairWithoutPlaintext',
      'kms:ReEncryptTo',
    ],
    decrypt: ['kms:Decrypt', 'kms:ReEncryptFrom'],
  }),
  SIGN_VERIFY: row({ sign: ['kms:Sign'] }),
  GENERATE_VERIFY_MAC: row({ sign: ['kms:GenerateMac'] }),
  // The shared secret is what others' messages are opened with.
  KEY_AGREEMENT: row({ decrypt: ['kms:DeriveSharedSecret'] }),
};
