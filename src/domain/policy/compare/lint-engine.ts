/** The comparison as the linter asks it. */
import type { LintEngine } from '../lint/engine.ts';
import { DEFAULT_BUDGET } from './budget.ts';
import { certify } from './compare.ts';
import { idleStatements } from './idle.ts';
import { strangerOf } from './strangers.ts';

export const LINT_ENGINE: LintEngine = {
  certify: (before, after, world, work) => certify(before, after, world, { ...DEFAULT_BUDGET, work }),
  stranger: (policy, index, world, work) => strangerOf(policy, index, world, { ...DEFAULT_BUDGET, work }),
  idle: (policy, world, work) => idleStatements(policy, world, { ...DEFAULT_BUDGET, work }),
};
