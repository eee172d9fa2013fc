import { expect, test } from 'vitest';
import { paths } from '../../paths.ts';
import { grantsAsked, grantsQuery, orderWords, parseGrantsSearch, sortedBy } from './grants-search.ts';

const parse = (search: string) => parseGrantsSearch(new URLSearchParams(search));

test('all of it comes and goes through the address', () => {
  const url = 'q=record%3D37&use=none&sort=last&order=asc&after=m1';
  expect(paths.keyGrants('k', grantsQuery(parse(url)))).toBe(`/keys/k/grants?${url}`);
  expect(paths.keyGrants('k', grantsQuery(parse('sort=odd&use=odd')))).toBe('/keys/k/grants');
});

test('the desk is asked for no more than is meant', () => {
  expect(grantsAsked('k', parse(''))).toEqual({ KeyId: 'k', Limit: 50 });
  expect(grantsAsked('k', parse('q=x&use=none&sort=uses&order=asc&after=m'))).toEqual({
    KeyId: 'k',
    Limit: 50,
    Search: 'x',
    Idle: true,
    SortBy: 'Uses90Days',
    Ascending: true,
    Marker: 'm',
  });
});

test('a head goes through both orders and back, each from the first page', () => {
  const first = sortedBy(parse('after=m&use=none'), 'last');
  const second = sortedBy(first, 'last');
  const third = sortedBy(second, 'last');
  expect([first, second, third].map(orderWords)).toEqual([
    'last used first',
    'longest not used first',
    'newest first',
  ]);
  expect(first).toMatchObject({ after: null, idle: true });
  expect(orderWords(sortedBy(second, 'uses'))).toBe('most used first');
});
