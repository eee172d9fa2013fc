import { expect, test } from 'vitest';
import { parseKeysSearch } from './keys-search.ts';
import { BUILT_IN_VIEWS, parseViews, viewHref, viewNameProblem, withView } from './keys-views.ts';

test('each built-in view is a URL that leads to itself', () => {
  expect(BUILT_IN_VIEWS.map(({ name, href }) => `${name}: ${href}`)).toEqual([
    'All keys: /keys',
    'Pending deletion: /keys?state=PendingDeletion',
    'Rotation overdue: /keys?rotation=overdue',
    'Never rotated: /keys?rotation=never-rotated&sort=CreationDate',
    'Not used for 90 days: /keys?unused=90&sort=LastUsedDate',
    'Without an alias: /keys?alias=none',
    'Practice keys: /keys?practice=1',
  ]);
  for (const { href } of BUILT_IN_VIEWS)
    expect(viewHref(parseKeysSearch(new URL(href, 'http://desk').searchParams))).toBe(href);
});

test('a page of a view, and what meant nothing, are not part of it', () => {
  expect(viewHref(parseKeysSearch(new URLSearchParams('state=Disabled&after=abc&foo=1')))).toBe(
    '/keys?state=Disabled',
  );
});

test('of what the browser kept only views are taken, and none that leads elsewhere', () => {
  expect(
    parseViews([
      { name: ' Mine ', href: '/keys?tag=env%3Dprod&foo=1' },
      { name: 'Away', href: 'https://evil.example/keys' },
      { name: 'Script', href: 'javascript:alert(1)' },
      { name: 'Other page', href: '/keys/new' },
      { name: '', href: '/keys' },
      { name: 7, href: '/keys' },
      'x',
      null,
    ]),
  ).toEqual([{ name: 'Mine', href: '/keys?tag=env%3Dprod' }]);
  expect(parseViews('x')).toEqual([]);
  expect(parseViews(null)).toEqual([]);
});

test('a name is one, is not ours, and replaces its own', () => {
  expect(viewNameProblem(' ')).toBe('Give it a name.');
  expect(viewNameProblem('never ROTATED')).toMatch(/choose another/);
  expect(viewNameProblem('Mine')).toBeNull();
  const views = withView([{ name: 'b', href: '/keys?q=1' }], { name: 'a', href: '/keys' });
  expect(withView(views, { name: 'b', href: '/keys?q=2' })).toEqual([
    { name: 'a', href: '/keys' },
    { name: 'b', href: '/keys?q=2' },
  ]);
});
