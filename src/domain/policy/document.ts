/** A policy as read: what its author wrote, with the place of each part. Whatever loads can be evaluated. */

/** Of a key (resource-based, names principals) or of an identity (attached to a principal). */
export type PolicyKind = 'key' | 'identity';

/** UTF-16 offsets into the policy's text. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

export interface Located extends Place {
  readonly text: string;
}

/** Who a statement speaks of (kms-api.md §8.2). */
export type PolicyPrincipal = Place &
  (
    | { readonly type: 'anyone' }
    /** The root ARN or 12 digits. In an Allow it delegates to the account's identity policies. */
    | { readonly type: 'account'; readonly account: string }
    /** ARN of a user, a role, or one session of a role. */
    | { readonly type: 'principal'; readonly arn: string }
    /** `Service`, `Federated`, `CanonicalUser`: kept as written; no caller here is one, so they match nobody. */
    | { readonly type: 'outside'; readonly kind: string; readonly name: string }
  );

/** ForAllValues: every value of the request matches some value of the policy. ForAnyValue: at least one does. */
export type SetQualifier = 'ForAllValues' | 'ForAnyValue';

/** One operator on one condition key: some value must match (a negated operator: none may). */
export interface PolicyCondition extends Place {
  /** As the author spelled it, qualifier and IfExists with it. */
  readonly operator: string;
  /** Its parts: `ForAnyValue:StringLikeIfExists` is ForAnyValue, StringLike, true. */
  readonly qualifier: SetQualifier | null;
  readonly base: string;
  readonly ifExists: boolean;
  /** As the author spelled it. */
  readonly key: string;
  readonly keyPlace: Place;
  readonly values: readonly Located[];
}

/** Elements written as their inverse: NotPrincipal, NotAction, NotResource. What the lists hold is then what is *not* meant. */
export interface Inverted {
  readonly principal: boolean;
  readonly action: boolean;
  readonly resource: boolean;
}

export interface PolicyStatement extends Place {
  /** From 0. */
  readonly index: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  readonly not: Inverted;
  /** Null in an identity policy: it speaks of whoever it is attached to. */
  readonly principals: readonly PolicyPrincipal[] | null;
  readonly actions: readonly Located[];
  readonly resources: readonly Located[];
  readonly conditions: readonly PolicyCondition[];
}

export interface PolicyDocument {
  /** Absent in the text: 2008-10-17, which knows no policy variables. */
  readonly version: '2008-10-17' | '2012-10-17';
  readonly id: string | null;
  readonly statements: readonly PolicyStatement[];
}

export type PolicyProblemCode =
  | 'json'
  | 'json-duplicate'
  | 'element-unknown'
  | 'element-missing'
  | 'element-conflict'
  | 'element-unexpected'
  | 'element-type'
  | 'element-empty'
  | 'version'
  | 'effect'
  | 'principal-group'
  | 'principal-wildcard'
  | 'principal-format'
  | 'action-format'
  | 'policy-variable'
  | 'operator-unknown'
  | 'condition-key-kind'
  | 'condition-key-duplicate';

/** Why a text is refused, and where. */
export interface PolicyProblem extends Place {
  readonly code: PolicyProblemCode;
  /** One sentence that names the thing and says what is allowed. */
  readonly message: string;
  /** Of `json`: what makes the text JSON again here, where one edit does. */
  readonly mend?: Mend;
}

/** Replaces the text between two UTF-16 offsets. */
export interface Mend extends Place {
  readonly insert: string;
}

/** Size of a policy in bytes of UTF-8 (kms-api.md §8.6). Whoever takes a text checks this before it is parsed. */
export const MAX_POLICY_BYTES = 32 * 1024;
