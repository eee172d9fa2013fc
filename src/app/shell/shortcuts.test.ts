import { expect, it } from 'vitest';
import { routes } from '../routes.tsx';
import { PAGES } from './pages.ts';
import { isSingle, keyCaps, shortcutsFor } from './shortcuts.ts';

const all = shortcutsFor(PAGES);

it('binds no keys twice, and no first key that is also a shortcut by itself', () => {
  const keys = all.map((each) => each.keys);
  // A page's own keys may mean something else on another page; what the shell binds means one thing everywhere.
  const bound = all.filter(({ act }) => act !== undefined).map((each) => each.keys);
  expect(new Set(bound).size).toBe(bound.length);
  const there = all.map((each) => `${each.group}: ${each.keys}`);
  expect(new Set(there).size).toBe(there.length);
  const firsts = new Set(keys.filter((each) => each.includes(' ')).map((each) => each.split(' ')[0]));
  for (const first of firsts) expect(keys).not.toContain(first);
});

it('goes only to pages that the navigation has, and they are routes', () => {
  const hrefs = all.flatMap(({ act }) => (act?.kind === 'go' ? [act.href] : []));
  expect(hrefs.length).toBeGreaterThan(0);
  const known = routes.flatMap(({ children = [] }) =>
    children.flatMap((group) =>
      (group.children ?? []).map(({ path, index }) => (index === true ? '/' : `/${path}`)),
    ),
  );
  for (const { href } of PAGES) expect(known).toContain(href);
  expect(shortcutsFor([]).some(({ act }) => act?.kind === 'go')).toBe(false);
});

it('tells which can be switched off', () => {
  expect(all.filter((each) => !isSingle(each)).map(({ keys }) => keys)).toEqual([
    '$mod+k',
    'Escape',
    'Enter',
    'Control+Space',
    'F8',
    'Shift+F8',
    '$mod+.',
    '$mod+s',
    '$mod+z',
    'ArrowRight',
    'ArrowLeft',
  ]);
});

it('is written as the keyboard is', () => {
  expect(keyCaps('$mod+k', false)).toEqual(['Ctrl', 'K']);
  expect(keyCaps('$mod+k', true)).toEqual(['⌘', 'K']);
  expect(keyCaps('Control+Space', true)).toEqual(['Ctrl', 'Space']);
  expect(keyCaps('g k', false)).toEqual(['G', 'K']);
  expect(keyCaps('?', false)).toEqual(['?']);
});
