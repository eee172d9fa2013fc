/** The order of the key list, and its pages: total, the same at every call, and a cursor that holds while keys come, go and change. */
import { tagValue, type KeyFacts } from './key-search.ts';

export const KEY_SORTS = [
  'Alias',
  'KeyId',
  'Description',
  'State',
  'Spec',
  'Tags',
  'CreationDate',
  'LastUsedDate',
  'NextRotationDate',
  'RotationDate',
  'CurrentVersion',
  'Services90Days',
  'Refused90Days',
] as const;
export type KeySort = (typeof KEY_SORTS)[number];

export interface KeyOrder {
  readonly sort: KeySort;
  readonly descending: boolean;
  /** A tag key: keys of one value stand together, those without the tag last. */
  readonly groupBy: string | null;
}

/** Where a key stands: its group, what it is sorted by, and its id, which breaks ties. Null comes last, whichever the direction. */
export interface Place {
  readonly group: string | null;
  readonly value: string | number | null;
  readonly id: string;
}

/** Characters of a text that sort: a cursor holds them. */
const MOST_SORTED = 256;

const VALUE: Readonly<Record<KeySort, (key: KeyFacts) => string | number | null>> = {
  Alias: (key) => key.aliases[0] ?? null,
  KeyId: (key) => key.id,
  Description: (key) => (key.description === '' ? null : key.description.slice(0, MOST_SORTED).toLowerCase()),
  State: (key) => key.state,
  Spec: (key) => key.spec,
  Tags: (key) =>
    key.tags.length === 0
      ? null
      : key.tags
          .map((tag) => tag.join('='))
          .join(',')
          .slice(0, MOST_SORTED),
  CreationDate: (key) => key.createdAt,
  // Never is longer ago than any day.
  LastUsedDate: (key) => key.lastUsed ?? 0,
  NextRotationDate: (key) => key.rotation?.next ?? null,
  RotationDate: (key) => key.rotatedAt,
  CurrentVersion: (key) => key.currentVersion,
  Services90Days: (key) => key.services,
  Refused90Days: (key) => key.refused,
};

export const placeOf = (key: KeyFacts, { sort, groupBy }: KeyOrder): Place => ({
  group: groupBy === null ? null : tagValue(key, groupBy),
  value: VALUE[sort](key),
  id: key.id,
});

/** By UTF-16 code units, as every host and every locale does it. */
function compare<T extends string | number>(a: T | null, b: T | null, sign: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -sign : sign;
}

/** Less than 0 when `a` stands before `b`; 0 for one and the same key only. Groups are in ascending order always. */
export function comparePlaces({ descending }: KeyOrder): (a: Place, b: Place) => number {
  const sign = descending ? -1 : 1;
  return (a, b) =>
    compare(a.group, b.group, 1) || compare(a.value, b.value, sign) || compare(a.id, b.id, sign);
}

export interface KeyPage<T> {
  readonly keys: readonly T[];
  /** How many stand before the first of this page, and how many there are. */
  readonly from: number;
  readonly matching: number;
  /** Where the last of this page stands, when others follow. */
  readonly next: Place | null;
  /** The groups of this page, each with its whole size; empty without `groupBy`. */
  readonly groups: readonly { readonly value: string | null; readonly count: number }[];
  readonly groupCount: number;
}

interface Placed<T> {
  readonly place: Place;
  readonly key: T;
}

/**
 * A page of `keys`: those after `after`, at most `limit`. Only the page is put in order, so that the tenth thousandth key costs a
 * comparison and not a sort.
 */
export function keyPage<T extends KeyFacts>(
  keys: Iterable<T>,
  order: KeyOrder,
  after: Place | null,
  limit: number,
): KeyPage<T> {
  const by = comparePlaces(order);
  const sizes = new Map<string | null, number>();
  let from = 0;
  let matching = 0;
  let page: Placed<T>[] = [];
  const byPlace = (a: Placed<T>, b: Placed<T>): number => by(a.place, b.place);
  const cut = (): void => {
    page.sort(byPlace);
    page = page.slice(0, limit);
  };
  // Once it is full, what stands after its last can be dropped at sight.
  let last: Place | null = null;
  for (const key of keys) {
    const place = placeOf(key, order);
    matching++;
    if (order.groupBy !== null) sizes.set(place.group, (sizes.get(place.group) ?? 0) + 1);
    if (after !== null && by(place, after) <= 0) from++;
    else if (last === null || by(place, last) < 0) {
      page.push({ place, key });
      if (page.length < 2 * limit) continue;
      cut();
      last = page.at(-1)?.place ?? null;
    }
  }
  cut();
  const shown = new Set(order.groupBy === null ? [] : page.map(({ place }) => place.group));
  return {
    keys: page.map(({ key }) => key),
    from,
    matching,
    next: from + page.length < matching ? (page.at(-1)?.place ?? null) : null,
    groups: [...shown].map((value) => ({ value, count: sizes.get(value) ?? 0 })),
    groupCount: sizes.size,
  };
}

const isValue = (value: unknown): value is string | number | null =>
  value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

/** A place as text, and back. */
export const placeText = ({ group, value, id }: Place): string => JSON.stringify([group, value, id]);

/** Undefined for a text that is none. */
export function parsePlace(text: string): Place | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed) || parsed.length !== 3) return undefined;
  const [group, value, id]: unknown[] = parsed;
  if (group !== null && typeof group !== 'string') return undefined;
  return isValue(value) && typeof id === 'string' ? { group, value, id } : undefined;
}
