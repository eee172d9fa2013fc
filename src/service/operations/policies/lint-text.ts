/** The linter with everything that the service can give it. */
import { LINT_ENGINE } from '../../../domain/policy/compare/lint-engine.ts';
import type { PolicyKind } from '../../../domain/policy/document.ts';
import { lintPolicy, type Lint } from '../../../domain/policy/lint/lint.ts';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import type { SuppressionEntity } from '../../../domain/state/entities.ts';
import { LINT_WORK } from './work.ts';

export { RULES } from '../../../domain/policy/lint/rules.ts';

export const lintText = (
  text: string,
  kind: PolicyKind,
  world: PolicyWorld,
  suppressions: readonly SuppressionEntity[],
): Lint => lintPolicy(text, kind, world, { engine: LINT_ENGINE, suppressions, work: LINT_WORK });
