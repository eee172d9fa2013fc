/**
 * The condition keys a policy may name, and nothing else: kms-api.md §8.4. A key outside the table is refused on save, because a
 * condition on it would silently never (or always) hold. Names compare without case.
 */
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
}

const BOTH: readonly PolicyKind[] = ['key', 'identity'];
const IDENTITY: readonly PolicyKind[] = ['identity'];

type From = ConditionKeyRow['from'];
const rows = (from: From, type: ConditionKeyType, ...names: readonly string[]): ConditionKeyRow[] =>
  names.map((name) => ({ name, type, from, multi: false, kinds: BOTH }));
const multi = (from: From, name: string, kinds = BOTH): ConditionKeyRow => ({
  name,
  type: 'String',
  from,
  multi: true,
  kinds,
});

export const CONDITION_KEYS: readonly ConditionKeyRow[] = [
  ...rows(
    'request',
    'Bool',
    'kms:BypassPolicyLockoutSafetyCheck',
    'kms:GrantIsForAWSResource',
    'kms:ReEncryptOnSameKey',
  ),
  ...rows('request', 'String', 'kms:DataKeyPairSpec', 'kms:EncryptionAlgorithm', 'kms:ExpirationModel'),
  ...rows('request', 'String', 'kms:WrappingAlgorithm', 'kms:WrappingKeySpec', 'kms:GrantConstraintType'),
  ...rows('request', 'String', 'kms:GranteePrincipal', 'kms:RetiringPrincipal'),
  ...rows(
    'request',
    'String',
    'kms:KeyAgreementAlgorithm',
    'kms:MacAlgorithm',
    'kms:MessageType',
    'kms:SigningAlgorithm',
  ),
  ...rows('request', 'String', 'kms:RequestAlias'),
  ...rows('request', 'Numeric', 'kms:RotationPeriodInDays', 'kms:ScheduleKeyDeletionPendingWindowInDays'),
  ...rows('request', 'Date', 'kms:ValidTo'),
  multi('request', 'kms:EncryptionContextKeys'),
  multi('request', 'kms:GrantOperations'),
  ...rows(
    'key',
    'String',
    'kms:KeyOrigin',
    'kms:KeySpec',
    'kms:KeyUsage',
    'kms:CustomerMasterKeySpec',
    'kms:CustomerMasterKeyUsage',
  ),
  ...rows('key', 'Bool', 'kms:MultiRegion'),
  ...rows('key', 'Numeric', 'kms:TrailingDaysWithoutKeyUsage'),
  multi('key', 'kms:ResourceAliases', IDENTITY),
  ...rows('call', 'String', 'kms:CallerAccount'),
  ...rows(
    'absent',
    'String',
    'kms:GranteeServicePrincipal',
    'kms:RetiringServicePrincipal',
    'kms:ViaService',
  ),
  ...rows('absent', 'String', 'kms:MultiRegionKeyType', 'kms:PrimaryRegion', 'kms:ReplicaRegion'),
  ...rows('absent', 'ARN', 'kms:GrantConstraintSourceArn'),

  ...rows('call', 'ARN', 'aws:PrincipalArn'),
  ...rows('call', 'String', 'aws:PrincipalAccount', 'aws:PrincipalType', 'aws:userid', 'aws:username'),
  ...rows('call', 'String', 'aws:UserAgent', 'aws:RequestedRegion'),
  ...rows('call', 'IpAddress', 'aws:SourceIp'),
  ...rows('call', 'Bool', 'aws:SecureTransport', 'aws:MultiFactorAuthPresent'),
  ...rows('call', 'Numeric', 'aws:MultiFactorAuthAge'),
  ...rows('call', 'Date', 'aws:CurrentTime', 'aws:EpochTime', 'aws:TokenIssueTime'),
  multi('request', 'aws:TagKeys'),
  ...rows('absent', 'String', 'aws:PrincipalOrgID', 'aws:SourceVpce'),
  ...rows('absent', 'ARN', 'aws:SourceArn'),
  multi('absent', 'aws:CalledVia'),
];

/** Keys that go on with a name of the policy's own. */
export interface ConditionKeyFamily extends ConditionKeyRow {
  /** What may follow, folded to lower case. */
  readonly rest: RegExp;
}
const family = (row: ConditionKeyRow, rest = /^.+$/s): ConditionKeyFamily => ({ ...row, rest });

export const CONDITION_KEY_FAMILIES: readonly ConditionKeyFamily[] = [
  ...rows('request', 'String', 'kms:EncryptionContext:', 'aws:RequestTag/').map((row) => family(row)),
  ...rows('call', 'String', 'aws:PrincipalTag/').map((row) => family(row)),
  ...rows('key', 'String', 'aws:ResourceTag/').map((row) => family({ ...row, kinds: IDENTITY })),
  ...rows('absent', 'String', 'kms:RecipientAttestation:').map((row) =>
    family(row, /^(?:imagesha384|(?:nitrotpm)?pcr[0-9]+)$/),
  ),
];

const BY_NAME: ReadonlyMap<string, ConditionKeyRow> = new Map(
  CONDITION_KEYS.map((row) => [row.name.toLowerCase(), row]),
);

/** The row of a condition key in any case; undefined when no policy may name it. */
export function conditionKey(name: string): ConditionKeyRow | undefined {
  const folded = name.toLowerCase();
  const row = BY_NAME.get(folded);
  if (row !== undefined) return row;
  return CONDITION_KEY_FAMILIES.find(({ name: prefix, rest }) => {
    const start = prefix.toLowerCase();
    return folded.startsWith(start) && rest.test(folded.slice(start.length));
  });
}
