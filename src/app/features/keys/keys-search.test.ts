import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { KEY_SORTS } from '../../../domain/keys/key-order.ts';
import { ROTATION_FILTERS } from '../../../domain/keys/key-search.ts';
import { paths } from '../../paths.ts';
import { filterText, keysQuery, parseKeysSearch, searchInput, WHOLE_LIST } from './keys-search.ts';

const parse = (search: string) => parseKeysSearch(new URLSearchParams(search));

test('nothing in the URL is the whole list by alias', () => {
  expect(parse('')).toEqual(WHOLE_LIST);
  expect(searchInput(parse(''))).toEqual({ Sort: 'Alias', Descending: false, Limit: 50 });
  expect(paths.keys(keysQuery(parse('')))).toBe('/keys');
});

test('filter, sort, group and page come and go through the URL', () => {
  const url =
    'q=team%3Dbilling&state=Disabled%2CPendingDeletion&tag=env%3Dprod%2Cenv%3Ddev&without=owner&rotation=never-rotated&unused=90&alias=none&practice=1&group=team&sort=LastUsedDate&order=down&after=abc';
  const search = parse(url);
  expect(searchInput(search)).toEqual({
    Text: 'team=billing',
    States: ['Disabled', 'PendingDeletion'],
    Tags: [
      { TagKey: 'env', TagValue: 'prod' },
      { TagKey: 'env', TagValue: 'dev' },
    ],
    WithoutTags: ['owner'],
    Rotation: 'NeverRotated',
    NotUsedForDays: 90,
    Unaliased: true,
    Sandbox: true,
    GroupBy: 'team',
    Sort: 'LastUsedDate',
    Descending: true,
    Limit: 50,
    Marker: 'abc',
  });
  expect(search.ignored).toEqual([]);
  expect(paths.keys(keysQuery(search))).toBe(`/keys?${url}`);
});

test('what is unknown is ignored and named', () => {
  const search = parse(
    'foo=1&state=Enabled,Melted&sort=Colour&tag=env,=x,%25E0=1&used=0&rotation=On&spec=DES',
  );
  expect(search).toMatchObject({ states: ['Enabled'], sort: 'Alias', tags: [], usedWithinDays: null });
  expect(search.ignored).toEqual([
    'foo',
    'state Melted',
    'spec DES',
    'tag env',
    'tag =x',
    'tag %E0=1',
    'rotation On',
    'used 0',
    'sort Colour',
  ]);
});

test('whatever a tag is called, its filter survives the URL', () => {
  const name = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' });
  fc.assert(
    fc.property(
      fc.record({
        tags: fc.array(fc.tuple(name, fc.string({ maxLength: 8, unit: 'grapheme' })), { maxLength: 4 }),
        withoutTags: fc.uniqueArray(name, { maxLength: 3 }),
        groupBy: fc.option(name),
        sort: fc.constantFrom(...KEY_SORTS),
        rotation: fc.option(fc.constantFrom(...ROTATION_FILTERS)),
        text: name,
      }),
      (change) => {
        const search = { ...WHOLE_LIST, ...change };
        const url = new URL(paths.keys(keysQuery(search)), 'http://desk');
        expect(parseKeysSearch(url.searchParams)).toEqual(search);
      },
    ),
  );
});

test('a selection is of one filter, whatever the order and the page', () => {
  const one = parse('tag=env%3Dprod');
  expect(filterText({ ...one, sort: 'State', after: 'x', groupBy: 'env' })).toBe(filterText(one));
  expect(filterText({ ...one, text: 'a' })).not.toBe(filterText(one));
});
