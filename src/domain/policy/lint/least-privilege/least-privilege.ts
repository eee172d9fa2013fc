import type { Rule } from '../rule.ts';
export const LEAST_PRIVILEGE: readonly Rule[] = [];
