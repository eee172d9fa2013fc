/**
 * Rules that an editor asks when its worker has all of its code: those that only ask the comparison, those that read the log of uses, and the
 * one that goes by what all others find.
 */
import { suppressionStale } from './hygiene/suppression-stale.ts';
import { USE_RULES } from './least-privilege/use-rules.ts';
import type { Rule } from './rule.ts';
import { IDLE_RULES } from './semantics/idle-rules.ts';

export const LATER_RULES: readonly Rule[] = [...USE_RULES, ...IDLE_RULES, suppressionStale];
