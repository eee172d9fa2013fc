import { decide } from '../domain/policy/evaluate.ts';
import { conditionValues } from './condition-values.ts';
import type { Context, Permission } from './operation.ts';

/**
 * Whether the caller holds one more permission: for parts of an answer that need more than the operation itself. They are left out for
 * others, and the operation's own event says nothing of it.
 */
export function isAllowed({ state, ports, call, desk }: Context<unknown>, permission: Permission): boolean {
  const { action, resource, key } = permission;
  const policies = state.principal(call.principal.id)?.policies ?? call.principal.policies;
  return decide(
    {
      action,
      resource,
      caller: call.principal.caller,
      values: conditionValues({ call, state, region: desk.meta.region, input: {} }, permission),
      onKey: key !== null,
    },
    key === null ? null : ports.policies.keyPolicy(state, key.id),
    ports.policies.identityPolicies(policies),
  ).allowed;
}
