/** Which keys a search of the key list means: pure, the same in every host. */
import type { RotationSchedule } from '../rotation/schedule.ts';
import { DAY_MS } from '../state/usage-view.ts';
import { specRow, type KeySpec, type KeyUsage } from './key-specs.ts';
import type { KEY_STATES } from './key-state.ts';

export type Tag = readonly [key: string, value: string];

/** What a search and its order look at. Members that cost something may be getters: only those that are needed are read. */
export interface KeyFacts {
  readonly id: string;
  /** `alias/…`, sorted. */
  readonly aliases: readonly string[];
  readonly description: string;
  readonly state: (typeof KEY_STATES)[number];
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly tags: readonly Tag[];
  /** `searchTextOf` the key. */
  readonly searchText: string;
  /** ms */
  readonly createdAt: number;
  readonly currentVersion: number;
  readonly rotation: RotationSchedule | null;
  /** ms: when the current version came to be, if by a rotation. */
  readonly rotatedAt: number | null;
  /** ms: last successful cryptographic use. */
  readonly lastUsed: number | null;
  /** Over 90 days: distinct principals that used it, and refused requests. */
  readonly services: number;
  readonly refused: number;
}

export const ROTATION_FILTERS = ['On', 'Off', 'Overdue', 'NeverRotated'] as const;
export type RotationFilter = (typeof ROTATION_FILTERS)[number];

/** All that is given must hold; an empty list means anything. */
export interface KeyFilter {
  /** Part of an alias, id, description or tag; without case. */
  readonly text: string;
  readonly states: readonly KeyFacts['state'][];
  readonly specs: readonly KeySpec[];
  readonly usages: readonly KeyUsage[];
  /** Of pairs with one tag key any may hold; of different tag keys each must. */
  readonly tags: readonly Tag[];
  /** Tag keys that a key must not have. */
  readonly withoutTags: readonly string[];
  readonly rotation: RotationFilter | null;
  readonly usedWithinDays: number | null;
  readonly notUsedForDays: number | null;
  readonly unaliased: boolean;
}

export const EVERY_KEY: KeyFilter = {
  text: '',
  states: [],
  specs: [],
  usages: [],
  tags: [],
  withoutTags: [],
  rotation: null,
  usedWithinDays: null,
  notUsedForDays: null,
  unaliased: false,
};

export const tagValue = (key: Pick<KeyFacts, 'tags'>, name: string): string | null =>
  key.tags.find(([each]) => each === name)?.[1] ?? null;

/** A schedule whose date has passed. A key that is not enabled does not rotate, so it is not late either. */
export const rotationOverdue = (key: Pick<KeyFacts, 'rotation' | 'state'>, now: number): boolean =>
  key.rotation !== null && key.state === 'Enabled' && key.rotation.next <= now;

const ROTATION: Readonly<Record<RotationFilter, (key: KeyFacts, now: number) => boolean>> = {
  On: (key) => key.rotation !== null,
  Off: (key) => key.rotation === null && specRow(key.spec).rotates,
  Overdue: rotationOverdue,
  NeverRotated: (key) => specRow(key.spec).rotates && key.currentVersion === 1,
};

const BETWEEN = '\u0000';

/** All that a text is looked for in: made once for a key as it is, since every keystroke looks through every key. */
export const searchTextOf = (key: Pick<KeyFacts, 'id' | 'aliases' | 'description' | 'tags'>): string =>
  [key.id, ...key.aliases, key.description, ...key.tags.map((tag) => tag.join('='))]
    .join(BETWEEN)
    .toLowerCase();

/** The filter as a predicate; `now` in ms. What is cheap is asked first. */
export function keyFilter(filter: KeyFilter, now: number): (key: KeyFacts) => boolean {
  const tests: ((key: KeyFacts) => boolean)[] = [];
  const oneOf = <T>(wanted: readonly T[], of: (key: KeyFacts) => T): void => {
    if (wanted.length > 0) tests.push((key) => wanted.includes(of(key)));
  };
  oneOf(filter.states, (key) => key.state);
  oneOf(filter.specs, (key) => key.spec);
  oneOf(filter.usages, (key) => key.usage);
  if (filter.unaliased) tests.push((key) => key.aliases.length === 0);
  for (const [name, pairs] of Map.groupBy(filter.tags, ([name]) => name)) {
    const values = new Set<string | null>(pairs.map(([, value]) => value));
    tests.push((key) => values.has(tagValue(key, name)));
  }
  for (const name of filter.withoutTags) tests.push((key) => tagValue(key, name) === null);
  const { rotation, usedWithinDays, notUsedForDays } = filter;
  if (rotation !== null) tests.push((key) => ROTATION[rotation](key, now));
  if (usedWithinDays !== null)
    tests.push((key) => (key.lastUsed ?? -Infinity) >= now - usedWithinDays * DAY_MS);
  if (notUsedForDays !== null)
    // One that was never used has stood unused since it was made.
    tests.push((key) => (key.lastUsed ?? key.createdAt) < now - notUsedForDays * DAY_MS);
  const needle = filter.text.trim().toLowerCase();
  if (needle !== '') tests.push((key) => !needle.includes(BETWEEN) && key.searchText.includes(needle));
  return (key) => tests.every((test) => test(key));
}
