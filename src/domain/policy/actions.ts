/**
 * Every action a policy can name: AWS KMS's permissions under `kms:` (ReEncrypt is two of them, kms-api.md §8.1), and this desk's own under
 * `keydesk:`. A policy's patterns are expanded over this table, so an action that is not here can be allowed by nothing.
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
  /** One sentence: what it does. */
  readonly description: string;
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
  description: string,
  worksOn: WorksOn = ANY,
): ActionRow => ({ name, on, level, description, worksOn });

/** Of both catalogues, of actions and of condition keys: whoever keeps what was derived from them keeps this with it. */
export const CATALOGUE_VERSION = '2026-11-30';

/** Order is alphabetical in each namespace; the index of a row is not stored anywhere. */
export const ACTIONS: readonly ActionRow[] = [
  row('kms:CancelKeyDeletion', 'Write', ['key'], 'Brings a key that waits for deletion back, disabled.'),
  row('kms:ConnectCustomKeyStore', 'Write', ['none'], 'Connects a custom key store. There are none here.'),
  row('kms:CreateAlias', 'Write', ['alias', 'key'], 'Gives a key a name. Asked of the alias and of the key.'),
  row('kms:CreateCustomKeyStore', 'Write', ['none'], 'Makes a custom key store. There are none here.'),
  row(
    'kms:CreateGrant',
    'Permissions management',
    ['key'],
    'Lets another principal use the key by a grant, without a change of its policy.',
  ),
  row('kms:CreateKey', 'Write', ['none'], 'Makes a key.'),
  row('kms:Decapsulate', 'Write', ['key'], 'Opens an encapsulated shared secret. No key here can.', NONE),
  row('kms:Decrypt', 'Write', ['key'], 'Opens a ciphertext.', ENCRYPTS),
  row('kms:DeleteAlias', 'Write', ['alias', 'key'], 'Takes a name away. Asked of the alias and of the key.'),
  row('kms:DeleteCustomKeyStore', 'Write', ['none'], 'Removes a custom key store. There are none here.'),
  row(
    'kms:DeleteImportedKeyMaterial',
    'Write',
    ['key'],
    'Removes the imported material; the key stays, and opens nothing.',
    IMPORTED,
  ),
  row(
    'kms:DeriveSharedSecret',
    'Write',
    ['key'],
    'Derives a shared secret from this key and another’s public key.',
    AGREES,
  ),
  row('kms:DescribeCustomKeyStores', 'Read', ['none'], 'Lists custom key stores. There are none here.'),
  row('kms:DescribeKey', 'Read', ['key'], 'Shows what a key is: its state, spec, usage and dates.'),
  row('kms:DisableKey', 'Write', ['key'], 'Stops every use of a key, until it is enabled again.'),
  row('kms:DisableKeyRotation', 'Write', ['key'], 'Ends automatic rotation.'),
  row(
    'kms:DisconnectCustomKeyStore',
    'Write',
    ['none'],
    'Disconnects a custom key store. There are none here.',
  ),
  row('kms:EnableKey', 'Write', ['key'], 'Lets a disabled key be used again.'),
  row(
    'kms:EnableKeyRotation',
    'Write',
    ['key'],
    'Starts automatic rotation, or changes its period.',
    ROTATES_BY_ITSELF,
  ),
  row('kms:Encapsulate', 'Write', ['key'], 'Makes an encapsulated shared secret. No key here can.', NONE),
  row('kms:Encrypt', 'Write', ['key'], 'Seals up to 4 KiB under the key.', ENCRYPTS),
  row(
    'kms:GenerateDataKey',
    'Write',
    ['key'],
    'Makes a data key: in plain, and sealed under this key.',
    DATA_KEYS,
  ),
  row(
    'kms:GenerateDataKeyPair',
    'Write',
    ['key'],
    'Makes a pair of data keys: in plain, and the private one sealed under this key.',
    DATA_KEYS,
  ),
  row(
    'kms:GenerateDataKeyPairWithoutPlaintext',
    'Write',
    ['key'],
    'Makes a pair of data keys, the private one only sealed under this key.',
    DATA_KEYS,
  ),
  row(
    'kms:GenerateDataKeyWithoutPlaintext',
    'Write',
    ['key'],
    'Makes a data key, only sealed under this key.',
    DATA_KEYS,
  ),
  row('kms:GenerateMac', 'Write', ['key'], 'Makes a message authentication code.', MACS),
  row('kms:GenerateRandom', 'Write', ['none'], 'Makes random bytes. No key is involved.'),
  row('kms:GetKeyLastUsage', 'Read', ['key'], 'Shows when a key was last used, and for what.'),
  row('kms:GetKeyPolicy', 'Read', ['key'], 'Reads the key’s policy.'),
  row('kms:GetKeyRotationStatus', 'Read', ['key'], 'Shows whether and when a key rotates by itself.'),
  row(
    'kms:GetParametersForImport',
    'Read',
    ['key'],
    'Fetches the wrapping key and token for an import of key material.',
    IMPORTED,
  ),
  row('kms:GetPublicKey', 'Read', ['key'], 'Fetches the public half of an asymmetric key.', ASYMMETRIC),
  row('kms:ImportKeyMaterial', 'Write', ['key'], 'Imports key material into a key made for it.', IMPORTED),
  row('kms:ListAliases', 'List', ['none'], 'Lists aliases and the keys they name.'),
  row('kms:ListGrants', 'List', ['key'], 'Lists a key’s grants.'),
  row('kms:ListKeyPolicies', 'List', ['key'], 'Lists the names of a key’s policies; there is one.'),
  row('kms:ListKeyRotations', 'List', ['key'], 'Lists a key’s rotations.'),
  row('kms:ListKeys', 'List', ['none'], 'Lists all keys.'),
  row('kms:ListResourceTags', 'List', ['key'], 'Lists a key’s tags.'),
  row('kms:ListRetirableGrants', 'List', ['none'], 'Lists the grants that a principal may retire.'),
  row(
    'kms:PutKeyPolicy',
    'Permissions management',
    ['key'],
    'Replaces the key’s policy: whoever may can give anybody anything on the key.',
  ),
  row(
    'kms:ReEncryptFrom',
    'Write',
    ['key'],
    'Opens a ciphertext in order to seal it under another key, without showing it.',
    ENCRYPTS,
  ),
  row(
    'kms:ReEncryptTo',
    'Write',
    ['key'],
    'Seals under this key what another key opened, without showing it.',
    ENCRYPTS,
  ),
  row(
    'kms:ReplicateKey',
    'Write',
    ['key'],
    'Copies a multi-Region key into another Region. No key here is one.',
    NONE,
  ),
  row(
    'kms:RetireGrant',
    'Permissions management',
    ['key'],
    'Ends a grant. Only a Deny has an effect in a key policy: who may retire follows from the grant.',
  ),
  row('kms:RevokeGrant', 'Permissions management', ['key'], 'Ends a grant at once.'),
  row('kms:RotateKeyOnDemand', 'Write', ['key'], 'Rotates a key now.', ROTATES),
  row(
    'kms:ScheduleKeyDeletion',
    'Write',
    ['key'],
    'Ends every use of a key, and destroys it after a waiting period.',
  ),
  row('kms:Sign', 'Write', ['key'], 'Signs a message or its digest.', SIGNS),
  row(
    'kms:SynchronizeMultiRegionKey',
    'Write',
    ['key'],
    'Keeps copies of a multi-Region key alike; AWS KMS asks for it by itself. No key here is one.',
    NONE,
  ),
  row('kms:TagResource', 'Tagging', ['key'], 'Sets tags of a key, which identity policies can decide by.'),
  row('kms:UntagResource', 'Tagging', ['key'], 'Removes tags of a key.'),
  row(
    'kms:UpdateAlias',
    'Write',
    ['alias', 'key'],
    'Lets a name stand for another key. Asked of the alias and of both keys.',
  ),
  row('kms:UpdateCustomKeyStore', 'Write', ['none'], 'Changes a custom key store. There are none here.'),
  row('kms:UpdateKeyDescription', 'Write', ['key'], 'Changes a key’s description.'),
  row(
    'kms:UpdatePrimaryRegion',
    'Write',
    ['key'],
    'Moves the primary of a multi-Region key. No key here is one.',
    NONE,
  ),
  row('kms:Verify', 'Write', ['key'], 'Verifies a signature.', SIGNS),
  row('kms:VerifyMac', 'Write', ['key'], 'Verifies a message authentication code.', MACS),

  row(
    'keydesk:AcceptFinding',
    'Write',
    ['none'],
    'Bears a finding of the posture until a date, with a reason.',
  ),
  row('keydesk:CreateAccessKey', 'Permissions management', ['none'], 'Gives a service another access key.'),
  row('keydesk:CreateIdentityPolicy', 'Permissions management', ['none'], 'Writes a new identity policy.'),
  row('keydesk:CreateService', 'Permissions management', ['none'], 'Makes a service.'),
  row('keydesk:DeleteAccessKey', 'Permissions management', ['none'], 'Removes a service’s access key.'),
  row(
    'keydesk:DeleteIdentityPolicy',
    'Permissions management',
    ['none'],
    'Removes an identity policy that nobody holds.',
  ),
  row('keydesk:DeleteService', 'Permissions management', ['none'], 'Removes a service.'),
  row('keydesk:DeleteUser', 'Permissions management', ['none'], 'Removes a person.'),
  row('keydesk:DescribeDesk', 'Read', ['none'], 'Shows the desk’s name, account, Region and version.'),
  row('keydesk:DescribeHome', 'Read', ['none'], 'Shows the first page: what needs attention.'),
  row('keydesk:DescribePosture', 'Read', ['none'], 'Shows the desk’s posture and its findings.'),
  row('keydesk:DescribeUser', 'Read', ['none'], 'Shows a person: roles, sessions, what they did last.'),
  row('keydesk:DescribeVault', 'Read', ['none'], 'Shows the HSM: its module, token and health.'),
  row('keydesk:EndSession', 'Write', ['none'], 'Signs somebody out.'),
  row('keydesk:GetIdentityPolicy', 'Read', ['none'], 'Reads an identity policy.'),
  row('keydesk:InviteUser', 'Permissions management', ['none'], 'Invites a person.'),
  row('keydesk:ListAlerts', 'List', ['none'], 'Lists what the desk noticed.'),
  row('keydesk:ListEffectiveAccess', 'List', ['none'], 'Lists who can do what with which key.'),
  row('keydesk:ListIdentityPolicies', 'List', ['none'], 'Lists identity policies and who holds them.'),
  row(
    'keydesk:ListPrincipalDependencies',
    'Read',
    ['none'],
    'Lists the keys that rest on a person or service.',
  ),
  row('keydesk:ListPrincipals', 'List', ['none'], 'Lists whom a policy can name.'),
  row('keydesk:ListRotationSchedule', 'List', ['none'], 'Lists what rotates when.'),
  row('keydesk:ListServices', 'List', ['none'], 'Lists services.'),
  row('keydesk:ListSessions', 'List', ['none'], 'Lists who is signed in.'),
  row('keydesk:ListSettings', 'List', ['none'], 'Lists the desk’s settings.'),
  row('keydesk:ListUsers', 'List', ['none'], 'Lists people.'),
  row('keydesk:OpenDeskSandbox', 'Write', ['none'], 'Practises on keys of one’s own at the envelope desk.'),
  row(
    'keydesk:PutIdentityPolicy',
    'Permissions management',
    ['none'],
    'Changes an identity policy: who holds one of the desk’s own can give themselves everything with it.',
  ),
  row('keydesk:ReadLog', 'Read', ['none'], 'Reads the audit log with its proofs.'),
  row('keydesk:ResetUser', 'Permissions management', ['none'], 'Lets a person set a new password.'),
  row('keydesk:SearchAuditEvents', 'Read', ['none'], 'Searches the audit log.'),
  row('keydesk:SearchKeys', 'List', ['none'], 'Searches keys.'),
  row(
    'keydesk:SimulateAccess',
    'Read',
    ['none'],
    'Asks what a request would be answered, without making it.',
  ),
  row('keydesk:SuppressFinding', 'Write', ['none'], 'Silences a finding of the linter until a date.'),
  row(
    'keydesk:UpdateAccessKey',
    'Permissions management',
    ['none'],
    'Switches a service’s access key on or off.',
  ),
  row(
    'keydesk:UpdatePrincipalPolicies',
    'Permissions management',
    ['none'],
    'Changes which identity policies somebody holds: one’s own too, so it is as good as administrator.',
  ),
  row(
    'keydesk:UpdatePrincipalTags',
    'Permissions management',
    ['none'],
    'Changes somebody’s tags, which policies can decide by: it gives what such a policy gives.',
  ),
  row('keydesk:WithdrawAcceptance', 'Write', ['none'], 'Takes back that a finding is borne.'),
  row('keydesk:WithdrawInvitation', 'Permissions management', ['none'], 'Takes an invitation back.'),
  row('keydesk:WithdrawSuppression', 'Write', ['none'], 'Lets a silenced finding be heard again.'),
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
