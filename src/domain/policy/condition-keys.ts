/**
 * The condition keys that a request can have, and those that AWS documents and no request here ever has (kms-api.md §8.4). A key outside
 * the table is absent in every request; the linter tells. Names compare without case.
 */
import { KEY_SPEC_NAMES, KEY_SPECS, KEY_USAGES, type KeySpecRow } from '../keys/key-specs.ts';
import { ACTIONS } from './actions.ts';
import type { PolicyKind } from './document.ts';

export type ConditionKeyType = 'String' | 'Bool' | 'Numeric' | 'Date' | 'ARN' | 'IpAddress';

export interface ConditionKeyRow {
  /** As AWS spells it; for a family, the part before the name. */
  readonly name: string;
  readonly type: ConditionKeyType;
  /** A request can have several values at once: only set operators and Null fit. */
  readonly multi: boolean;
  readonly kinds: readonly PolicyKind[];
  /** Where the value comes from; `absent`: documented, but no request here ever has one. */
  readonly from: 'request' | 'key' | 'call' | 'absent';
  /** One sentence: what its value is. */
  readonly description: string;
  /** Names of the actions whose requests can have it; null: any. For others it is absent. */
  readonly actions: readonly string[] | null;
  /** All values it can have, where that is a closed set. */
  readonly values: readonly string[] | null;
}

const BOTH: readonly PolicyKind[] = ['key', 'identity'];
const IDENTITY: readonly PolicyKind[] = ['identity'];
const BOOLS = ['true', 'false'];

const kms = (...names: readonly string[]): readonly string[] => names.map((name) => `kms:${name}`);

/** kms-api.md §8.4: Crypto. */
const CRYPTO = kms(
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
);
const GRANT = kms('CreateGrant');
const SIGN = kms('Sign', 'Verify');
const MAC = kms('GenerateMac', 'VerifyMac');
const DELETE = kms('ScheduleKeyDeletion');
const RE_ENCRYPT = kms('ReEncryptFrom', 'ReEncryptTo');
const ON_KEY = ACTIONS.filter(({ on }) => on.includes('key')).map(({ name }) => name);
const ON_ALIAS = kms('CreateAlias', 'DeleteAlias', 'UpdateAlias');
/** Those that take an alias in place of a key. */
const BY_ALIAS = [
  ...CRYPTO,
  ...SIGN,
  ...MAC,
  ...kms('DeriveSharedSecret', 'DescribeKey', 'GetPublicKey'),
  ...ON_ALIAS,
].toSorted();
const KEY_FACT = kms('CreateKey').concat(ON_KEY);

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

interface Options {
  readonly multi?: true;
  readonly kinds?: readonly PolicyKind[];
  readonly actions?: readonly string[];
  readonly values?: readonly string[];
}

const row =
  (from: ConditionKeyRow['from'], type: ConditionKeyType) =>
  (name: string, description: string, { multi, kinds, actions, values }: Options = {}): ConditionKeyRow => ({
    name,
    type,
    multi: multi === true,
    kinds: kinds ?? BOTH,
    from,
    description,
    actions: actions ?? null,
    values: values ?? (type === 'Bool' ? BOOLS : null),
  });

const asked = row('request', 'String');
const askedBool = row('request', 'Bool');
const askedNumber = row('request', 'Numeric');
const ofKey = row('key', 'String');
const ofCall = row('call', 'String');
const absent = row('absent', 'String');
const absentArn = row('absent', 'ARN');

/** Keys that start with `kms:`. */
const KMS_KEYS: readonly ConditionKeyRow[] = [
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

/** Keys that start with `aws:` and that a request here can have. */
const GLOBAL_KEYS: readonly ConditionKeyRow[] = [
  row('call', 'ARN')('aws:PrincipalArn', 'ARN of the caller; of a session, its role’s.'),
  ofCall('aws:PrincipalAccount', 'Account of the caller, 12 digits.'),
  row('call', 'Bool')(
    'aws:PrincipalIsAWSService',
    'Whether an AWS service is the caller: always false here.',
  ),
  ofCall('aws:PrincipalType', 'What the caller is.', { values: ['Account', 'User', 'AssumedRole'] }),
  ofCall('aws:userid', 'Id of the caller, which outlives the name.'),
  ofCall('aws:username', 'Name of the caller; of people only.'),
  ofCall('aws:UserAgent', 'What the caller’s program says it is. Anybody can say anything.'),
  ofCall('aws:RequestedRegion', 'Region of this desk.'),
  row('call', 'IpAddress')('aws:SourceIp', 'Address the call comes from.'),
  row('call', 'Bool')('aws:SecureTransport', 'Whether the call came over TLS.'),
  row('call', 'Bool')(
    'aws:ViaAWSService',
    'Whether an AWS service calls on a user’s behalf: always false here.',
  ),
  row('call', 'Bool')(
    'aws:MultiFactorAuthPresent',
    'Whether the caller proved a second factor. Absent for access keys.',
  ),
  row('call', 'Numeric')(
    'aws:MultiFactorAuthAge',
    'Seconds since the second factor was proved. Absent without one.',
  ),
  row('call', 'Date')('aws:CurrentTime', 'Time of the call, as 2026-01-31T00:00:00Z.'),
  row('call', 'Date')('aws:EpochTime', 'Time of the call, in seconds since 1970.'),
  row('call', 'Date')('aws:TokenIssueTime', 'When the caller signed in. Absent for access keys.'),
  ofKey('aws:ResourceAccount', 'Account that owns the key or alias.', {
    actions: [...new Set([...ON_KEY, ...ON_ALIAS])],
  }),
  asked('aws:TagKeys', 'Names of the tags that the call sets or removes.', {
    multi: true,
    actions: kms('CreateKey', 'TagResource', 'UntagResource'),
  }),
];

/** Documented by AWS. They tell of organisations, VPCs, federation and services, of which there are none here. */
const ABSENT_KEYS: readonly ConditionKeyRow[] = [
  absent('aws:AssumedRoot', 'Whether the session is one of a member account’s root.'),
  absent('aws:CalledVia', 'AWS services that the call came through.', { multi: true }),
  absent('aws:CalledViaFirst', 'First AWS service that the call came through.'),
  absent('aws:CalledViaLast', 'Last AWS service that the call came through.'),
  absentArn('aws:ChatbotSourceArn', 'Chat configuration that the call came from.'),
  absent('aws:Ec2InstanceSourceVpc', 'VPC of the instance whose credentials are used.'),
  row('absent', 'IpAddress')(
    'aws:Ec2InstanceSourcePrivateIPv4',
    'Address of the instance whose credentials are used.',
  ),
  absent('aws:FederatedProvider', 'Identity provider of a federated session.'),
  absent('aws:PrincipalOrgID', 'Organisation of the caller’s account.'),
  absent('aws:PrincipalOrgPaths', 'Place of the caller’s account in its organisation.', { multi: true }),
  absent('aws:PrincipalServiceName', 'AWS service that is the caller.'),
  absent('aws:PrincipalServiceNamesList', 'All names of the AWS service that is the caller.', {
    multi: true,
  }),
  absent('aws:referer', 'Page that the call came from, as it says itself.'),
  absent('aws:ResourceOrgID', 'Organisation of the key’s account.'),
  absent('aws:ResourceOrgPaths', 'Place of the key’s account in its organisation.', { multi: true }),
  absent('aws:SourceAccount', 'Account of the resource for which an AWS service calls.'),
  absentArn('aws:SourceArn', 'Resource for which an AWS service calls.'),
  absent('aws:SourceIdentity', 'Name that was set when a role was assumed.'),
  absent('aws:SourceOrgID', 'Organisation of the resource for which an AWS service calls.'),
  absent('aws:SourceOrgPaths', 'Place in its organisation of the resource for which an AWS service calls.', {
    multi: true,
  }),
  absent('aws:SourceVpc', 'VPC that the call comes from.'),
  absentArn('aws:SourceVpcArn', 'ARN of the VPC that the call comes from.'),
  absent('aws:SourceVpce', 'VPC endpoint that the call comes through.'),
  row('absent', 'IpAddress')('aws:VpcSourceIp', 'Address within a VPC that the call comes from.'),
  absent('aws:VpceAccount', 'Account of the VPC endpoint that the call comes through.'),
  absent('aws:VpceOrgID', 'Organisation of the VPC endpoint that the call comes through.'),
  absent('aws:VpceOrgPaths', 'Place in its organisation of the VPC endpoint that the call comes through.', {
    multi: true,
  }),
];

export const CONDITION_KEYS: readonly ConditionKeyRow[] = [...KMS_KEYS, ...GLOBAL_KEYS, ...ABSENT_KEYS];

/** Keys that go on with a name of the policy's own. */
export interface ConditionKeyFamily extends ConditionKeyRow {
  /** What may follow, folded to lower case. */
  readonly rest: RegExp;
}
const family = (each: ConditionKeyRow, rest = /^.+$/s): ConditionKeyFamily => ({ ...each, rest });

export const CONDITION_KEY_FAMILIES: readonly ConditionKeyFamily[] = [
  family(
    asked(
      'kms:EncryptionContext:',
      'Value of this pair of the encryption context; of CreateGrant, of its constraint.',
      {
        actions: [...CRYPTO, ...GRANT],
      },
    ),
  ),
  family(
    asked('aws:RequestTag/', 'Value that the call gives this tag.', {
      actions: kms('CreateKey', 'TagResource'),
    }),
  ),
  family(ofCall('aws:PrincipalTag/', 'Value of this tag of the caller.')),
  family(ofKey('aws:ResourceTag/', 'Value of this tag of the key.', { kinds: IDENTITY, actions: ON_KEY })),
  family(
    absent('kms:RecipientAttestation:', 'Measurement of the enclave that asks. There are none here.', {
      actions: kms(
        'Decrypt',
        'DeriveSharedSecret',
        'GenerateDataKey',
        'GenerateDataKeyPair',
        'GenerateRandom',
      ),
    }),
    /^(?:imagesha384|(?:nitrotpm)?pcr[0-9]+)$/,
  ),
];

const BY_NAME: ReadonlyMap<string, ConditionKeyRow> = new Map(
  CONDITION_KEYS.map((each) => [each.name.toLowerCase(), each]),
);
const PREFIXES = CONDITION_KEY_FAMILIES.map((each) => [each.name.toLowerCase(), each] as const);

/** The row of a condition key in any case; undefined when no request has or could have it. */
export function conditionKey(name: string): ConditionKeyRow | undefined {
  const folded = name.toLowerCase();
  const own = BY_NAME.get(folded);
  if (own !== undefined) return own;
  return PREFIXES.find(
    ([prefix, { rest }]) => folded.startsWith(prefix) && rest.test(folded.slice(prefix.length)),
  )?.[1];
}
