import { expect, test } from 'vitest';
import { trailOf, turnsFrom, type Turn } from './trail.ts';

test('there and back through three pages', () => {
  const first = turnsFrom(null, [], 'b');
  expect(first.previous).toBeNull();
  const second = turnsFrom('b', first.next?.trail ?? [], 'c');
  const third = turnsFrom('c', second.next?.trail ?? [], undefined);
  expect(third.next).toBeNull();
  expect(third.previous).toEqual<Turn>({ after: 'b', trail: [''] });
  expect(second.previous).toEqual<Turn>({ after: null, trail: [] });
});

test('a page that was opened by its address leads back to the first', () => {
  expect(turnsFrom('c', [], undefined).previous).toEqual<Turn>({ after: null, trail: [] });
});

test('a history entry may hold anything', () => {
  for (const state of [null, undefined, 'x', {}, { trail: 'x' }, { trail: [1, null] }])
    expect(trailOf(state)).toEqual([]);
  expect(trailOf({ trail: ['', 'b'] })).toEqual(['', 'b']);
});
