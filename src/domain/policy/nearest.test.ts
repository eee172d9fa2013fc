import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../testing/runs.ts';
import { distance, nearestName } from './nearest.ts';

/** By the definition, without any short cut. */
function plain(a: string, b: string): number {
  const from = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const changed = from(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
    const swapped =
      i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? from(i - 2, j - 2) + 1 : Infinity;
    return Math.min(from(i - 1, j) + 1, from(i, j - 1) + 1, changed, swapped);
  };
  return from(a.length, b.length);
}

test('the distance is that of the definition, and its limit where it is farther', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 8 }), (a, b, limit) => {
      expect(distance(a, b)).toBe(plain(a, b));
      expect(distance(a, b, limit)).toBe(Math.min(limit, plain(a, b)));
    }),
    { seed: 20261130, numRuns: runs(1500) },
  );
});

test.each([
  ['kms:GenerateDataKye', 'kms:GenerateDataKey'],
  ['KMS:DECRIPT', 'kms:Decrypt'],
  ['kms:MakeCoffee', null],
  ['', null],
  ['x'.repeat(300), null],
])('%s: %s', (text, meant) => {
  expect(nearestName(text, ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'])).toBe(meant);
});
