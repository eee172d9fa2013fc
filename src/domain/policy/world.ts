/**
 * What a policy is judged against: the key it stands on, the people and services of the desk with their identity policies, live grants,
 * and the uses of the log. Plain data (it crosses to a worker and over the wire), made by the service and by the editor alike. A part
 * that is null is not known: who asks it must then be silent, not guess.
 */
import type { KeySpec, KeyUsage } from '../keys/key-specs.ts';

export interface KeyFacts {
  readonly id: string;
  readonly arn: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly origin: 'AWS_KMS' | 'EXTERNAL';
  readonly tags: readonly (readonly [string, string])[];
  /** `alias/…` */
  readonly aliases: readonly string[];
  /** ms */
  readonly createdAt: number;
}

/** An identity policy, as text: whoever evaluates it compiles it once. */
export interface IdentityPolicyText {
  readonly name: string;
  readonly text: string;
}

/** A person or service of the desk, without what they are given. */
export interface DirectoryEntry {
  readonly arn: string;
  readonly id: string;
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly tags: readonly (readonly [string, string])[];
  /** Can act now: a person who has a password, a service with an access key in use. */
  readonly active: boolean;
  /** ms of the last event in the log; null: never. */
  readonly lastSeen: number | null;
}

export interface DirectoryPrincipal extends DirectoryEntry {
  readonly policies: readonly IdentityPolicyText[];
}

/** Who it is, where the texts of their policies are not known. */
export interface NamedPrincipal extends DirectoryEntry {
  readonly policyNames: readonly string[];
}

/** A live grant of the key (kms-api.md §7). */
export interface GrantFacts {
  readonly id: string;
  readonly name: string;
  /** ARN; the bare id of a principal that is gone. */
  readonly grantee: string;
  readonly retiring: string | null;
  /** As CreateGrant spells them: `Decrypt`, not `kms:Decrypt`. */
  readonly operations: readonly string[];
  readonly contextEquals: readonly (readonly [string, string])[] | null;
  readonly contextSubset: readonly (readonly [string, string])[] | null;
  /** ms */
  readonly createdAt: number;
  /** ms of the last request that it decided; null: none. */
  readonly lastUsed: number | null;
}

/** What the log holds of one principal and one action on the key. Refusals are counted apart. */
export interface UseFacts {
  readonly principal: string;
  /** `kms:Decrypt` */
  readonly action: string;
  readonly allowed: number;
  readonly refused: number;
  /** ms of the last allowed one; null: none. */
  readonly lastAllowed: number | null;
  /** Context pairs that every allowed request had, of those looked at. */
  readonly steadyContext: readonly (readonly [string, string])[];
  /** Source addresses of the allowed requests, when they are few; null: many, or not looked at. */
  readonly sources: readonly string[] | null;
  /** Statements of the policy in force that decided allowed requests, by index; of those looked at. */
  readonly statements: readonly number[];
  /** How many of the allowed requests were looked at for context, sources and statements. Absent: not known. */
  readonly looked?: number;
}

export interface UsageFacts {
  /** ms: nothing older was looked at. */
  readonly since: number;
  /** ms: the policy in force is that old; a permission younger than the window proves nothing unused. */
  readonly policySince: number;
  /** All requests of the key that were looked at. */
  readonly requests: number;
  /** False: the look ended at a budget, so absence of a use proves nothing. */
  readonly complete: boolean;
  readonly uses: readonly UseFacts[];
}

/** What principals may on all keys of the desk together. */
export interface EstateFacts {
  /** Keys that are not pending deletion. */
  readonly keys: number;
  /** Those of them that each principal can decrypt with, by ARN; whoever can with none may be left out. */
  readonly decrypts: readonly (readonly [arn: string, keys: number])[];
  /** Keys that protect what keeps watch over the others: those that bear the tag `protects`. */
  readonly guards: readonly GuardFacts[];
}

export interface GuardFacts {
  readonly keyId: string;
  /** Alias or id, for the message. */
  readonly name: string;
  /** Value of its tag `protects`: `audit log`, `backup`. */
  readonly protects: string;
  /** ARNs of those who can put its policy. */
  readonly administrators: readonly string[];
}

export interface PolicyWorld {
  readonly accountId: string;
  readonly region: string;
  readonly key: KeyFacts | null;
  /** Null too where who is here is known, but not what their policies say: then it is not known what they could do. */
  readonly principals: readonly DirectoryPrincipal[] | null;
  /** Who is here, where `principals` is null for that reason. For names, never for decisions. */
  readonly people?: readonly NamedPrincipal[] | null;
  readonly grants: readonly GrantFacts[] | null;
  readonly usage: UsageFacts | null;
  /** ms */
  readonly now: number;
  /** ARN of who edits the policy: whom a lockout would hit first. */
  readonly me: string | null;
  /** Text of the policy in force, when what is judged is an edit of it. Absent: what is judged is in force, or it is not known. */
  readonly inForce?: string | null;
  readonly estate?: EstateFacts | null;
}

/** Who is here, as far as that is known; null when it is not. */
export const peopleOf = ({ principals, people }: PolicyWorld): readonly DirectoryEntry[] | null =>
  principals ?? people ?? null;
