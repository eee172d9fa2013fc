/** Rules that a key policy may break. Each is a file of its own; nothing else knows a code. */
import { ERRORS } from './errors/errors.ts';
import { HYGIENE } from './hygiene/hygiene.ts';
import { LEAST_PRIVILEGE } from './least-privilege/least-privilege.ts';
import type { Rule } from './rule.ts';
import { SECURITY } from './security/security.ts';
import { SEMANTICS } from './semantics/semantics.ts';
import { SEPARATION_OF_DUTIES } from './separation-of-duties/separation-of-duties.ts';

export const KEY_RULES: readonly Rule[] = [
  ...ERRORS,
  ...SECURITY,
  ...LEAST_PRIVILEGE,
  ...SEPARATION_OF_DUTIES,
  ...SEMANTICS,
  ...HYGIENE,
];
