import { keyCan } from '../../../domain/keys/key-state.ts';
import type { KeyState, KeySummary } from '../../query/contract.ts';
import { tagsProblem, type TagRow } from './create-key-rules.ts';

const MOST_TAGS = 50;

/** Why names, tags and description cannot change now; null when they can. */
export const changeBlock = (state: KeyState): string | null =>
  keyCan.change(state) ? null : 'The key waits for its deletion: cancel that first';

/** What is wrong with a tag that is to be set beside those that are there; null when it will do. */
export function tagProblem(tag: TagRow, tags: KeySummary['Tags']): string | null {
  if (tag.name === '') return 'Give the tag a name.';
  const wrong = tagsProblem([tag]);
  if (wrong !== null) return wrong;
  return tags.length >= MOST_TAGS && !tags.some(({ TagKey }) => TagKey === tag.name)
    ? `A key has at most ${MOST_TAGS} tags: remove one first.`
    : null;
}

/** The value that setting a tag of this name would overwrite; null for a new name. */
export const overwritten = (name: string, tags: KeySummary['Tags']): string | null =>
  tags.find(({ TagKey }) => TagKey === name)?.TagValue ?? null;
