/** What a posture check is: one rule, what it says to a person, and the objects it concerns. */
import type { PostureFacts } from './facts.ts';

/** The article's five mistakes, and what else a desk should not be found with. */
export const GROUPS = {
  rotation: 'No rotation',
  scope: 'One key for everything',
  policy: 'No policy worth the name',
  audit: 'No audit',
  credentials: 'Keys in code or environment',
  housekeeping: 'Left lying about',
} as const;
export type Group = keyof typeof GROUPS;

/** What a failed check costs, by how bad it is. */
export const WEIGHTS = { high: 5, medium: 3, low: 1 } as const;
export type Severity = keyof typeof WEIGHTS;

export type ObjectKind = 'key' | 'principal' | 'accessKey' | 'identityPolicy' | 'desk';

/** An object that a check found, and why. */
export interface Finding {
  readonly kind: ObjectKind;
  /** Permanent: what an acceptance names. */
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  /** Where it is mended when that is not the object's own page: the owner of an access key. */
  readonly principalId?: string;
}

export interface Check {
  /** Permanent: an acceptance names it. */
  readonly code: string;
  readonly group: Group;
  /** The rule: what is so on a sound desk. */
  readonly title: string;
  /** What was found instead, as a headline: a rule beside a red sign would read as if it held. */
  readonly found: (findings: readonly Finding[]) => string;
  readonly severity: Severity;
  /** Why it matters, in one or two sentences. */
  readonly why: string;
  readonly fix: string;
  /** How many objects it looks at; with none it counts neither way. */
  readonly looksAt: (facts: PostureFacts) => number;
  /** The worst first. */
  readonly find: (facts: PostureFacts) => readonly Finding[];
}

/** A headline that counts: `one` as it stands, or `many` after the number. */
export const countedFindings =
  (one: string, many: string): Check['found'] =>
  ({ length }) =>
    length === 1 ? one : `${new Intl.NumberFormat('en').format(length)} ${many}`;
