/**
 * How much of the live grants a question of meaning needs. A key may have fifty thousand, each for a context of its own, and all that they
 * change in what rules ask is whether a Deny has something to deny.
 */
import type { GrantFacts, PolicyWorld } from '../world.ts';

/** Fewer than these are looked at as they are. */
export const MANY_GRANTS = 50;

export const isMany = ({ grants }: PolicyWorld): boolean => grants !== null && grants.length > MANY_GRANTS;

const merged = new WeakMap<PolicyWorld, PolicyWorld>();

/**
 * For the question whether statements are idle. Of many grants each grantee has one, of all operations and without constraints: more is
 * then allowed than is, so a Deny may seem to have an effect, and none that has one seems idle.
 */
export function worldForIdle(world: PolicyWorld): PolicyWorld {
  if (!isMany(world)) return world;
  let reduced = merged.get(world);
  if (reduced === undefined) {
    const byGrantee = Map.groupBy(world.grants ?? [], ({ grantee }) => grantee);
    const grants = [...byGrantee.values()].map((all): GrantFacts => ({
      ...all[0]!, // no group is empty
      operations: [...new Set(all.flatMap(({ operations }) => operations))],
      contextEquals: null,
      contextSubset: null,
    }));
    merged.set(world, (reduced = { ...world, grants }));
  }
  return reduced;
}
