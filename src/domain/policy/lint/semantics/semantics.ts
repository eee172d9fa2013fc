import type { Rule } from '../rule.ts';
import { IDLE_RULES } from './idle-rules.ts';
import { PLAIN_SEMANTICS } from './plain-semantics.ts';

/** Traps of meaning and dead logic (policy-lint.md §1.5), in the order of the catalogue. */
export const SEMANTICS: readonly Rule[] = [...IDLE_RULES, ...PLAIN_SEMANTICS];
