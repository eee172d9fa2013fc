/** What rules and fixes ask of the comparison (src/domain/policy/compare). Injected, so that each can be tested without the other. */
import type { CompiledPolicy } from '../compile.ts';
import type { PolicyWorld } from '../world.ts';

/**
 * How a policy relates to another over every request that is possible: `same`, both allow the same; `narrower`, the second allows less
 * and nothing more; `wider`, the other way round; `different`, it does both; `unknown`, the budget was spent before it was proved.
 */
export type Relation = 'same' | 'narrower' | 'wider' | 'different' | 'unknown';

/** Must not throw; an answer other than `unknown` is a proof. */
export type Certify = (before: CompiledPolicy, after: CompiledPolicy, world: PolicyWorld) => Relation;

export interface LintEngine {
  readonly certify: Certify;
}
