/** The comparison as the linter asks it. */
import type { LintEngine } from '../lint/engine.ts';
import { certify } from './compare.ts';
import { idleStatements } from './idle.ts';

export const LINT_ENGINE: LintEngine = {
  certify: (before, after, world) => certify(before, after, world),
  idle: (policy, world) => idleStatements(policy, world),
};
