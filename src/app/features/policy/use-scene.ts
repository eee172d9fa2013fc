import { useMemo } from 'react';
import type { PolicyWorld } from '../../../domain/policy/world.ts';
import { usePrefetched } from '../../query/query.ts';
import type { Scene } from './judge/protocol.ts';

/** The scene of a key's editor, as the desk describes it: it changes when the policy was saved or its world read anew. */
export function useScene(keyId: string, saved: string): Scene {
  const { World } = usePrefetched('DescribePolicyWorld', { KeyId: keyId });
  // Our own service's JSON of that type.
  return useMemo(() => ({ saved, world: JSON.parse(World) as PolicyWorld }), [saved, World]);
}
