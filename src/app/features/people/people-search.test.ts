import { expect, test } from 'vitest';
import type { PersonSummary } from '../../query/contract.ts';
import { parsePeopleSearch, peopleQuery, sorted } from './people-search.ts';

test('the URL says it all, and what it says wrongly is told', () => {
  const search = parsePeopleSearch(new URLSearchParams('q=ann&state=Invited&sort=LastUsedDate&order=down'));
  expect(search).toEqual({
    text: 'ann',
    state: 'Invited',
    sort: 'LastUsedDate',
    descending: true,
    ignored: [],
  });
  expect(peopleQuery(search)).toEqual({ q: 'ann', state: 'Invited', sort: 'LastUsedDate', order: 'down' });
  expect(parsePeopleSearch(new URLSearchParams('state=Gone&sort=Age&x=1')).ignored).toEqual([
    'x',
    'state Gone',
    'sort Age',
  ]);
});

test('who was never seen stands last, whichever way', () => {
  const person = (Name: string, seen?: number): PersonSummary => ({
    PrincipalId: Name,
    Arn: Name,
    Name,
    Policies: [],
    Tags: [],
    CreationDate: new Date(0),
    State: 'Active',
    Sessions: 0,
    ...(seen === undefined ? {} : { LastUsedDate: new Date(seen) }),
  });
  const all = [person('ann', 2), person('ben'), person('cat', 1)];
  const order = (descending: boolean): string[] =>
    sorted(all, { sort: 'LastUsedDate', descending }).map(({ Name }) => Name);
  expect(order(true)).toEqual(['ann', 'cat', 'ben']);
  expect(order(false)).toEqual(['cat', 'ann', 'ben']);
  expect(sorted(all, { sort: 'Name', descending: true })[0]?.Name).toBe('cat');
});
