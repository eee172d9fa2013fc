/** The condition keys that start with `kms:` (kms-api.md §8.4). */
import { KEY_SPEC_NAMES, KEY_SPECS, KEY_USAGES, type KeySpecRow } from '../keys/key-specs.ts';
import {
  absent,
  absentArn,
  asked,
  askedBool,
  askedNumber,
  BY_ALIAS,
  CRYPTO,
  DELETE,
  GRANT,
  IDENTITY,
  KEY_FACT,
  kms,
  MAC,
  ofCall,
  ofKey,
  ON_KEY,
  RE_ENCRYPT,
  row,
  SIGN,
  type ConditionKeyRow,
} from './condition-key-row.ts';

const SPEC_ROWS: readonly KeySpecRow[] = Object.values(KEY_SPECS);
const algorithmsOf = (usage: (typeof KEY_USAGES)[number]): readonly string[] => [
  ...new Set(SPEC_ROWS.flatMap(({ algorithms }) => algorithms[usage] ?? [])),
];
/** Specs of which GenerateDataKeyPair can make a pair. */
const PAIR_SPECS = KEY_SPEC_NAMES.filter((name) => /^(?:RSA|ECC|SM2)/.test(name));
const WRAPPING_ALGORITHMS = [
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'RSA_AES_KEY_WRAP_SHA_1',
  'RSA_AES_KEY_WRAP_SHA_256',
  'SM2PKE',
];
/** What a grant can allow. */
const GRANT_OPERATIONS = [
  'CreateGrant',
  'Decrypt',
  'DeriveSharedSecret',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GetPublicKey',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
  'Sign',
  'Verify',
  'VerifyMac',
];

export const KMS_CONDITION_KEYS: readonly ConditionKeyRow[] = [
  askedBool(
    'kms:BypassPolicyLockoutSafetyCheck',
    'Whether the check against locking oneself out is left out.',
    {
      actions: kms('CreateKey', 'PutKeyPolicy'),
    },
  ),
  ofCall('kms:CallerAccount', 'Account of the caller, 12 digits.', { actions: ON_KEY }),
  ofKey('kms:CustomerMasterKeySpec', 'Old name of kms:KeySpec.', {
    actions: KEY_FACT,
    values: KEY_SPEC_NAMES,
  }),
  ofKey('kms:CustomerMasterKeyUsage', 'Old name of kms:KeyUsage.', { actions: KEY_FACT, values: KEY_USAGES }),
  asked('kms:DataKeyPairSpec', 'Kind of the pair of data keys that is asked for.', {
    actions: kms('GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext'),
    values: PAIR_SPECS,
  }),
  asked('kms:EncryptionAlgorithm', 'Algorithm that seals or opens; SYMMETRIC_DEFAULT when none is named.', {
    actions: CRYPTO,
    values: algorithmsOf('ENCRYPT_DECRYPT'),
  }),
  asked('kms:EncryptionContextKeys', 'Names of all pairs of the encryption context.', {
    multi: true,
    actions: [...CRYPTO, ...GRANT],
  }),
  asked('kms:ExpirationModel', 'Whether imported material expires.', {
    actions: kms('ImportKeyMaterial'),
    values: ['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE'],
  }),
  asked('kms:GrantConstraintType', 'Kind of the grant’s constraint; absent when it has none.', {
    actions: GRANT,
    values: ['EncryptionContextEquals', 'EncryptionContextSubset'],
  }),
  absentArn('kms:GrantConstraintSourceArn', 'Resource that a grant to an AWS service is bound to.', {
    actions: GRANT,
  }),
  askedBool(
    'kms:GrantIsForAWSResource',
    'Whether an AWS service asks on a user’s behalf: always false here.',
    {
      actions: kms('CreateGrant', 'ListGrants', 'RevokeGrant'),
    },
  ),
  asked('kms:GrantOperations', 'What the grant allows.', {
    multi: true,
    actions: GRANT,
    values: GRANT_OPERATIONS,
  }),
  asked('kms:GranteePrincipal', 'ARN of whom the grant lets use the key.', { actions: GRANT }),
  absent('kms:GranteeServicePrincipal', 'AWS service that a grant is for.', { actions: GRANT }),
  asked('kms:KeyAgreementAlgorithm', 'Algorithm that derives a shared secret.', {
    actions: kms('DeriveSharedSecret'),
    values: algorithmsOf('KEY_AGREEMENT'),
  }),
  ofKey('kms:KeyOrigin', 'Where the key’s material came from.', {
    actions: KEY_FACT,
    values: ['AWS_KMS', 'EXTERNAL'],
  }),
  ofKey('kms:KeySpec', 'Spec of the key.', { actions: KEY_FACT, values: KEY_SPEC_NAMES }),
  ofKey('kms:KeyUsage', 'What the key is for.', { actions: KEY_FACT, values: KEY_USAGES }),
  asked('kms:MacAlgorithm', 'Algorithm of the message authentication code.', {
    actions: MAC,
    values: algorithmsOf('GENERATE_VERIFY_MAC'),
  }),
  asked('kms:MessageType', 'Whether a message is signed or its digest; RAW when not said.', {
    actions: SIGN,
    values: ['RAW', 'DIGEST', 'EXTERNAL_MU'],
  }),
  row('key', 'Bool')('kms:MultiRegion', 'Whether the key is multi-Region: always false here.', {
    actions: KEY_FACT,
  }),
  absent('kms:MultiRegionKeyType', 'Whether a multi-Region key is the primary.', { actions: KEY_FACT }),
  absent('kms:PrimaryRegion', 'Region of a multi-Region key’s primary.', {
    actions: kms('UpdatePrimaryRegion'),
  }),
  askedBool('kms:ReEncryptOnSameKey', 'Whether the same key opens and seals.', { actions: RE_ENCRYPT }),
  absent('kms:ReplicaRegion', 'Region that a multi-Region key is copied to.', {
    actions: kms('ReplicateKey'),
  }),
  asked('kms:RequestAlias', 'Alias that the call names the key by; absent when it names the id or ARN.', {
    actions: BY_ALIAS,
  }),
  ofKey('kms:ResourceAliases', 'Aliases of the key. Of a key with more than 50 nothing matches.', {
    multi: true,
    kinds: IDENTITY,
    actions: ON_KEY,
  }),
  asked('kms:RetiringPrincipal', 'ARN of who may retire the grant; absent when nobody is named.', {
    actions: GRANT,
  }),
  absent('kms:RetiringServicePrincipal', 'AWS service that may retire a grant.', { actions: GRANT }),
  askedNumber('kms:RotationPeriodInDays', 'Days between rotations; 365 when not said.', {
    actions: kms('EnableKeyRotation'),
  }),
  askedNumber(
    'kms:ScheduleKeyDeletionPendingWindowInDays',
    'Days until the key is destroyed; 30 when not said.',
    {
      actions: DELETE,
    },
  ),
  asked('kms:SigningAlgorithm', 'Algorithm of the signature.', {
    actions: SIGN,
    values: algorithmsOf('SIGN_VERIFY'),
  }),
  row('key', 'Numeric')(
    'kms:TrailingDaysWithoutKeyUsage',
    'Whole days since the key was last used; since it was made, when it never was.',
    { actions: kms('DisableKey', 'ScheduleKeyDeletion') },
  ),
  row('request', 'Date')('kms:ValidTo', 'When imported material expires.', {
    actions: kms('ImportKeyMaterial'),
  }),
  absent('kms:ViaService', 'AWS service that calls on a user’s behalf. Nobody calls through one here.', {
    actions: ON_KEY,
  }),
  asked('kms:WrappingAlgorithm', 'Algorithm that wraps the material to import.', {
    actions: kms('GetParametersForImport'),
    values: WRAPPING_ALGORITHMS,
  }),
  asked('kms:WrappingKeySpec', 'Kind of key that wraps the material to import.', {
    actions: kms('GetParametersForImport'),
    values: ['RSA_2048', 'RSA_3072', 'RSA_4096', 'SM2'],
  }),
];
