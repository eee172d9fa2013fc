/**
 * The condition keys that a request can have, and those that AWS documents and no request here ever has (kms-api.md §8.4). A key outside
 * the table is absent in every request; the linter tells. Names compare without case.
 */
import { foldCase } from './fold-case.ts';
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
  row('call', 'ARN')('aws:PrincipalArn'),
  ofCall('aws:PrincipalAccount'),
  row('call', 'Bool')('aws:PrincipalIsAWSService'),
  ofCall('aws:PrincipalType', { values: ['Account', 'User', 'AssumedRole'] }),
  ofCall('aws:userid'),
  ofCall('aws:username'),
  ofCall('aws:UserAgent'),
  ofCall('aws:RequestedRegion'),
  row('call', 'IpAddress')('aws:SourceIp'),
  row('call', 'Bool')('aws:SecureTransport'),
  row('call', 'Bool')('aws:ViaAWSService'),
  row('call', 'Bool')('aws:MultiFactorAuthPresent'),
  row('call', 'Numeric')('aws:MultiFactorAuthAge'),
  row('call', 'Date')('aws:CurrentTime'),
  row('call', 'Date')('aws:EpochTime'),
  row('call', 'Date')('aws:TokenIssueTime'),
  ofKey('aws:ResourceAccount', {
    actions: [...new Set([...ON_KEY, ...ON_ALIAS])],
  }),
  asked('aws:TagKeys', {
    multi: true,
    actions: [...kms('CreateKey', 'TagResource', 'UntagResource'), 'keydesk:UpdatePrincipalTags'],
  }),
];

/** Documented by AWS. They tell of organisations, VPCs, federation and services, of which there are none here. */
const ABSENT_KEYS: readonly ConditionKeyRow[] = [
  absent('aws:AssumedRoot'),
  absent('aws:CalledVia', { multi: true }),
  absent('aws:CalledViaFirst'),
  absent('aws:CalledViaLast'),
  absentArn('aws:ChatbotSourceArn'),
  absent('aws:Ec2InstanceSourceVpc'),
  row('absent', 'IpAddress')('aws:Ec2InstanceSourcePrivateIPv4'),
  absent('aws:FederatedProvider'),
  absent('aws:PrincipalOrgID'),
  absent('aws:PrincipalOrgPaths', { multi: true }),
  absent('aws:PrincipalServiceName'),
  absent('aws:PrincipalServiceNamesList', {
    multi: true,
  }),
  absent('aws:referer'),
  absent('aws:ResourceOrgID'),
  absent('aws:ResourceOrgPaths', { multi: true }),
  absent('aws:SourceAccount'),
  absentArn('aws:SourceArn'),
  absent('aws:SourceIdentity'),
  absent('aws:SourceOrgID'),
  absent('aws:SourceOrgPaths', {
    multi: true,
  }),
  absent('aws:SourceVpc'),
  absentArn('aws:SourceVpcArn'),
  absent('aws:SourceVpce'),
  row('absent', 'IpAddress')('aws:VpcSourceIp'),
  absent('aws:VpceAccount'),
  absent('aws:VpceOrgID'),
  absent('aws:VpceOrgPaths', {
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
    asked('kms:EncryptionContext:', {
      actions: [...CRYPTO, ...GRANT],
    }),
  ),
  family(
    asked('aws:RequestTag/', {
      actions: [...kms('CreateKey', 'TagResource'), 'keydesk:UpdatePrincipalTags'],
    }),
  ),
  family(ofCall('aws:PrincipalTag/')),
  family(ofKey('aws:ResourceTag/', { kinds: IDENTITY, actions: ON_KEY })),
  family(
    absent('kms:RecipientAttestation:', {
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
  const folded = foldCase(name);
  const own = BY_NAME.get(folded);
  if (own !== undefined) return own;
  return PREFIXES.find(
    ([prefix, { rest }]) => folded.startsWith(prefix) && rest.test(folded.slice(prefix.length)),
  )?.[1];
}
