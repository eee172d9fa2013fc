/**
 * Who keeps the desk from locking everybody out: people who hold the administrator policy, can sign in, and are not denied by another
 * policy of theirs what would put the rest right.
 */
import type { PrincipalEntity } from '../state/entities.ts';
import { actionIndex } from './actions.ts';
import type { CompiledPolicy } from './compile.ts';

/** A person with the administrator policy and a password. A service does not count: nobody may be there who holds its access key. */
export const isActiveAdministrator = ({ kind, policies, passwordHash }: PrincipalEntity): boolean =>
  kind === 'user' && passwordHash !== null && policies.includes('administrator');

/** The identity policies of a principal, compiled. */
export type PoliciesOf = (principal: PrincipalEntity) => readonly CompiledPolicy[];

/**
 * How surely somebody can put right what people and services may do: 0 nobody, 1 somebody whom a Deny stops under a condition (from
 * elsewhere, at another hour, without a tag), 2 somebody whom nothing stops.
 */
export type Administered = 0 | 1 | 2;

/** Whoever may do this can take every other Deny away, from themselves too. */
const DECISIVE = actionIndex('keydesk:UpdatePrincipalPolicies');

function administers(principal: PrincipalEntity, policiesOf: PoliciesOf): Administered {
  if (!isActiveAdministrator(principal)) return 0;
  let surely: Administered = 2;
  for (const { statements } of policiesOf(principal)) {
    for (const { effect, actions, resource, conditions } of statements) {
      if (effect === 'Allow' || actions[DECISIVE] !== 1 || !resource('*', () => undefined)) continue;
      if (conditions.length === 0) return 0;
      surely = 1;
    }
  }
  return surely;
}

/** The best that any of them is. */
export function administered(principals: Iterable<PrincipalEntity>, policiesOf: PoliciesOf): Administered {
  let best: Administered = 0;
  for (const principal of principals) {
    const one = administers(principal, policiesOf);
    if (one === 2) return 2;
    if (one > best) best = one;
  }
  return best;
}

/** Would the desk be left without an administrator who can sign in, if `before` became `after` (null: were deleted)? */
export function losesLastAdministrator(
  principals: Iterable<PrincipalEntity>,
  before: PrincipalEntity,
  after: PrincipalEntity | null,
  policiesOf: PoliciesOf,
): boolean {
  if (!isActiveAdministrator(before)) return false;
  const others = [...principals].filter(({ id }) => id !== before.id);
  return (
    administered(after === null ? others : [...others, after], policiesOf) <
    administered([...others, before], policiesOf)
  );
}
