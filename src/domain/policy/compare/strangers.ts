/** Whether a statement lets in callers of accounts that nobody named: whether its allowed set is bounded on the axis of who asks. */
import { policyOf, type CompiledPolicy } from '../compile.ts';
import type { PolicyWorld } from '../world.ts';
import type { Intruder } from '../lint/engine.ts';
import { DEFAULT_BUDGET, type Budget } from './budget.ts';
import { BudgetSpent } from '../meter.ts';
import { differencesBetween, type Difference } from './differences.ts';
import { UNSEEN } from './limits.ts';

/**
 * `bounded`: proved that nobody of an account that the policy does not name, and that is not the desk's, is allowed anything by the
 * statement, Denies counted in. `open`: somebody is. `unknown`: the budget was spent.
 */
export type Bound = 'bounded' | 'open' | 'unknown';

/** Of the Allow with that index; `bounded` for a Deny. */
export function boundOf(
  policy: CompiledPolicy,
  index: number,
  world: PolicyWorld,
  budget: Budget = DEFAULT_BUDGET,
): Bound {
  const { found, isProved } = strangersOf(policy, index, world, budget);
  return found.length === 0 ? 'bounded' : isProved ? 'open' : 'unknown';
}

/** One whom the Allow lets in, where that is proved. Throws BudgetSpent. */
export function strangerOf(
  policy: CompiledPolicy,
  index: number,
  world: PolicyWorld,
  budget: Budget = DEFAULT_BUDGET,
): Intruder | null {
  const { found, isProved } = strangersOf(policy, index, world, budget);
  const [one] = found;
  if (!isProved && budget.work?.isSpent === true) throw new BudgetSpent();
  if (one === undefined || !isProved) return null;
  return { arn: one.who.caller.arn, actions: found.flatMap(({ group }) => group.actions) };
}

function strangersOf(
  policy: CompiledPolicy,
  index: number,
  world: PolicyWorld,
  budget: Budget,
): { readonly found: readonly Difference[]; readonly isProved: boolean } {
  const alone = policy.statements.filter(
    (statement) => statement.index === index || statement.effect === 'Deny',
  );
  const differences = differencesBetween(null, policyOf('key', alone), world, budget);
  if (differences === null) return { found: [], isProved: true };
  const { gained, limits, model } = differences;
  const { all, accounts, patterns } = model.callers;
  const named = new Set([
    ...accounts,
    ...all.flatMap(({ single, caller }) => (single ? [caller.accountId] : [])),
    ...patterns.flatMap((pattern) => /^arn:aws:iam::([0-9]{12}):/.exec(pattern)?.[1] ?? []),
  ]);
  return {
    // What a key policy allows of RetireGrant means nothing.
    found: gained.filter(
      ({ who, group }) => !group.isRetire && (who.vague || !named.has(who.caller.accountId)),
    ),
    isProved: limits.every((limit) => UNSEEN.has(limit)),
  };
}
