import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
  await bringAllPages(routes, [page('menu')], 0);
  expect(brought).toEqual(['menu', 'sign-in', 'home', 'key', 'overview']);
});

it('knows every part that the console fetches when it is first needed', () => {
  const app = fileURLToPath(new URL('..', import.meta.url));
  const fetchedBy = (file: string): string[] =>
    [...readFileSync(join(app, file), 'utf8').matchAll(/import\('(\.[^']+)'\)/g)].map(([, to = '']) =>
      join(dirname(file), to),
    );
  const needed = globSync('**/*.{ts,tsx}', { cwd: app })
    .filter((file) => !/^demo\/|^main\.tsx$|^routes\.tsx$|\.test\./.test(file))
    // What a worker fetches comes when it is started.
    .filter((file) => file !== 'policy/judge/start-judging.ts')
    // The desk of the demo is in the page.
    .concat(globSync('../service/**/*.ts', { cwd: app }).filter((file) => !/\.test\./.test(file)))
    .flatMap(fetchedBy);
  expect(needed.length).toBeGreaterThan(20);
  expect(new Set(fetchedBy('demo/all-pages.ts'))).toEqual(new Set(needed));
});
