/**
 * What the desk keeps, by kind. A body is JSON with a `schema` number; upgrades happen in memory on load (`upgradeBody`), a row is
 * rewritten only by its next change.
 */
import type { Deletion } from '../keys/deletion-guard.ts';
import type { KeyState } from '../keys/key-state.ts';
import type { KeySpec, KeyUsage } from '../keys/key-specs.ts';
import type { Acceptance } from '../posture/acceptance.ts';
import type { Residency } from '../ports/vault.ts';
import type { RotationSchedule } from '../rotation/schedule.ts';
import type { SandboxKeyName } from '../sandbox/sandbox-keys.ts';

export interface KeyEntity {
  readonly id: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly origin: 'AWS_KMS';
  readonly state: KeyState;
  readonly description: string;
  /** ms */
  readonly createdAt: number;
  /** Principal id of the creator. */
  readonly createdBy: string;
  readonly currentVersion: number;
  readonly tags: readonly (readonly [string, string])[];
  /** Null: no automatic rotation. */
  readonly rotation: RotationSchedule | null;
  /** While a deletion is pending. */
  readonly deletion: Deletion | null;
  /** ms; null for every key that can still be described. */
  readonly destroyedAt: number | null;
  /**
   * Of a practice key only: other bodies do not have the member, so those of before are as they were. Set by OpenDeskSandbox when it
   * makes the key, and by nothing else; nothing takes it away. Not a tag: whoever may tag could hide a key from inventory and audit.
   */
  readonly sandbox?: SandboxMark;
}

/** A key to learn on: whose, and which of theirs. */
export interface SandboxMark {
  /** Principal id. */
  readonly owner: string;
  readonly name: SandboxKeyName;
}

export const ROTATION_TYPES = ['AUTOMATIC', 'ON_DEMAND'] as const;
export type RotationType = (typeof ROTATION_TYPES)[number];

export interface KeyVersionEntity {
  readonly keyId: string;
  readonly number: number;
  /** ms: the rotation's date. */
  readonly createdAt: number;
  /** What made this version; null for the first. */
  readonly rotation: RotationType | null;
  /** 64 hex digits: the KeyMaterialId of the API. */
  readonly materialId: string;
  readonly residency: Residency;
  /** The wrapped key or object id, base64. */
  readonly material: string;
  readonly publicKey: string | null;
}

/** Who saved a policy, when and why. Bodies of before have no such members. */
export interface Saved {
  /** ms */
  readonly savedAt?: number;
  /** ARN: whoever saved it may be gone by the time it is read. */
  readonly savedBy?: string;
  /** In the author's words; null when none were given. */
  readonly reason?: string | null;
}

/** A key's policy, id = key id. Its version is the row's. */
export interface KeyPolicyEntity extends Saved {
  readonly text: string;
}

/** A policy that was in force and was replaced, of a key or an identity policy; id = `versionId` of its owner and the row version that it had. */
export type PolicyVersionEntity = Saved & {
  readonly text: string;
  readonly version: number;
} & (
    | { readonly keyId: string }
    /** Name of the identity policy, and what was said that it is for. */
    | { readonly identityPolicy: string; readonly description: string }
  );

/** Whom versions of an identity policy belong to, beside the ids of keys. */
export const identityOwner = (name: string): string => `identity/${name}`;

/** A lint finding of a key's policy that somebody silenced until a date; id = key id, code and statement, as `suppressionId` makes it. */
export interface SuppressionEntity {
  readonly keyId: string;
  /** Of the rule. */
  readonly code: string;
  /** Sid of the statement; null: of the whole policy. */
  readonly statement: string | null;
  readonly reason: string;
  /** ms */
  readonly until: number;
  /** ARN, and ms. */
  readonly by: string;
  readonly at: number;
}

/** A policy of people and services that somebody of this desk wrote; id = name. The built-in ones are not rows. */
export interface IdentityPolicyEntity extends Saved {
  readonly name: string;
  readonly text: string;
  readonly description: string;
  /** ms */
  readonly createdAt: number;
}

/** A grant (kms-api.md §7), id = grant id. */
export interface GrantEntity {
  readonly id: string;
  readonly keyId: string;
  /** Empty when none was given. */
  readonly name: string;
  /**
   * Ids, which outlive the names, so that whoever gets a name later gains nothing: the principal's; `<role id>:<session>` of one session
   * of a role; the account's twelve digits.
   */
  readonly grantee: string;
  readonly retiring: string | null;
  /** Of GrantOperations, as CreateGrant spells them. */
  readonly operations: readonly string[];
  readonly contextEquals: readonly (readonly [string, string])[] | null;
  readonly contextSubset: readonly (readonly [string, string])[] | null;
  /** The grant by whose CreateGrant it was made; null: by a policy. */
  readonly parent: string | null;
  /** Principal id. */
  readonly createdBy: string;
  /** ms */
  readonly createdAt: number;
}

export interface AliasEntity {
  /** `alias/…` */
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface PrincipalEntity {
  readonly id: string;
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly createdAt: number;
  /** Names of identity policies. */
  readonly policies: readonly string[];
  /** argon2id, PHC string; null for services. */
  readonly passwordHash: string | null;
  /** aws:PrincipalTag/…; bodies of before have none. */
  readonly tags?: readonly (readonly [string, string])[];
}

export interface AccessKeyEntity {
  readonly id: string;
  readonly principalId: string;
  /** Secret sealed by the vault (aad = access key id ‖ 0 ‖ principal id), base64. */
  readonly sealed: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: number;
}

export interface SessionEntity {
  /** SHA-256 of the token, hex. */
  readonly id: string;
  readonly principalId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly address: string;
  readonly agent: string;
}

/**
 * A link with which a person sets their password, once: for a person who is new, or whose password an administrator took away. Id =
 * principal id, so that a person has one at most.
 */
export interface InvitationEntity {
  readonly principalId: string;
  /** SHA-256 of the token, hex. */
  readonly digest: string;
  readonly purpose: 'invite' | 'reset';
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Principal id. */
  readonly createdBy: string;
}

/** What the scheduler keeps over a restart: how long the desk has run (`RunningTime`). One row, `desk`. */
export interface RunningEntity {
  /** ms */
  readonly ran: number;
  /** Running time at which the clock was last doubted, ms. Absent while it never was, and in bodies of before. */
  readonly doubtedAt?: number;
}

/** The last backup that was finished, or that the desk was restored from. One row, `desk`. */
export interface BackupEntity {
  /** Where it was written, as its maker named it. */
  readonly directory: string;
  /** ms: the moment that it holds. */
  readonly at: number;
  /** Events of the log that are in it. */
  readonly events: number;
  readonly bytes: number;
}

/** An epoch of the log, begun at the first start after a restore; id = its number. */
export interface EpochEntity {
  readonly number: number;
  /** Sequence of its first event, `BeginLogEpoch`: all before it came out of the backup. */
  readonly firstEvent: number;
  /** ms */
  readonly beganAt: number;
  /** Random, of the one restore: it begins one epoch, however often the start after it is cut short. */
  readonly restore: string;
  /** ms: the moment that the backup holds. */
  readonly backupAt: number;
  /** Where the backup lay, and how large it was. Absent in bodies of before. */
  readonly backup?: { readonly directory: string; readonly bytes: number };
  /** The signed checkpoint that the backup ended with: what this epoch goes on from. Null when it had none. */
  readonly checkpoint: string | null;
  /** Encryptions that a version of before may have made after the backup: nobody knows how many, so its budget is charged with the most. */
  readonly jump: number;
  /** ms: versions created earlier are of before. */
  readonly versionsBefore: number;
  /** Running time of the desk at that moment, ms: a deletion that was pending in the backup waits anew, since it may have been cancelled. */
  readonly ranAt: number;
}

/** A posture finding that somebody bears until a date; id = `acceptanceId`. */
export type AcceptanceEntity = Acceptance;

export interface EntityKinds {
  key: KeyEntity;
  keyVersion: KeyVersionEntity;
  policy: KeyPolicyEntity;
  alias: AliasEntity;
  principal: PrincipalEntity;
  accessKey: AccessKeyEntity;
  session: SessionEntity;
  invitation: InvitationEntity;
  running: RunningEntity;
  acceptance: AcceptanceEntity;
  policyVersion: PolicyVersionEntity;
  suppression: SuppressionEntity;
  identityPolicy: IdentityPolicyEntity;
  grant: GrantEntity;
  backup: BackupEntity;
  epoch: EpochEntity;
}
export type Kind = keyof EntityKinds;

export const KINDS = [
  'key',
  'keyVersion',
  'policy',
  'alias',
  'principal',
  'accessKey',
  'session',
  'invitation',
  'running',
  'acceptance',
  'policyVersion',
  'suppression',
  'identityPolicy',
  'grant',
  'backup',
  'epoch',
] as const satisfies readonly Kind[];
export const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind); // widening for includes

/** A change that an operation asks for: the new body, or null to delete. */
export type Change = {
  readonly [K in Kind]: { readonly kind: K; readonly id: string; readonly body: EntityKinds[K] | null };
}[Kind];

/** The schema that this program writes. A row of a newer one is refused at load. */
export const BODY_SCHEMA = 2;

export const put = <K extends Kind>(kind: K, id: string, body: EntityKinds[K]): Change =>
  ({ kind, id, body }) as Change; // K ties kind to body
export const remove = (kind: Kind, id: string): Change => ({ kind, id, body: null });

export const versionId = (keyId: string, number: number): string => `${keyId}/${number}`;
