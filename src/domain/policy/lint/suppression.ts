/** A finding that somebody accepted, with the reason. It is kept beside the policy, never in its text. */
export interface Suppression {
  /** Of the rule: `public`. */
  readonly code: string;
  /** Sid of the statement; null: of the whole policy, wherever the code is found. */
  readonly statement: string | null;
  readonly reason: string;
  /** ms; null: no end was set. */
  readonly until: number | null;
}
