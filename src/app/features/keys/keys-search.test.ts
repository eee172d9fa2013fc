import { expect, test } from 'vitest';
import { paths } from '../../paths.ts';
import { keysQuery, parseKeysSearch, searchInput } from './keys-search.ts';

const parse = (search: string) => parseKeysSearch(new URLSearchParams(search));

test('nothing in the URL is the whole list by alias', () => {
  expect(searchInput(parse(''))).toEqual({ Sort: 'Alias', Descending: false, Limit: 50 });
  expect(paths.keys(keysQuery(parse('')))).toBe('/keys');
});

test('filter, sort and page come and go through the URL', () => {
  const url = 'q=team%3Dbilling&state=Disabled%2CPendingDeletion&sort=LastUsedDate&order=down&after=abc';
  const search = parse(url);
  expect(searchInput(search)).toEqual({
    Text: 'team=billing',
    States: ['Disabled', 'PendingDeletion'],
    Sort: 'LastUsedDate',
    Descending: true,
    Limit: 50,
    Marker: 'abc',
  });
  expect(paths.keys(keysQuery(search))).toBe(`/keys?${url}`);
});

test('what is unknown is ignored and named', () => {
  const search = parse('foo=1&state=Enabled,Melted&sort=Colour');
  expect(search.states).toEqual(['Enabled']);
  expect(search.sort).toBe('Alias');
  expect(search.ignored).toEqual(['foo', 'state Melted', 'sort Colour']);
});
