/** What can be chosen from when the key list is filtered, and how many keys each choice would give. */
import { rotationOverdue, keyFilter, EVERY_KEY, type KeyFacts } from './key-search.ts';

export interface TagFacet {
  readonly key: string;
  /** Keys that have the tag. */
  readonly count: number;
  /** The most frequent first; at most `MOST_VALUES`. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly valueCount: number;
}

export interface KeyFacets {
  readonly total: number;
  readonly tags: readonly TagFacet[];
  readonly specs: readonly { readonly spec: KeyFacts['spec']; readonly count: number }[];
  readonly rotationOverdue: number;
  readonly neverRotated: number;
  readonly notUsed90Days: number;
}

/** A tag with a value of its own for each key is no use for filtering. */
export const MOST_VALUES = 100;
const MOST_TAGS = 200;

const counted = <T>(map: ReadonlyMap<T, number>): [T, number][] => [...map].sort(([, a], [, b]) => b - a);

/** Counts over all `keys`; `now` in ms. */
export function keyFacets(keys: Iterable<KeyFacts>, now: number): KeyFacets {
  const tags = new Map<string, Map<string, number>>();
  const specs = new Map<KeyFacts['spec'], number>();
  const never = keyFilter({ ...EVERY_KEY, rotation: 'NeverRotated' }, now);
  const unused = keyFilter({ ...EVERY_KEY, notUsedForDays: 90 }, now);
  const totals = { total: 0, rotationOverdue: 0, neverRotated: 0, notUsed90Days: 0 };
  for (const key of keys) {
    totals.total++;
    if (rotationOverdue(key, now)) totals.rotationOverdue++;
    if (never(key)) totals.neverRotated++;
    if (unused(key)) totals.notUsed90Days++;
    specs.set(key.spec, (specs.get(key.spec) ?? 0) + 1);
    for (const [name, value] of key.tags) {
      let values = tags.get(name);
      if (values === undefined) tags.set(name, (values = new Map()));
      values.set(value, (values.get(value) ?? 0) + 1);
    }
  }
  const facets = [...tags].map(([key, values]) => ({
    key,
    count: [...values.values()].reduce((sum, count) => sum + count, 0),
    values: counted(values)
      .slice(0, MOST_VALUES)
      .map(([value, count]) => ({ value, count })),
    valueCount: values.size,
  }));
  return {
    ...totals,
    tags: facets.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)).slice(0, MOST_TAGS),
    specs: counted(specs).map(([spec, count]) => ({ spec, count })),
  };
}
