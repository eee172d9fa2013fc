import type { Rule } from '../rule.ts';
export const SEPARATION_OF_DUTIES: readonly Rule[] = [];
