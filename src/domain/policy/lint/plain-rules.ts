/** Rules that speak of a key policy before the comparison has come. */
import { ERRORS } from './errors/errors.ts';
import { PLAIN_HYGIENE } from './hygiene/plain-hygiene.ts';
import { LEAST_PRIVILEGE } from './least-privilege/least-privilege.ts';
import type { Rule } from './rule.ts';
import { SECURITY } from './security/security.ts';
import { PLAIN_SEMANTICS } from './semantics/plain-semantics.ts';
import { SEPARATION_OF_DUTIES } from './separation-of-duties/separation-of-duties.ts';

export const PLAIN_RULES: readonly Rule[] = [
  ...ERRORS,
  ...SECURITY,
  ...LEAST_PRIVILEGE,
  ...SEPARATION_OF_DUTIES,
  ...PLAIN_SEMANTICS,
  ...PLAIN_HYGIENE,
];
