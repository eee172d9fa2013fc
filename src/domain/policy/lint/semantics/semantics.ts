import type { Rule } from '../rule.ts';
export const SEMANTICS: readonly Rule[] = [];
