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

/** A key's policy, id = key id. Its version is the row's. */
export interface KeyPolicyEntity {
  readonly text: string;
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
