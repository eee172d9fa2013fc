/** What is said when the linter itself fails: never silence, because silence reads as "all is well" (policy-lint.md §4.4). */
import type { Found, Severity } from './finding.ts';

export const COULD_NOT_ANALYSE = {
  code: 'could-not-analyse',
  severity: 'high',
} as const satisfies { code: string; severity: Severity };

export const couldNotAnalyseDoc = () => ({
  title: 'A rule could not be run',
  why: 'A rule failed on this policy. What it looks for may be there or not; the other rules are not affected. It is a fault of Keydesk and not of the policy: report it with the text of the policy, and check by hand what the named rule would have checked.',
});

export const couldNotAnalyse = (what: string, length: number): Found => ({
  from: 0,
  to: Math.min(1, length),
  statement: null,
  message: `${what} failed on this policy, so what it would have found is not known. This is a fault of Keydesk: report it with the text of the policy.`,
});
