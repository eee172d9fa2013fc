/** What of the engine takes longest, to fetch and to run: the exact comparison, what asks it, and the proofs of fixes. A chunk of its own. */
export { comparePolicies } from '../../../domain/policy/compare/compare.ts';
export { fixAll, lintPolicy } from '../../../domain/policy/lint/fixer.ts';
export { RULES_OF_MEANING } from '../../../domain/policy/lint/rules-of-meaning.ts';
