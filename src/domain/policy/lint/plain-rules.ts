/** Rules that an editor asks first: what the text and the directory show. The others are in later-rules.ts. */
import { ERRORS } from './errors/errors.ts';
import { PLAIN_HYGIENE } from './hygiene/plain-hygiene.ts';
import { PLAIN_LEAST_PRIVILEGE } from './least-privilege/plain-least-privilege.ts';
import type { Rule } from './rule.ts';
import { SECURITY } from './security/security.ts';
import { PLAIN_SEMANTICS } from './semantics/plain-semantics.ts';
import { SEPARATION_OF_DUTIES } from './separation-of-duties/separation-of-duties.ts';

export const PLAIN_RULES: readonly Rule[] = [
  ...ERRORS,
  ...SECURITY,
  ...PLAIN_LEAST_PRIVILEGE,
  ...SEPARATION_OF_DUTIES,
  ...PLAIN_SEMANTICS,
  ...PLAIN_HYGIENE,
];
