/**
 * Every action a policy can name: AWS KMS's permissions under `kms:` (ReEncrypt is two of them, kms-api.md §8.1), and this desk's own under
 * `keydesk:`. A policy's patterns are expanded over this table, so an action that is not here can be allowed by nothing.
 */

/** AWS's access levels, as its service authorisation reference uses them. */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Permissions management' | 'Tagging';

/** What an action is authorised on: a key (key policy and identity policies), an alias, or nothing (identity policies alone). */
export type ActionScope = 'key' | 'alias' | 'none';

export interface ActionRow {
  readonly name: string;
  /** More than one when one call needs two decisions (CreateAlias: on the alias and on the key). */
  readonly on: readonly ActionScope[];
  readonly level: AccessLevel;
}

const row = (name: string, level: AccessLevel, ...on: readonly ActionScope[]): ActionRow => ({
  name,
  on,
  level,
});

/** Order is alphabetical in each namespace; the index of a row is not stored anywhere. */
export const ACTIONS: readonly ActionRow[] = [
  row('kms:CancelKeyDeletion', 'Write', 'key'),
  row('kms:ConnectCustomKeyStore', 'Write', 'none'),
  row('kms:CreateAlias', 'Write', 'alias', 'key'),
  row('kms:CreateCustomKeyStore', 'Write', 'none'),
  row('kms:CreateGrant', 'Permissions management', 'key'),
  row('kms:CreateKey', 'Write', 'none'),
  row('kms:Decapsulate', 'Write', 'key'),
  row('kms:Decrypt', 'Write', 'key'),
  row('kms:DeleteAlias', 'Write', 'alias', 'key'),
  row('kms:DeleteCustomKeyStore', 'Write', 'none'),
  row('kms:DeleteImportedKeyMaterial', 'Write', 'key'),
  row('kms:DeriveSharedSecret', 'Write', 'key'),
  row('kms:DescribeCustomKeyStores', 'Read', 'none'),
  row('kms:DescribeKey', 'Read', 'key'),
  row('kms:DisableKey', 'Write', 'key'),
  row('kms:DisableKeyRotation', 'Write', 'key'),
  row('kms:DisconnectCustomKeyStore', 'Write', 'none'),
  row('kms:EnableKey', 'Write', 'key'),
  row('kms:EnableKeyRotation', 'Write', 'key'),
  row('kms:Encapsulate', 'Write', 'key'),
  row('kms:Encrypt', 'Write', 'key'),
  row('kms:GenerateDataKey', 'Write', 'key'),
  row('kms:GenerateDataKeyPair', 'Write', 'key'),
  row('kms:GenerateDataKeyPairWithoutPlaintext', 'Write', 'key'),
  row('kms:GenerateDataKeyWithoutPlaintext', 'Write', 'key'),
  row('kms:GenerateMac', 'Write', 'key'),
  row('kms:GenerateRandom', 'Write', 'none'),
  row('kms:GetKeyLastUsage', 'Read', 'key'),
  row('kms:GetKeyPolicy', 'Read', 'key'),
  row('kms:GetKeyRotationStatus', 'Read', 'key'),
  row('kms:GetParametersForImport', 'Read', 'key'),
  row('kms:GetPublicKey', 'Read', 'key'),
  row('kms:ImportKeyMaterial', 'Write', 'key'),
  row('kms:ListAliases', 'List', 'none'),
  row('kms:ListGrants', 'List', 'key'),
  row('kms:ListKeyPolicies', 'List', 'key'),
  row('kms:ListKeyRotations', 'List', 'key'),
  row('kms:ListKeys', 'List', 'none'),
  row('kms:ListResourceTags', 'List', 'key'),
  row('kms:ListRetirableGrants', 'List', 'none'),
  row('kms:PutKeyPolicy', 'Permissions management', 'key'),
  row('kms:ReEncryptFrom', 'Write', 'key'),
  row('kms:ReEncryptTo', 'Write', 'key'),
  row('kms:ReplicateKey', 'Write', 'key'),
  row('kms:RetireGrant', 'Permissions management', 'key'),
  row('kms:RevokeGrant', 'Permissions management', 'key'),
  row('kms:RotateKeyOnDemand', 'Write', 'key'),
  row('kms:ScheduleKeyDeletion', 'Write', 'key'),
  row('kms:Sign', 'Write', 'key'),
  row('kms:SynchronizeMultiRegionKey', 'Write', 'key'),
  row('kms:TagResource', 'Tagging', 'key'),
  row('kms:UntagResource', 'Tagging', 'key'),
  row('kms:UpdateAlias', 'Write', 'alias', 'key'),
  row('kms:UpdateCustomKeyStore', 'Write', 'none'),
  row('kms:UpdateKeyDescription', 'Write', 'key'),
  row('kms:UpdatePrimaryRegion', 'Write', 'key'),
  row('kms:Verify', 'Write', 'key'),
  row('kms:VerifyMac', 'Write', 'key'),

  row('keydesk:AcceptFinding', 'Write', 'none'),
  row('keydesk:CreateAccessKey', 'Permissions management', 'none'),
  // Who may write a policy that they hold may give themselves everything; so may who tags principals, where a policy asks for a tag.
  row('keydesk:CreateIdentityPolicy', 'Permissions management', 'none'),
  row('keydesk:CreateService', 'Permissions management', 'none'),
  row('keydesk:DeleteAccessKey', 'Permissions management', 'none'),
  row('keydesk:DeleteIdentityPolicy', 'Permissions management', 'none'),
  row('keydesk:DeleteService', 'Permissions management', 'none'),
  row('keydesk:DeleteUser', 'Permissions management', 'none'),
  row('keydesk:DescribeDesk', 'Read', 'none'),
  row('keydesk:DescribeHome', 'Read', 'none'),
  row('keydesk:DescribePosture', 'Read', 'none'),
  row('keydesk:DescribeUser', 'Read', 'none'),
  row('keydesk:DescribeVault', 'Read', 'none'),
  row('keydesk:EndSession', 'Write', 'none'),
  row('keydesk:GetIdentityPolicy', 'Read', 'none'),
  row('keydesk:InviteUser', 'Permissions management', 'none'),
  row('keydesk:ListAlerts', 'List', 'none'),
  row('keydesk:ListEffectiveAccess', 'List', 'none'),
  row('keydesk:ListIdentityPolicies', 'List', 'none'),
  row('keydesk:ListPrincipalDependencies', 'Read', 'none'),
  row('keydesk:ListPrincipals', 'List', 'none'),
  row('keydesk:ListRotationSchedule', 'List', 'none'),
  row('keydesk:ListServices', 'List', 'none'),
  row('keydesk:ListSessions', 'List', 'none'),
  row('keydesk:ListSettings', 'List', 'none'),
  row('keydesk:ListUsers', 'List', 'none'),
  row('keydesk:OpenDeskSandbox', 'Write', 'none'),
  row('keydesk:PutIdentityPolicy', 'Permissions management', 'none'),
  row('keydesk:ReadLog', 'Read', 'none'),
  row('keydesk:ResetUser', 'Permissions management', 'none'),
  row('keydesk:SearchAuditEvents', 'Read', 'none'),
  row('keydesk:SearchKeys', 'List', 'none'),
  row('keydesk:SimulateAccess', 'Read', 'none'),
  row('keydesk:SuppressFinding', 'Write', 'none'),
  row('keydesk:UpdateAccessKey', 'Permissions management', 'none'),
  row('keydesk:UpdatePrincipalPolicies', 'Permissions management', 'none'),
  row('keydesk:UpdatePrincipalTags', 'Permissions management', 'none'),
  row('keydesk:WithdrawAcceptance', 'Write', 'none'),
  row('keydesk:WithdrawInvitation', 'Permissions management', 'none'),
  row('keydesk:WithdrawSuppression', 'Write', 'none'),
];

const INDEX: ReadonlyMap<string, number> = new Map(ACTIONS.map(({ name }, index) => [name, index]));
/** Actions compare without case (kms-api.md §8.2). In the order of ACTIONS. */
export const FOLDED_ACTION_NAMES: readonly string[] = ACTIONS.map(({ name }) => name.toLowerCase());

/** Position in ACTIONS of an action as the table spells it. Throws RangeError for one that is not in it: that is a fault of the caller. */
export function actionIndex(name: string): number {
  const index = INDEX.get(name);
  if (index === undefined) throw new RangeError(`${name} is not in the catalogue of actions.`);
  return index;
}
