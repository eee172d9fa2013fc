/** The condition keys that start with `kms:` (kms-api.md §8.4). */
import { GRANT_OPERATIONS } from '../grants/operations.ts';
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
export const KMS_CONDITION_KEYS: readonly ConditionKeyRow[] = [
  askedBool('kms:BypassPolicyLockoutSafetyCheck', {
    actions: kms('CreateKey', 'PutKeyPolicy'),
  }),
  ofCall('kms:CallerAccount', { actions: ON_KEY }),
  ofKey('kms:CustomerMasterKeySpec', {
    actions: KEY_FACT,
    values: KEY_SPEC_NAMES,
  }),
  ofKey('kms:CustomerMasterKeyUsage', { actions: KEY_FACT, values: KEY_USAGES }),
  asked('kms:DataKeyPairSpec', {
    actions: kms('GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext'),
    values: PAIR_SPECS,
  }),
  asked('kms:EncryptionAlgorithm', {
    actions: CRYPTO,
    values: algorithmsOf('ENCRYPT_DECRYPT'),
  }),
  asked('kms:EncryptionContextKeys', {
    multi: true,
    actions: [...CRYPTO, ...GRANT],
  }),
  asked('kms:ExpirationModel', {
    actions: kms('ImportKeyMaterial'),
    values: ['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE'],
  }),
  asked('kms:GrantConstraintType', {
    actions: GRANT,
    values: ['EncryptionContextEquals', 'EncryptionContextSubset'],
  }),
  absentArn('kms:GrantConstraintSourceArn', {
    actions: GRANT,
  }),
  askedBool('kms:GrantIsForAWSResource', {
    actions: kms('CreateGrant', 'ListGrants', 'RevokeGrant'),
  }),
  asked('kms:GrantOperations', {
    multi: true,
    actions: GRANT,
    values: GRANT_OPERATIONS,
  }),
  asked('kms:GranteePrincipal', { actions: GRANT }),
  absent('kms:GranteeServicePrincipal', { actions: GRANT }),
  asked('kms:KeyAgreementAlgorithm', {
    actions: kms('DeriveSharedSecret'),
    values: algorithmsOf('KEY_AGREEMENT'),
  }),
  ofKey('kms:KeyOrigin', {
    actions: KEY_FACT,
    values: ['AWS_KMS', 'EXTERNAL'],
  }),
  ofKey('kms:KeySpec', { actions: KEY_FACT, values: KEY_SPEC_NAMES }),
  ofKey('kms:KeyUsage', { actions: KEY_FACT, values: KEY_USAGES }),
  asked('kms:MacAlgorithm', {
    actions: MAC,
    values: algorithmsOf('GENERATE_VERIFY_MAC'),
  }),
  asked('kms:MessageType', {
    actions: SIGN,
    values: ['RAW', 'DIGEST', 'EXTERNAL_MU'],
  }),
  row('key', 'Bool')('kms:MultiRegion', {
    actions: KEY_FACT,
  }),
  absent('kms:MultiRegionKeyType', { actions: KEY_FACT }),
  absent('kms:PrimaryRegion', {
    actions: kms('UpdatePrimaryRegion'),
  }),
  askedBool('kms:ReEncryptOnSameKey', { actions: RE_ENCRYPT }),
  absent('kms:ReplicaRegion', {
    actions: kms('ReplicateKey'),
  }),
  asked('kms:RequestAlias', {
    actions: BY_ALIAS,
  }),
  ofKey('kms:ResourceAliases', {
    multi: true,
    kinds: IDENTITY,
    actions: ON_KEY,
  }),
  asked('kms:RetiringPrincipal', {
    actions: GRANT,
  }),
  absent('kms:RetiringServicePrincipal', { actions: GRANT }),
  askedNumber('kms:RotationPeriodInDays', {
    actions: kms('EnableKeyRotation'),
  }),
  askedNumber('kms:ScheduleKeyDeletionPendingWindowInDays', {
    actions: DELETE,
  }),
  asked('kms:SigningAlgorithm', {
    actions: SIGN,
    values: algorithmsOf('SIGN_VERIFY'),
  }),
  row('key', 'Numeric')('kms:TrailingDaysWithoutKeyUsage', {
    actions: kms('DisableKey', 'ScheduleKeyDeletion'),
  }),
  row('request', 'Date')('kms:ValidTo', {
    actions: kms('ImportKeyMaterial'),
  }),
  absent('kms:ViaService', {
    actions: ON_KEY,
  }),
  asked('kms:WrappingAlgorithm', {
    actions: kms('GetParametersForImport'),
    values: WRAPPING_ALGORITHMS,
  }),
  asked('kms:WrappingKeySpec', {
    actions: kms('GetParametersForImport'),
    values: ['RSA_2048', 'RSA_3072', 'RSA_4096', 'SM2'],
  }),
];
