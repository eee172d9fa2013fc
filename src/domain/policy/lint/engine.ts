/** What rules and fixes ask of the comparison (src/domain/policy/compare). Injected, so that each can be tested without the other. */
import type { Meter } from '../meter.ts';
import type { CompiledPolicy } from '../compile.ts';
import type { PolicyWorld } from '../world.ts';

/**
 * How a policy relates to another over every request that is possible: `same`, both allow the same; `narrower`, the second allows less
 * and nothing more; `wider`, the other way round; `different`, it does both; `unknown`, the budget was spent before it was proved.
 */
export type Relation = 'same' | 'narrower' | 'wider' | 'different' | 'unknown';

/**
 * Why a statement could go without any change of access: `never`, no request at all matches it; `covered`, what it allows others allow;
 * `denied`, all it allows is denied; `nothing-to-deny`, nothing that it denies is allowed.
 */
export type Idleness = 'never' | 'covered' | 'denied' | 'nothing-to-deny';

export interface IdleStatement {
  /** Of the statement, as PolicyStatement.index. */
  readonly index: number;
  readonly why: Idleness;
  /** The statements that cover or deny it, by index, where they are known. */
  readonly by: readonly number[];
}

export interface LintEngine {
  /** Must not throw; an answer other than `unknown` is a proof. `work`: what all questions of one text may cost together. */
  readonly certify: (
    before: CompiledPolicy,
    after: CompiledPolicy,
    world: PolicyWorld,
    work?: Meter,
  ) => Relation;
  /** Statements that are proved idle, each on its own. What is not proved is left out. Null: the budget was spent before. */
  readonly idle: (
    policy: CompiledPolicy,
    world: PolicyWorld,
    work?: Meter,
  ) => readonly IdleStatement[] | null;
  /**
   * Somebody of an account that nobody named whom the Allow with that index lets in; null: there is none, or it is not proved. Throws
   * BudgetSpent. Absent: it is not asked.
   */
  readonly stranger?: (
    policy: CompiledPolicy,
    index: number,
    world: PolicyWorld,
    work?: Meter,
  ) => Intruder | null;
}

export interface Intruder {
  readonly arn: string;
  /** What such callers may under some condition. */
  readonly actions: readonly string[];
}
