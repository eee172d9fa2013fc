import type { RouteObject } from 'react-router';
import { expect, it } from 'vitest';
import { bringAllPages } from './all-pages.ts';

it('brings every page below every other, and goes on after one that cannot be had', async () => {
  const brought: string[] = [];
  const page = (name: string, fails = false) => {
    return async () => {
      brought.push(name);
      if (fails) throw new TypeError('Failed to fetch dynamically imported module');
      return {};
    };
  };
  const routes: RouteObject[] = [
    { path: '/sign-in', lazy: page('sign-in') },
    {
      path: '/',
      children: [
        { index: true, lazy: page('home', true) },
        { path: 'keys/:keyId', lazy: page('key'), children: [{ index: true, lazy: page('overview') }] },
        { path: '*' },
      ],
    },
  ];
  await bringAllPages(routes, 0);
  expect(brought).toEqual(['sign-in', 'home', 'key', 'overview']);
});
