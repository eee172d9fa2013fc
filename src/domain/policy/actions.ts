/**
 * Every action a policy can name: AWS KMS's permissions under `kms:` (ReEncrypt is two of them, kms-api.md §8.1), and this desk's own under
 * `keydesk:`. What each does, catalogue-words.ts says. A policy's patterns are expanded over this table, so an action that is not here can be allowed by nothing.
 */

import { specRow, type KeyFamily, type KeySpec, type KeyUsage } from '../keys/key-specs.ts';

/** AWS's access levels, as its service authorisation reference uses them. */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Permissions management' | 'Tagging';

/** What an action is authorised on: a key (key policy and identity policies), an alias, or nothing (identity policies alone). */
export type ActionScope = 'key' | 'alias' | 'none';

/** Keys that an action can ever work on; a part that is null is free. */
export interface WorksOn {
  readonly usages: readonly KeyUsage[] | null;
  readonly families: readonly KeyFamily[] | null;
  readonly origins: readonly ('AWS_KMS' | 'EXTERNAL')[] | null;
}

export interface ActionRow {
  readonly name: string;
  /** More than one when one call needs two decisions (CreateAlias: on the alias and on the key). */
  readonly on: readonly ActionScope[];
  readonly level: AccessLevel;
  readonly worksOn: WorksOn;
}

const ANY: WorksOn = { usages: null, families: null, origins: null };
const ENCRYPTS: WorksOn = { ...ANY, usages: ['ENCRYPT_DECRYPT'] };
const DATA_KEYS: WorksOn = { ...ENCRYPTS, families: ['symmetric'] };
const SIGNS: WorksOn = { ...ANY, usages: ['SIGN_VERIFY'] };
const MACS: WorksOn = { ...ANY, usages: ['GENERATE_VERIFY_MAC'] };
const AGREES: WorksOn = { ...ANY, usages: ['KEY_AGREEMENT'] };
const ASYMMETRIC: WorksOn = { ...ANY, families: ['asymmetric'] };
const ROTATES: WorksOn = { ...ANY, families: ['symmetric'] };
const ROTATES_BY_ITSELF: WorksOn = { ...ROTATES, origins: ['AWS_KMS'] };
const IMPORTED: WorksOn = { ...ANY, origins: ['EXTERNAL'] };
/** No key of this desk: encapsulation, several Regions. */
const NONE: WorksOn = { ...ANY, usages: [] };

const row = (
  name: string,
  level: AccessLevel,
  on: readonly ActionScope[],
  worksOn: WorksOn = ANY,
): ActionRow => ({ name, on, level, worksOn });

/** Of both catalogues, of actions and of condition keys: whoever keeps what was derived from them keeps this with it. */
export const CATALOGUE_VERSION = '2026-11-30';

/** Order is alphabetical in each namespace; the index of a row is not stored anywhere. */
export const ACTIONS: readonly ActionRow[] = [
  row('kms:CancelKeyDeletion', 'Write', ['key']),
  row('kms:ConnectCustomKeyStore', 'Write', ['none']),
  row('kms:CreateAlias', 'Write', ['alias', 'key']),
  row('kms:CreateCustomKeyStore', 'Write', ['none']),
  row('kms:CreateGrant', 'Permissions management', ['key']),
  row('kms:CreateKey', 'Write', ['none']),
  row('kms:Decapsulate', 'Write', ['key'], NONE),
  row('kms:Decrypt', 'Write', ['key'], ENCRYPTS),
  row('kms:DeleteAlias', 'Write', ['alias', 'key']),
  row('kms:DeleteCustomKeyStore', 'Write', ['none']),
  row('kms:DeleteImportedKeyMaterial', 'Write', ['key'], IMPORTED),
  row('kms:DeriveSharedSecret', 'Write', ['key'], AGREES),
  row('kms:DescribeCustomKeyStores', 'Read', ['none']),
  row('kms:DescribeKey', 'Read', ['key']),
  row('kms:DisableKey', 'Write', ['key']),
  row('kms:DisableKeyRotation', 'Write', ['key']),
  row('kms:DisconnectCustomKeyStore', 'Write', ['none']),
  row('kms:EnableKey', 'Write', ['key']),
  row('kms:EnableKeyRotation', 'Write', ['key'], ROTATES_BY_ITSELF),
  row('kms:Encapsulate', 'Write', ['key'], NONE),
  row('kms:Encrypt', 'Write', ['key'], ENCRYPTS),
  row('kms:GenerateDataKey', 'Write', ['key'], DATA_KEYS),
  row('kms:GenerateDataKeyPair', 'Write', ['key'], DATA_KEYS),
  row('kms:GenerateDataKeyPairWithoutPlaintext', 'Write', ['key'], DATA_KEYS),
  row('kms:GenerateDataKeyWithoutPlaintext', 'Write', ['key'], DATA_KEYS),
  row('kms:GenerateMac', 'Write', ['key'], MACS),
  row('kms:GenerateRandom', 'Write', ['none']),
  row('kms:GetKeyLastUsage', 'Read', ['key']),
  row('kms:GetKeyPolicy', 'Read', ['key']),
  row('kms:GetKeyRotationStatus', 'Read', ['key']),
  row('kms:GetParametersForImport', 'Read', ['key'], IMPORTED),
  row('kms:GetPublicKey', 'Read', ['key'], ASYMMETRIC),
  row('kms:ImportKeyMaterial', 'Write', ['key'], IMPORTED),
  row('kms:ListAliases', 'List', ['none']),
  row('kms:ListGrants', 'List', ['key']),
  row('kms:ListKeyPolicies', 'List', ['key']),
  row('kms:ListKeyRotations', 'List', ['key']),
  row('kms:ListKeys', 'List', ['none']),
  row('kms:ListResourceTags', 'List', ['key']),
  row('kms:ListRetirableGrants', 'List', ['none']),
  row('kms:PutKeyPolicy', 'Permissions management', ['key']),
  row('kms:ReEncryptFrom', 'Write', ['key'], ENCRYPTS),
  row('kms:ReEncryptTo', 'Write', ['key'], ENCRYPTS),
  row('kms:ReplicateKey', 'Write', ['key'], NONE),
  row('kms:RetireGrant', 'Permissions management', ['key']),
  row('kms:RevokeGrant', 'Permissions management', ['key']),
  row('kms:RotateKeyOnDemand', 'Write', ['key'], ROTATES),
  row('kms:ScheduleKeyDeletion', 'Write', ['key']),
  row('kms:Sign', 'Write', ['key'], SIGNS),
  row('kms:SynchronizeMultiRegionKey', 'Write', ['key'], NONE),
  row('kms:TagResource', 'Tagging', ['key']),
  row('kms:UntagResource', 'Tagging', ['key']),
  row('kms:UpdateAlias', 'Write', ['alias', 'key']),
  row('kms:UpdateCustomKeyStore', 'Write', ['none']),
  row('kms:UpdateKeyDescription', 'Write', ['key']),
  row('kms:UpdatePrimaryRegion', 'Write', ['key'], NONE),
  row('kms:Verify', 'Write', ['key'], SIGNS),
  row('kms:VerifyMac', 'Write', ['key'], MACS),

  row('keydesk:AcceptFinding', 'Write', ['none']),
  row('keydesk:BackUpDesk', 'Write', ['none']),
  row('keydesk:CreateAccessKey', 'Permissions management', ['none']),
  row('keydesk:CreateIdentityPolicy', 'Permissions management', ['none']),
  row('keydesk:CreateService', 'Permissions management', ['none']),
  row('keydesk:DeleteAccessKey', 'Permissions management', ['none']),
  row('keydesk:DeleteIdentityPolicy', 'Permissions management', ['none']),
  row('keydesk:DeleteService', 'Permissions management', ['none']),
  row('keydesk:DeleteUser', 'Permissions management', ['none']),
  row('keydesk:DescribeDesk', 'Read', ['none']),
  row('keydesk:DescribeHome', 'Read', ['none']),
  row('keydesk:DescribePosture', 'Read', ['none']),
  row('keydesk:DescribeUser', 'Read', ['none']),
  row('keydesk:DescribeVault', 'Read', ['none']),
  row('keydesk:EndSession', 'Write', ['none']),
  row('keydesk:GetIdentityPolicy', 'Read', ['none']),
  row('keydesk:GetMetrics', 'Read', ['none']),
  row('keydesk:InviteUser', 'Permissions management', ['none']),
  row('keydesk:ListAlerts', 'List', ['none']),
  row('keydesk:LintKeyPolicy', 'Read', ['none']),
  row('keydesk:ListEffectiveAccess', 'List', ['none']),
  row('keydesk:ListIdentityPolicies', 'List', ['none']),
  row('keydesk:ListPrincipalDependencies', 'Read', ['none']),
  row('keydesk:ListPrincipals', 'List', ['none']),
  row('keydesk:ListRotationSchedule', 'List', ['none']),
  row('keydesk:ListServices', 'List', ['none']),
  row('keydesk:ListSessions', 'List', ['none']),
  row('keydesk:ListSettings', 'List', ['none']),
  row('keydesk:ListUsers', 'List', ['none']),
  row('keydesk:OpenDeskSandbox', 'Write', ['none']),
  row('keydesk:PutIdentityPolicy', 'Permissions management', ['none']),
  row('keydesk:ReadLog', 'Read', ['none']),
  row('keydesk:ResetUser', 'Permissions management', ['none']),
  row('keydesk:RunDoctor', 'Read', ['none']),
  row('keydesk:SearchAuditEvents', 'Read', ['none']),
  row('keydesk:SearchKeys', 'List', ['none']),
  row('keydesk:SimulateAccess', 'Read', ['none']),
  row('keydesk:SuppressFinding', 'Write', ['none']),
  row('keydesk:UpdateAccessKey', 'Permissions management', ['none']),
  row('keydesk:UpdatePrincipalPolicies', 'Permissions management', ['none']),
  row('keydesk:UpdatePrincipalTags', 'Permissions management', ['none']),
  row('keydesk:WithdrawAcceptance', 'Write', ['none']),
  row('keydesk:WithdrawInvitation', 'Permissions management', ['none']),
  row('keydesk:WithdrawSuppression', 'Write', ['none']),
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

/** Whether the action can ever work on such a key: Sign never on one that encrypts. */
export function worksOn(
  { worksOn: { usages, families, origins } }: ActionRow,
  key: { readonly spec: KeySpec; readonly usage: KeyUsage; readonly origin: 'AWS_KMS' | 'EXTERNAL' },
): boolean {
  return (
    (usages?.includes(key.usage) ?? true) &&
    (families?.includes(specRow(key.spec).family) ?? true) &&
    (origins?.includes(key.origin) ?? true)
  );
}
