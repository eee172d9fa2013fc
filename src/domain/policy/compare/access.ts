/** What a key policy lets everybody do, whatever was before: the other half of the comparison. */
import type { CompiledPolicy } from '../compile.ts';
import type { PolicyWorld } from '../world.ts';
import { DEFAULT_BUDGET, type Budget } from './budget.ts';
import { comparePolicies } from './compare.ts';
import type { AccessChange } from './comparison.ts';

export interface EffectiveAccess {
  /** False: some of the rows are only possible. */
  readonly exact: boolean;
  /** Who can do what under some condition, as `gained` of a comparison with nothing. */
  readonly rows: readonly AccessChange[];
  readonly limits: readonly string[];
}

/** All access under the policy, with the identity policies and grants of the world: for the matrix of access, and to ask who can do what. */
export function accessOf(
  policy: CompiledPolicy,
  world: PolicyWorld,
  budget: Budget = DEFAULT_BUDGET,
): EffectiveAccess {
  const { exact, gained, limits } = comparePolicies(null, policy, world, budget);
  return { exact, rows: gained, limits };
}

/** ARNs of the directory that can do the action under some condition, and whether others could, too. */
export function whoCan(
  action: string,
  { rows }: EffectiveAccess,
): { readonly existing: readonly string[]; readonly others: boolean } {
  const who = rows.filter(({ actions }) => actions.includes(action)).flatMap((row) => row.who);
  return {
    existing: [...new Set(who.flatMap(({ existing }) => existing))],
    others: who.some(({ open }) => open),
  };
}
