/**
 * What a judgement of a policy may cost here. The same thread answers everybody, so less is spent than in an editor, which has a thread of
 * its own: a hostile text of 32 KiB takes less than half a second.
 */
import type { Budget } from '../../../domain/policy/compare/budget.ts';

/** Steps of one lint, its proofs counted in. */
export const LINT_WORK = 2_000_000;

/** Of one comparison. */
export const COMPARISON: Budget = { steps: 200_000, nodes: 30_000 };
