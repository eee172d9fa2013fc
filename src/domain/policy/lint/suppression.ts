/** A finding that somebody accepted, with the reason. It is kept beside the policy, never in its text. */
export interface Suppression {
  /** Of the rule: `public`. */
  readonly code: string;
  /** Sid of the statement; null: wherever the code is found. */
  readonly sid: string | null;
  readonly reason: string;
  /** ms; null: never ends. */
  readonly until: number | null;
}
