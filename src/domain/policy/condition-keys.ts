/**
 * The condition keys that a request can have, and those that AWS documents and no request here ever has (kms-api.md §8.4). A key outside
 * the table is absent in every request; the linter tells. Names compare without case.
 */
import {
  absent,
  absentArn,
  asked,
  CRYPTO,
  GRANT,
  IDENTITY,
  kms,
  ofCall,
  ofKey,
  ON_ALIAS,
  ON_KEY,
  row,
  type ConditionKeyRow,
} from './condition-key-row.ts';
import { KMS_CONDITION_KEYS } from './kms-condition-keys.ts';

export type { ConditionKeyRow, ConditionKeyType } from './condition-key-row.ts';

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

export const CONDITION_KEYS: readonly ConditionKeyRow[] = [
  ...KMS_CONDITION_KEYS,
  ...GLOBAL_KEYS,
  ...ABSENT_KEYS,
];

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
