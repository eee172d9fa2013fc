/** Practice keys in the state: whose they are, and which of them is in use. */
import {
  CLOSED_SANDBOX_POLICY,
  sandboxAlias,
  type SandboxKeyName,
} from '../../../domain/sandbox/sandbox-keys.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import type { Principal } from '../../operation.ts';
import { whyRefused } from '../../resolve.ts';

/** Whose practice keys. */
type Owner = Pick<Principal, 'id' | 'name'>;

/** Ids of a person's practice keys, destroyed ones too. */
export const sandboxIdsOf = (state: State, owner: string): readonly string[] =>
  [...state.sandboxed].filter(([, mark]) => mark.owner === owner).map(([id]) => id);

/** A person's practice keys that are not destroyed, the oldest first. */
export const sandboxKeysOf = (state: State, owner: string): readonly KeyEntity[] =>
  sandboxIdsOf(state, owner)
    .flatMap((id) => state.key(id) ?? [])
    .filter((key) => key.state !== 'Destroyed')
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));

/**
 * The alias of a person's practice key: the first of its names that is free, theirs already, or left by somebody who is gone. A name
 * that another key has is never taken from it: somebody may have made it for a key that matters.
 */
export function sandboxAliasOf(state: State, { id, name: person }: Owner, name: SandboxKeyName): string {
  for (let nth = 1; ; nth++) {
    const alias = sandboxAlias(person, name, nth);
    if (state.quarantine.has(`alias/${alias}`)) continue;
    const target = state.alias(alias)?.keyId;
    if (target === undefined) return alias;
    const mark = state.sandboxed.get(target);
    if (mark?.owner === id || (mark !== undefined && state.principal(mark.owner) === undefined)) return alias;
  }
}

/** Whether nobody may use it or bring it back any more: see `closedSandbox`. */
export const isClosed = (state: State, { id }: KeyEntity): boolean =>
  state.policy(id)?.body.text === CLOSED_SANDBOX_POLICY;

/** The practice key of that name in use: the one that has its alias, else the newest; undefined when there is none that is sound. */
export function sandboxKeyInUse(state: State, principal: Owner, name: SandboxKeyName): KeyEntity | undefined {
  const alias = sandboxAliasOf(state, principal, name);
  const sound = sandboxKeysOf(state, principal.id).filter(
    (key) => key.sandbox?.name === name && whyRefused(state, key.id) === undefined && !isClosed(state, key),
  );
  return sound.find((key) => state.aliasNamesOf(key.id).includes(alias)) ?? sound.at(-1);
}
