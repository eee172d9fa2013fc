/** What "administers a key" and "uses a key" mean, once, for new key policies and for the built-in identity policies. */
import type { KeyUsage } from '../keys/key-specs.ts';

/**
 * Care for a key without use of it. Spelled out, not `kms:Create*`: that would hold CreateGrant, with which an administrator could
 * give himself Decrypt.
 */
export const KEY_ADMINISTRATOR_ACTIONS: readonly string[] = [
  'kms:DescribeKey',
  'kms:GetKeyPolicy',
  'kms:ListKeyPolicies',
  'kms:PutKeyPolicy',
  'kms:EnableKey',
  'kms:DisableKey',
  'kms:UpdateKeyDescription',
  'kms:CreateAlias',
  'kms:UpdateAlias',
  'kms:DeleteAlias',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:ListResourceTags',
  'kms:EnableKeyRotation',
  'kms:DisableKeyRotation',
  'kms:RotateKeyOnDemand',
  'kms:GetKeyRotationStatus',
  'kms:ListKeyRotations',
  'kms:GetKeyLastUsage',
  'kms:ListGrants',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:CancelKeyDeletion',
];

/** What a key of this usage can do for a caller. */
export const KEY_USER_ACTIONS: Readonly<Record<KeyUsage, readonly string[]>> = {
  ENCRYPT_DECRYPT: [
    'kms:Encrypt',
    'kms:Decrypt',
    'kms:ReEncrypt*',
    'kms:GenerateDataKey*',
    'kms:DescribeKey',
  ],
  SIGN_VERIFY: ['kms:Sign', 'kms:Verify', 'kms:GetPublicKey', 'kms:DescribeKey'],
  GENERATE_VERIFY_MAC: ['kms:GenerateMac', 'kms:VerifyMac', 'kms:DescribeKey'],
  KEY_AGREEMENT: ['kms:DeriveSharedSecret', 'kms:GetPublicKey', 'kms:DescribeKey'],
};
