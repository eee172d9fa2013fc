/** The documentation of all rules, by code: for pages about them, and for their tests. Not part of what lints. */
import { ERROR_DOCS } from './errors/errors-docs.ts';
import { HYGIENE_DOCS } from './hygiene/hygiene-docs.ts';
import { LEAST_PRIVILEGE_DOCS } from './least-privilege/least-privilege-docs.ts';
import type { RuleDoc } from './rule.ts';
import { SECURITY_DOCS } from './security/security-docs.ts';
import { SEMANTICS_DOCS } from './semantics/semantics-docs.ts';
import { SEPARATION_OF_DUTIES_DOCS } from './separation-of-duties/separation-of-duties-docs.ts';

const DOCS: Readonly<Record<string, () => RuleDoc>> = {
  ...ERROR_DOCS,
  ...SECURITY_DOCS,
  ...LEAST_PRIVILEGE_DOCS,
  ...SEPARATION_OF_DUTIES_DOCS,
  ...SEMANTICS_DOCS,
  ...HYGIENE_DOCS,
};

/** Codes of all rules. */
export const documented = (): readonly string[] => Object.keys(DOCS);

/** Throws RangeError for a code that is of no rule. */
export function ruleDoc(code: string): RuleDoc {
  const doc = Object.hasOwn(DOCS, code) ? DOCS[code] : undefined;
  if (doc === undefined) throw new RangeError(`There is no rule ${code}.`);
  return doc();
}
