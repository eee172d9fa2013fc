import { expect, test } from 'vitest';
import { refusalOf, splitFor } from './bulk-split.ts';

const odd = (n: number): string | null => (n % 2 === 0 ? null : n > 5 ? 'large and odd' : 'odd');

test('divides, and counts the others by reason', () => {
  expect(splitFor(odd, [1, 2, 3, 4, 7])).toEqual({
    eligible: [2, 4],
    skipped: [
      { why: 'odd', count: 2 },
      { why: 'large and odd', count: 1 },
    ],
  });
});

test('says why it is for none', () => {
  expect(refusalOf(odd, [1, 2])).toBeNull();
  expect(refusalOf(odd, [1])).toBe('It is odd');
  expect(refusalOf(odd, [1, 3])).toBe('All of them are odd');
  expect(refusalOf(odd, [1, 3, 7])).toBe('None of them: 2 are odd; 1 is large and odd');
});
