/** What the posture checks look at: gathered once, so that each check is a pure rule over plain facts. All times in ms. */
import type { KeyEntity } from '../state/entities.ts';
import type { PolicyTraits } from './policy-traits.ts';

/** Days of use that "used by" and "idle" speak of. */
export const POSTURE_DAYS = 90;

export interface KeyFacts {
  readonly key: KeyEntity;
  /** What a person calls it: its first alias, else its id. */
  readonly name: string;
  readonly rotates: boolean;
  /** Encryptions made with the current version. */
  readonly encryptions: number;
  readonly lastUse: number | null;
  /** ARNs that were let use it in the last 90 days, the busiest first. */
  readonly users: readonly string[];
  readonly requests: number;
  /** Refused requests since the day the deletion was scheduled, and the last of them; zero for a key that is not doomed. */
  readonly doomedCalls: { readonly count: number; readonly last: number; readonly by: readonly string[] };
  /** Decrypts without an encryption context that this desk knows of. */
  readonly bareDecrypts: number;
  /** Null: the policy did not authenticate or cannot be read, which is another check's matter. */
  readonly policy: PolicyTraits | null;
}

export interface PrincipalFacts {
  readonly id: string;
  readonly arn: string;
  readonly kind: 'user' | 'role';
  readonly name: string;
  /**
   * A person who administers the desk: with a password (one who was invited and never came, or was locked out, keeps nobody from
   * anything), and with no policy that keeps them from it.
   */
  readonly administers: boolean;
  /** A person with a password. */
  readonly signsIn: boolean;
  /** Names of the identity policies by which they can make themselves an administrator. */
  readonly escalatesBy: readonly string[];
  /** Made by the desk's settings, from the environment. */
  readonly fromSettings: boolean;
}

export interface AccessKeyFacts {
  readonly id: string;
  readonly active: boolean;
  readonly createdAt: number;
  readonly owner: PrincipalFacts;
  /** Null: no use is known. */
  readonly lastUse: number | null;
  /** Every use of it since it exists would be known. */
  readonly useIsKnown: boolean;
  /** Networks that it was used from, as far as known. */
  readonly networks: readonly string[];
}

/** One of the desk's own. */
export interface IdentityPolicyFacts {
  readonly name: string;
  /** When it was saved last, as far as that was kept; else when it was made. */
  readonly savedAt: number;
  /** People and services that have it. */
  readonly holders: number;
}

export interface PostureFacts {
  readonly now: number;
  readonly keys: readonly KeyFacts[];
  readonly principals: readonly PrincipalFacts[];
  readonly accessKeys: readonly AccessKeyFacts[];
  readonly identityPolicies: readonly IdentityPolicyFacts[];
  readonly log: { readonly uncoveredSince: number | null };
  /**
   * When the newest backup was made that is known, the one that the desk was restored from too; since when there are keys and none. Null:
   * this desk keeps nothing that a backup could be made of.
   */
  readonly backup: { readonly last: number | null; readonly missingSince: number | null } | null;
  /** Objects that did not authenticate, by `kind/id`, with the reason. */
  readonly quarantine: ReadonlyMap<string, string>;
}

/** `role/billing-api` of its ARN, for sentences. */
export const shortArn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
