import { expect, test } from 'vitest';
import { NOTHING, refreshed, toggled, toggledAll, type Selection } from './selection.ts';

const keyOf = (row: string): string => row;
const list = { rows: ['a', 'b', 'c', 'd', 'e'], keyOf };
const chosen = (selection: Selection<string>): string => [...selection.chosen.keys()].toSorted().join('');

test('one is chosen, and let go', () => {
  const one = toggled<string>(NOTHING, list, 'b', false);
  expect(chosen(one)).toBe('b');
  expect(chosen(toggled(one, list, 'b', false))).toBe('');
});

test('a range goes from the last one, either way, and does what was done there', () => {
  const one = toggled<string>(NOTHING, list, 'd', false);
  const up = toggled(one, list, 'b', true);
  expect(chosen(up)).toBe('bcd');
  // The range is spun around its anchor.
  expect(chosen(toggled(up, list, 'e', true))).toBe('bcde');
  const less = toggled(up, list, 'c', false);
  expect(chosen(toggled(less, list, 'b', true))).toBe('d');
});

test('a range without an anchor in sight is the row alone', () => {
  expect(chosen(toggled<string>(NOTHING, list, 'c', true))).toBe('c');
  const elsewhere = toggled<string>(NOTHING, { rows: ['x'], keyOf }, 'x', false);
  expect(chosen(toggled(elsewhere, list, 'c', true))).toBe('cx');
});

test('all of a page, kept with those of others; a second time none of it', () => {
  const other = toggled<string>(NOTHING, { rows: ['x'], keyOf }, 'x', false);
  const all = toggledAll(other, list);
  expect(chosen(all)).toBe('abcdex');
  expect(chosen(toggledAll(all, list))).toBe('x');
  expect(chosen(toggledAll(toggled(other, list, 'b', false), list))).toBe('abcdex');
});

test('what was read anew takes its place; nothing new is the same selection', () => {
  const rows = [{ id: 'a', state: 'on' }];
  const by = { rows, keyOf: (row: { id: string }) => row.id };
  const one = toggled<(typeof rows)[number]>(NOTHING, by, rows[0]!, false);
  expect(refreshed(one, by)).toBe(one);
  const now = {
    ...by,
    rows: [
      { id: 'a', state: 'off' },
      { id: 'b', state: 'on' },
    ],
  };
  expect([...refreshed(one, now).chosen.values()]).toEqual([{ id: 'a', state: 'off' }]);
});
