/** The people and services of a desk as policies are judged against them (`domain/policy/world.ts`). */
import { BUILT_IN_POLICIES } from '../domain/policy/built-in-policies.ts';
import type {
  DirectoryEntry,
  DirectoryPrincipal,
  IdentityPolicyText,
  NamedPrincipal,
} from '../domain/policy/world.ts';
import type { PrincipalEntity } from '../domain/state/entities.ts';
import type { State } from '../domain/state/state.ts';
import { UNREADABLE_POLICY } from './policy-library.ts';
import { lastSeenOf, principalOf } from './principals.ts';

const BUILT_IN: ReadonlyMap<string, string> = new Map(
  BUILT_IN_POLICIES.map(({ name, text }) => [name, text]),
);

/** The text that `PolicyLibrary.identityPolicies` decides by: of one that is missing, what stands in for it. */
const textOf = (state: State, name: string): IdentityPolicyText => ({
  name,
  text: BUILT_IN.get(name) ?? state.identityPolicy(name)?.body.text ?? UNREADABLE_POLICY,
});

/** Principals with an access key that is switched on. */
function withActiveKey(state: State): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { principalId, status } of state.all('accessKey')) if (status === 'Active') ids.add(principalId);
  return ids;
}

function entryOf(
  state: State,
  accountId: string,
  signing: ReadonlySet<string>,
  entity: PrincipalEntity,
): DirectoryEntry {
  return {
    arn: principalOf(accountId, entity).caller.arn,
    id: entity.id,
    kind: entity.kind,
    name: entity.name,
    tags: entity.tags ?? [],
    active: entity.kind === 'user' ? entity.passwordHash !== null : signing.has(entity.id),
    lastSeen: lastSeenOf(state, accountId, entity),
  };
}

/** Everybody, with the names of their policies only. */
export function peopleForWorld(state: State, accountId: string): readonly NamedPrincipal[] {
  const signing = withActiveKey(state);
  return Array.from(state.all('principal'), (entity) => ({
    ...entryOf(state, accountId, signing, entity),
    policyNames: entity.policies,
  }));
}

/** A policy that every desk has: its text is no secret. */
export const isBuiltIn = (name: string): boolean => BUILT_IN.has(name);

/** Nobody has a policy but those. */
export function onlyBuiltIn(state: State): boolean {
  for (const { policies } of state.all('principal')) if (!policies.every(isBuiltIn)) return false;
  return true;
}

/** Everybody, in no order. Policies of one name are one object. */
export function principalsForWorld(state: State, accountId: string): readonly DirectoryPrincipal[] {
  const signing = withActiveKey(state);
  const policies = new Map<string, IdentityPolicyText>();
  const policy = (name: string): IdentityPolicyText => {
    let known = policies.get(name);
    if (known === undefined) policies.set(name, (known = textOf(state, name)));
    return known;
  };
  return Array.from(state.all('principal'), (entity) => ({
    ...entryOf(state, accountId, signing, entity),
    policies: entity.policies.map(policy),
  }));
}
