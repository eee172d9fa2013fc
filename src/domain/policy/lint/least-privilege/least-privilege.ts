import type { Rule } from '../rule.ts';
import { PLAIN_LEAST_PRIVILEGE } from './plain-least-privilege.ts';
import { USE_RULES } from './use-rules.ts';

/** Least-privilege rules (policy-lint.md §1.3): first what the log shows, then what the text alone does. */
export const LEAST_PRIVILEGE: readonly Rule[] = [...USE_RULES, ...PLAIN_LEAST_PRIVILEGE];
