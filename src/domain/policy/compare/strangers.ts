/** Whether a statement lets in callers of accounts that nobody named: whether its allowed set is bounded on the axis of who asks. */
import { policyOf, type CompiledPolicy } from '../compile.ts';
import type { PolicyWorld } from '../world.ts';
import { DEFAULT_BUDGET, type Budget } from './budget.ts';
import { differencesBetween } from './differences.ts';
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
  const alone = policy.statements.filter(
    (statement) => statement.index === index || statement.effect === 'Deny',
  );
  const found = differencesBetween(null, policyOf('key', alone), world, budget);
  if (found === null) return 'bounded';
  const { all, accounts, patterns } = found.model.callers;
  const named = new Set([
    ...accounts,
    ...all.flatMap(({ single, caller }) => (single ? [caller.accountId] : [])),
    ...patterns.flatMap((pattern) => /^arn:aws:iam::([0-9]{12}):/.exec(pattern)?.[1] ?? []),
  ]);
  const strangers = found.gained.filter(({ who }) => who.vague || !named.has(who.caller.accountId));
  if (strangers.length === 0) return 'bounded';
  return found.limits.every((limit) => UNSEEN.has(limit)) ? 'open' : 'unknown';
}
