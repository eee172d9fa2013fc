/** Rules that have nothing to say without the comparison: those that only ask it, and the one that goes by what all others find. */
import { suppressionStale } from './hygiene/suppression-stale.ts';
import type { Rule } from './rule.ts';
import { IDLE_RULES } from './semantics/idle-rules.ts';

export const RULES_OF_MEANING: readonly Rule[] = [...IDLE_RULES, suppressionStale];
