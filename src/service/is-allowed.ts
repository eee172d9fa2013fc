import { decide } from '../domain/policy/evaluate.ts';
import { conditionValues } from './condition-values.ts';
import { grantsFor } from './grants.ts';
import { asItIsNow } from './principals.ts';
import type { Context, Permission, Principal } from './operation.ts';

/** Whether identity policies, the key's own and its grants would let `principal` do it, with the policies and tags that it has here. */
export function wouldBeAllowed(
  { state, ports, call, desk }: Context<unknown>,
  principal: Principal,
  permission: Permission,
): boolean {
  const { action, resource, key } = permission;
  const asked = { call: { ...call, principal }, state, region: desk.meta.region, input: {} };
  return decide(
    {
      action,
      resource,
      caller: principal.caller,
      values: conditionValues(asked, permission),
      onKey: key !== null,
    },
    key === null ? null : ports.policies.keyPolicy(state, key.id),
    ports.policies.identityPolicies(state, principal.policies),
    key === null ? null : grantsFor(state, key.id, principal),
  ).allowed;
}

/**
 * Whether the caller holds one more permission: for parts of an answer that need more than the operation itself. They are left out for
 * others, and the operation's own event says nothing of it.
 */
export function isAllowed(context: Context<unknown>, permission: Permission): boolean {
  return wouldBeAllowed(context, asItIsNow(context.state, context.call.principal), permission);
}
