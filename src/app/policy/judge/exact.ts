/** What of the engine can come a moment later: the exact comparison, what asks it, what reads the log, the proofs of fixes. A chunk of its own. */
export { comparePolicies } from '../../../domain/policy/compare/compare.ts';
export { fixAll, lintPolicy } from '../../../domain/policy/lint/fixer.ts';
export { LATER_RULES } from '../../../domain/policy/lint/later-rules.ts';
