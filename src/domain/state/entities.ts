/**
 * What the desk keeps, by kind. A body is JSON with a `schema` number; upgrades happen in memory on load (`upgradeBody`), a row is
 * rewritten only by its next change.
 */
import type { KeyState } from '../keys/key-state.ts';
import type { KeySpec, KeyUsage } from '../keys/key-specs.ts';
import type { Residency } from '../ports/vault.ts';

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
  readonly deletionDate: number | null;
}

export interface KeyVersionEntity {
  readonly keyId: string;
  readonly number: number;
  readonly createdAt: number;
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

export interface EntityKinds {
  key: KeyEntity;
  keyVersion: KeyVersionEntity;
  policy: KeyPolicyEntity;
  alias: AliasEntity;
  principal: PrincipalEntity;
  accessKey: AccessKeyEntity;
  session: SessionEntity;
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
] as const satisfies readonly Kind[];
export const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind); // widening for includes

/** A change that an operation asks for: the new body, or null to delete. */
export type Change = {
  readonly [K in Kind]: { readonly kind: K; readonly id: string; readonly body: EntityKinds[K] | null };
}[Kind];

/** The schema that this program writes. A row of a newer one is refused at load. */
export const BODY_SCHEMA = 1;

export const put = <K extends Kind>(kind: K, id: string, body: EntityKinds[K]): Change =>
  ({ kind, id, body }) as Change; // K ties kind to body
export const remove = (kind: Kind, id: string): Change => ({ kind, id, body: null });

export const versionId = (keyId: string, number: number): string => `${keyId}/${number}`;
