/** Actions by what they let somebody do with a key, for the rules that judge combinations. */

/** Opens what others closed, or speaks in the key's name. */
export const REVEALS: readonly string[] = [
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:DeriveSharedSecret',
  'kms:Decapsulate',
  'kms:Sign',
  'kms:GenerateMac',
];

/** Encrypts under the key. */
export const WRITES: readonly string[] = [
  'kms:Encrypt',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:GenerateDataKeyPair',
  'kms:GenerateDataKeyPairWithoutPlaintext',
  'kms:Encapsulate',
];

/** What "uses the key" means; verifying a signature needs no secret, so it is no use in this sense. */
export const USES: readonly string[] = [...REVEALS, ...WRITES];

/** All cryptographic actions. */
export const CRYPTOGRAPHIC: readonly string[] = [...USES, 'kms:Verify', 'kms:VerifyMac'];

/** Take an encryption context, on a symmetric key. */
export const WITH_CONTEXT: readonly string[] = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyPair',
  'kms:GenerateDataKeyPairWithoutPlaintext',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Whoever holds several of these looks after the key. */
export const CARE: readonly string[] = [
  'kms:PutKeyPolicy',
  'kms:EnableKey',
  'kms:DisableKey',
  'kms:UpdateKeyDescription',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:CreateAlias',
  'kms:UpdateAlias',
  'kms:DeleteAlias',
  'kms:EnableKeyRotation',
  'kms:DisableKeyRotation',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:CancelKeyDeletion',
];

/** Work for a principal of another account (KMS guide, "Allowing users in other accounts to use a KMS key"); no other action does. */
export const ACROSS_ACCOUNTS: readonly string[] = [
  ...CRYPTOGRAPHIC,
  'kms:CreateGrant',
  'kms:DescribeKey',
  'kms:GetKeyRotationStatus',
  'kms:GetPublicKey',
  'kms:ListGrants',
  'kms:RetireGrant',
  'kms:RevokeGrant',
];
