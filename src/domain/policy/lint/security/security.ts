import type { Rule } from '../rule.ts';
export const SECURITY: readonly Rule[] = [];
