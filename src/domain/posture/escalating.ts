import { actionIndex } from '../policy/actions.ts';
import type { CompiledPolicy } from '../policy/compile.ts';
import { ESCALATIONS } from '../policy/escalations.ts';

/** An identity policy that somebody has. */
export interface HeldPolicy {
  readonly name: string;
  readonly compiled: CompiledPolicy;
}

const EVERYWHERE = (): undefined => undefined;

const denies = (policies: readonly HeldPolicy[], action: number): boolean =>
  policies.some(({ compiled }) =>
    compiled.statements.some(
      ({ effect, actions, resource, conditions }) =>
        effect === 'Deny' && actions[action] === 1 && conditions.length === 0 && resource('*', EVERYWHERE),
    ),
  );

/**
 * Which of somebody's policies let them make themselves an administrator, by name, in their order. What another of them denies whatever
 * the request is, counts for nothing; what a condition stands before, counts: it may be met.
 */
export function escalatingPolicies(policies: readonly HeldPolicy[]): readonly string[] {
  const open = [...ESCALATIONS.keys()]
    .map((action) => actionIndex(action))
    .filter((action) => !denies(policies, action));
  return policies
    .filter(({ compiled }) =>
      compiled.statements.some(
        ({ effect, actions, resource }) =>
          effect === 'Allow' && open.some((action) => actions[action] === 1) && resource('*', EVERYWHERE),
      ),
    )
    .map(({ name }) => name);
}
