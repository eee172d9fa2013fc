import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFacets } from './key-facets.ts';
import {
  comparePlaces,
  KEY_SORTS,
  keyPage,
  parsePlace,
  placeOf,
  placeText,
  type KeyOrder,
  type KeyPage,
  type Place,
} from './key-order.ts';
import {
  EVERY_KEY,
  keyFilter,
  ROTATION_FILTERS,
  searchTextOf,
  type KeyFacts,
  type KeyFilter,
} from './key-search.ts';
import { KEY_STATES } from './key-state.ts';

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;

const fact = (over: Partial<Omit<KeyFacts, 'searchText'>> = {}): KeyFacts => {
  const key = { ...PLAIN, ...over };
  return { ...key, searchText: searchTextOf(key) };
};

const PLAIN: Omit<KeyFacts, 'searchText'> = {
  id: '00000000-0000-4000-8000-000000000001',
  aliases: ['alias/billing'],
  description: '',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  tags: [],
  createdAt: NOW - 400 * DAY,
  currentVersion: 1,
  rotation: null,
  rotatedAt: null,
  lastUsed: null,
  services: 0,
  refused: 0,
};

const matches = (filter: Partial<KeyFilter>, key: Partial<KeyFacts>): boolean =>
  keyFilter({ ...EVERY_KEY, ...filter }, NOW)(fact(key));

describe('a filter', () => {
  test('of text looks at alias, id, description and tags, without case', () => {
    expect(matches({ text: ' BILL ' }, {})).toBe(true);
    expect(matches({ text: '8000-000' }, {})).toBe(true);
    expect(matches({ text: 'invoice' }, { description: 'Old Invoices' })).toBe(true);
    expect(matches({ text: 'env=prod' }, { tags: [['env', 'prod']] })).toBe(true);
    expect(matches({ text: 'env=dev' }, { tags: [['env', 'prod']] })).toBe(false);
    // Never across two of them.
    expect(matches({ text: 'billing\u0000old' }, { description: 'old' })).toBe(false);
    expect(matches({ text: 'billingold' }, { description: 'old' })).toBe(false);
  });

  test('of tags: any value of one tag, each of several tags; and without a tag', () => {
    const tags = [
      ['env', 'prod'],
      ['team', 'pay'],
    ] as const;
    const wants = (...pairs: [string, string][]): boolean => matches({ tags: pairs }, { tags });
    expect(wants(['env', 'dev'], ['env', 'prod'])).toBe(true);
    expect(wants(['env', 'prod'], ['team', 'clinic'])).toBe(false);
    expect(wants(['env', 'prod'], ['team', 'pay'])).toBe(true);
    expect(matches({ withoutTags: ['owner'] }, { tags })).toBe(true);
    expect(matches({ withoutTags: ['owner', 'env'] }, { tags })).toBe(false);
  });

  test('of rotation', () => {
    const late = { periodDays: 90, next: NOW - 1 };
    const coming = { periodDays: 90, next: NOW + DAY };
    expect(matches({ rotation: 'On' }, { rotation: coming })).toBe(true);
    expect(matches({ rotation: 'Off' }, {})).toBe(true);
    // What cannot rotate was not left without a schedule by anybody.
    expect(matches({ rotation: 'Off' }, { spec: 'RSA_2048' })).toBe(false);
    expect(matches({ rotation: 'NeverRotated' }, { spec: 'RSA_2048' })).toBe(false);
    expect(matches({ rotation: 'NeverRotated' }, { currentVersion: 2 })).toBe(false);
    expect(matches({ rotation: 'Overdue' }, { rotation: late })).toBe(true);
    expect(matches({ rotation: 'Overdue' }, { rotation: late, state: 'Disabled' })).toBe(false);
    expect(matches({ rotation: 'Overdue' }, { rotation: coming })).toBe(false);
  });

  test('of use: what was never used was not used since it was made', () => {
    expect(matches({ notUsedForDays: 90 }, {})).toBe(true);
    expect(matches({ notUsedForDays: 90 }, { createdAt: NOW - 89 * DAY })).toBe(false);
    expect(matches({ notUsedForDays: 90 }, { lastUsed: NOW - 89 * DAY })).toBe(false);
    expect(matches({ notUsedForDays: 90 }, { lastUsed: NOW - 91 * DAY })).toBe(true);
    expect(matches({ usedWithinDays: 7 }, { lastUsed: NOW - 7 * DAY })).toBe(true);
    expect(matches({ usedWithinDays: 7 }, {})).toBe(false);
  });

  test('of aliases, states, specs and usages', () => {
    expect(matches({ unaliased: true }, { aliases: [] })).toBe(true);
    expect(matches({ unaliased: true }, {})).toBe(false);
    expect(matches({ states: ['Disabled', 'PendingDeletion'] }, { state: 'Disabled' })).toBe(true);
    expect(matches({ specs: ['HMAC_256'] }, {})).toBe(false);
    expect(matches({ usages: ['ENCRYPT_DECRYPT'] }, {})).toBe(true);
  });
});

const text = fc.string({ unit: fc.constantFrom('a', 'B', 'é', 'א', '<', '=', '0'), maxLength: 3 });
const anyKey: fc.Arbitrary<KeyFacts> = fc
  .record({
    id: fc.uuid(),
    aliases: fc.array(text, { maxLength: 2 }),
    description: text,
    state: fc.constantFrom(...KEY_STATES),
    spec: fc.constantFrom('SYMMETRIC_DEFAULT', 'RSA_2048'),
    tags: fc.uniqueArray(fc.tuple(fc.constantFrom('env', 'team'), text), { selector: ([name]) => name }),
    currentVersion: fc.integer({ min: 1, max: 3 }),
    rotation: fc.option(
      fc.record({ periodDays: fc.constant(90), next: fc.integer({ min: NOW - 3, max: NOW + 3 }) }),
    ),
    lastUsed: fc.option(fc.integer({ min: NOW - 100 * DAY, max: NOW })),
    services: fc.integer({ min: 0, max: 3 }),
    refused: fc.integer({ min: 0, max: 3 }),
  })
  .map(fact);
const anyKeys = fc.uniqueArray(anyKey, { selector: ({ id }) => id, maxLength: 40 });
const anyOrder: fc.Arbitrary<KeyOrder> = fc.record({
  sort: fc.constantFrom(...KEY_SORTS),
  descending: fc.boolean(),
  groupBy: fc.option(fc.constantFrom('env', 'team')),
});

/** All pages, walked by cursors that went through text. */
function walk(keys: readonly KeyFacts[], order: KeyOrder, limit: number) {
  const pages: KeyPage<KeyFacts>[] = [];
  let after: Place | null = null;
  do {
    const page: KeyPage<KeyFacts> = keyPage(keys, order, after, limit);
    pages.push(page);
    after = page.next === null ? null : (parsePlace(placeText(page.next)) ?? null);
  } while (after !== null);
  return pages;
}

describe('pages', () => {
  test('are the whole list in its order, each key once, whatever the page size', () => {
    fc.assert(
      fc.property(anyKeys, anyOrder, fc.integer({ min: 1, max: 7 }), (keys, order, limit) => {
        const by = comparePlaces(order);
        const sorted = keys.toSorted((a, b) => by(placeOf(a, order), placeOf(b, order)));
        const pages = walk(keys, order, limit);
        expect(pages.flatMap((page) => page.keys)).toEqual(sorted);
        let before = 0;
        for (const page of pages) {
          expect([page.from, page.matching]).toEqual([before, keys.length]);
          before += page.keys.length;
        }
      }),
    );
  });

  test('do not depend on the order in which keys come', () => {
    fc.assert(
      fc.property(anyKeys, anyOrder, (keys, order) => {
        expect(keyPage(keys.toReversed(), order, null, 5)).toEqual(keyPage(keys, order, null, 5));
      }),
    );
  });

  test('hold while other keys come and go: none of those that stay is missed or given twice', () => {
    fc.assert(
      fc.property(anyKeys, anyKeys, anyOrder, (keys, others, order) => {
        const ids = new Set(keys.map(({ id }) => id));
        const first = keyPage(keys, order, null, 3);
        const given = new Set(first.keys.map(({ id }) => id));
        // Between two pages the last one given is deleted, and others are made.
        const now = [
          ...keys.filter((key) => key !== first.keys.at(-1)),
          ...others.filter(({ id }) => !ids.has(id)),
        ];
        const rest = keyPage(now, order, first.next, 1000).keys.filter(({ id }) => ids.has(id));
        if (first.next === null) return;
        expect(new Set(rest.map(({ id }) => id))).toEqual(
          new Set(keys.map(({ id }) => id).filter((id) => !given.has(id))),
        );
      }),
    );
  });

  test('what has no value comes last, whichever the direction; groups ascend, those without the tag last', () => {
    const keys = [
      fact({ id: '1', aliases: [], tags: [['env', 'prod']] }),
      fact({ id: '2', aliases: ['alias/b'], tags: [] }),
      fact({ id: '3', aliases: ['alias/a'], tags: [['env', 'prod']] }),
      fact({ id: '4', aliases: ['alias/c'], tags: [['env', 'dev']] }),
    ];
    const ids = (order: Partial<KeyOrder>): string =>
      keyPage(keys, { sort: 'Alias', descending: false, groupBy: null, ...order }, null, 9)
        .keys.map(({ id }) => id)
        .join('');
    expect(ids({})).toBe('3241');
    expect(ids({ descending: true })).toBe('4231');
    expect(ids({ groupBy: 'env' })).toBe('4312');
    expect(ids({ groupBy: 'env', descending: true })).toBe('4312');
    expect(keyPage(keys, { sort: 'Alias', descending: false, groupBy: 'env' }, null, 2)).toMatchObject({
      groups: [
        { value: 'dev', count: 1 },
        { value: 'prod', count: 2 },
      ],
      groupCount: 3,
    });
  });

  test('groups count all that match, and add up', () => {
    fc.assert(
      fc.property(anyKeys, (keys) => {
        const order: KeyOrder = { sort: 'KeyId', descending: false, groupBy: 'env' };
        const { groups, groupCount } = keyPage(keys, order, null, 1000);
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(keys.length);
        expect(groups).toHaveLength(groupCount);
      }),
    );
  });

  test('a cursor that is none is refused', () => {
    for (const bad of ['', '[]', '{"id":"x"}', '[1,"a","b"]', '[null,{},"b"]', '[null,"a",7]', 'null'])
      expect(parsePlace(bad), bad).toBeUndefined();
    expect(parsePlace('[null,null,"b"]')).toEqual({ group: null, value: null, id: 'b' });
  });
});

test('a facet promises what its filter finds', () => {
  fc.assert(
    fc.property(anyKeys, (keys) => {
      const found = (filter: Partial<KeyFilter>): number =>
        keys.filter(keyFilter({ ...EVERY_KEY, ...filter }, NOW)).length;
      const facets = keyFacets(keys, NOW);
      expect(facets.total).toBe(keys.length);
      for (const { key, count, values } of facets.tags) {
        expect(found({ withoutTags: [key] })).toBe(keys.length - count);
        for (const { value, count } of values) expect(found({ tags: [[key, value]] })).toBe(count);
      }
      for (const { spec, count } of facets.specs) expect(found({ specs: [spec] })).toBe(count);
      expect(found({ rotation: 'Overdue' })).toBe(facets.rotationOverdue);
      expect(found({ rotation: 'NeverRotated' })).toBe(facets.neverRotated);
      expect(found({ notUsedForDays: 90 })).toBe(facets.notUsed90Days);
      const rotations = ROTATION_FILTERS.map((rotation) => found({ rotation }));
      expect(Math.max(...rotations)).toBeLessThanOrEqual(keys.length);
    }),
  );
});
