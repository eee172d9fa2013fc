/** What the keys of a desk are tagged with, to suggest it and to notice what would stand across it. */
import type { KeyEntity } from '../state/entities.ts';

const MOST_NAMES = 50;
const MOST_VALUES = 50;
const MOST_USERS = 50;

export interface TagInUse {
  readonly name: string;
  /** Keys that have it. */
  readonly keys: number;
  readonly values: readonly {
    readonly value: string;
    readonly keys: number;
    /** ARNs of those who ever used such a key. */
    readonly users: readonly string[];
  }[];
}

const mostFirst = (a: { readonly keys: number; readonly text: string }, b: typeof a): number =>
  b.keys - a.keys || (a.text < b.text ? -1 : 1);

/** Names and values of tags over `keys`, the most used first; at most 50 of each, and 50 users of a value. */
export function tagsInUse(
  keys: Iterable<Pick<KeyEntity, 'id' | 'tags'>>,
  usersOf: (keyId: string) => Iterable<string>,
): readonly TagInUse[] {
  const names = new Map<
    string,
    { keys: number; values: Map<string, { keys: number; users: Set<string> }> }
  >();
  for (const { id, tags } of keys) {
    for (const [name, value] of tags) {
      let tag = names.get(name);
      if (tag === undefined) names.set(name, (tag = { keys: 0, values: new Map() }));
      tag.keys++;
      let of = tag.values.get(value);
      if (of === undefined) tag.values.set(value, (of = { keys: 0, users: new Set() }));
      of.keys++;
      for (const user of usersOf(id)) {
        if (of.users.size >= MOST_USERS) break;
        of.users.add(user);
      }
    }
  }
  return [...names]
    .map(([text, tag]) => ({ text, ...tag }))
    .sort(mostFirst)
    .slice(0, MOST_NAMES)
    .map(({ text: name, keys: count, values }) => ({
      name,
      keys: count,
      values: [...values]
        .map(([text, of]) => ({ text, ...of }))
        .sort(mostFirst)
        .slice(0, MOST_VALUES)
        .map((of) => ({ value: of.text, keys: of.keys, users: [...of.users].sort() })),
    }));
}
