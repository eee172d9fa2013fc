import { useMemo } from 'react';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import { usePrefetched } from '../../query/query.ts';
import type { Scene } from '../../policy/judge/protocol.ts';

/** The scene of a key's editor, as the desk describes it: it changes when the policy was saved or its world read anew. */
export function useScene(keyId: string, saved: string, mayPut: boolean): Scene {
  const { World, Suppressions } = usePrefetched('DescribePolicyWorld', { KeyId: keyId });
  return useMemo(() => {
    const world = JSON.parse(World) as PolicyWorld; // our own service's JSON of that type
    // Who may not change the policy today is not told at every letter that they could not tomorrow.
    return {
      kind: 'key',
      saved,
      world: mayPut ? world : { ...world, me: null },
      suppressions: Suppressions.map(({ Code, Statement = null, Reason, Until, SuppressedBy, Time }) => ({
        code: Code,
        statement: Statement,
        reason: Reason,
        until: Until.getTime(),
        by: SuppressedBy,
        at: Time.getTime(),
      })),
    };
  }, [saved, World, Suppressions, mayPut]);
}
