import type { Rule } from '../rule.ts';
export const ERRORS: readonly Rule[] = [];
