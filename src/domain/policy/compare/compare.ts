/** Who gains and who loses between two policies (policy-lint.md §3): exact, or marked as "may". */
import type { CompiledPolicy } from '../compile.ts';
import type { Relation } from '../lint/engine.ts';
import type { Witness } from '../witness.ts';
import type { PolicyWorld } from '../world.ts';
import { DEFAULT_BUDGET, type Budget } from './budget.ts';
import { BudgetSpent } from '../meter.ts';
import type { Comparison } from './comparison.ts';
import { differencesBetween, type Differences } from './differences.ts';
import { BLIND } from './limits.ts';
import { isAllowed } from './request.ts';
import { rowsOf, type Shows } from './rows.ts';

/**
 * Compares two key policies over everybody who could ask, or two identity policies over everybody who could have them. Deterministic.
 * `before` null: nothing was allowed, so `gained` is all access that `after` gives.
 */
export function comparePolicies(
  before: CompiledPolicy | null,
  after: CompiledPolicy | null,
  world: PolicyWorld,
  budget: Budget = DEFAULT_BUDGET,
): Comparison {
  const found = differencesBetween(before, after, world, budget);
  if (found === null) return { exact: true, gained: [], lost: [], limits: [] };
  const { model, variables, limits } = found;
  const shows =
    (more: CompiledPolicy | null, less: CompiledPolicy | null): Shows =>
    (witness: Witness) =>
      isAllowed(witness, more, world) && !isAllowed(witness, less, world);
  return {
    exact: limits.length === 0,
    gained: rowsOf(found.gained, model, variables, shows(after, before)),
    lost: rowsOf(found.lost, model, variables, shows(before, after)),
    limits,
  };
}

/**
 * What an edit does to access as a whole. Everything that is not proved is `unknown`. `narrower` is a proof that nobody gains, `wider` that
 * nobody loses; past the budget the policies might even be the same.
 */
export function certify(
  before: CompiledPolicy,
  after: CompiledPolicy,
  world: PolicyWorld,
  budget: Budget = DEFAULT_BUDGET,
): Relation {
  const found = foundBetween(before, after, world, budget);
  if (found === 'unknown') return found;
  if (found === null) return 'same';
  const [gains, loses] = [found.gained.length > 0, found.lost.length > 0];
  if (found.limits.includes(BLIND)) return 'unknown';
  // What is found holds at least everything that may change: where it is empty, nothing does.
  if (!gains) return loses ? 'narrower' : 'same';
  if (!loses) return 'wider';
  return found.limits.length === 0 ? 'different' : 'unknown';
}

function foundBetween(
  before: CompiledPolicy,
  after: CompiledPolicy,
  world: PolicyWorld,
  budget: Budget,
): Differences | null | 'unknown' {
  try {
    return differencesBetween(before, after, world, budget);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return 'unknown';
  }
}
