/** Why a comparison is not exact, one sentence each. Apart from what finds them, for whoever tells them without the engine. */

export const SPENT = 'The policies need more work to compare than is spent on it: what may change is shown.';
/** Then nothing is proved. */
export const BLIND = 'An identity policy cannot be read: what it gives is not known.';
export const GRANTS =
  'The grants of the key are not known: what they allow may be gained or lost by a Deny, or be there already.';
export const MANY_GRANTS =
  'The key has more grants with constraints of their own than are compared: what they allow may be gained or lost by a Deny, or be there already.';
export const PRINCIPALS =
  'The people and services of the desk are not known: their identity policies may allow or deny the same.';
export const LOOSE = 'Some conditions cannot be told apart exactly: what may change is shown.';

/** What is missing, not what was left undone. */
export const UNSEEN: ReadonlySet<string> = new Set([GRANTS, PRINCIPALS]);
