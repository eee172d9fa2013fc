import { keyCan } from '../../../domain/keys/key-state.ts';
import type { KeyState } from '../../query/contract.ts';

/** Why names, tags and description cannot change now; null when they can. */
export const changeBlock = (state: KeyState): string | null =>
  keyCan.change(state) ? null : 'The key waits for its deletion: cancel that first';
