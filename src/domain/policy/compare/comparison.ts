/**
 * What an edit of a key policy changes: who gains, who loses. Plain data, made by `comparePolicies`, shown by the editor, answered by
 * CompareKeyPolicies. "No new access" is said only when `gained` is empty and `exact` is true: then it is a proof.
 */
import type { Witness } from '../witness.ts';

/**
 * How the access comes: `direct`, the key policy allows by name (or `*`); `delegated`, it hands the decision to the account and an
 * identity policy allows; `grant`, a grant allows and no Deny does not.
 */
export type AccessLayer = 'direct' | 'delegated' | 'grant';

/** A class of callers that the policies cannot tell apart. */
export interface CallerClass {
  /** In words: `role/billing`; `any role of 111122223333 that starts with app-, except app-7`; `anyone else`. */
  readonly words: string;
  /** ARN, where the class is one principal. */
  readonly arn: string | null;
  /** ARNs of the people and services of the desk that are in it. */
  readonly existing: readonly string[];
  /** Somebody who does not exist yet would be in it, too. */
  readonly open: boolean;
}

/** What must hold of one condition key, in words that name the defining literals: `tenant = acme`, `no encryption context "tenant"`. */
export interface WhenClause {
  readonly key: string;
  readonly words: string;
}

export interface AccessChange {
  readonly layer: AccessLayer;
  readonly who: readonly CallerClass[];
  /** Of ACTIONS, in their order. */
  readonly actions: readonly string[];
  /** All must hold; empty: always. */
  readonly when: readonly WhenClause[];
  /** Shortest request that is allowed on one side only; null when the change is only possible ("may"). */
  readonly witness: Witness | null;
}

export interface Comparison {
  /** False: something is not known, or cannot be told exactly. `gained` and `lost` then hold everything that may change, and perhaps more. */
  readonly exact: boolean;
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
  /** Why it is not exact, one sentence each. */
  readonly limits: readonly string[];
}
