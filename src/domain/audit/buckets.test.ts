import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BUCKET_WIDTHS, bucketsOf, wholeMinutes } from './buckets.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(text);

it.each([
  ['2026-11-24T10:00:00Z', '2026-11-24T11:00:00Z', 60_000, '2026-11-24T10:00:00Z', 60],
  ['2026-11-24T10:07:30Z', '2026-11-25T10:07:30Z', 15 * 60_000, '2026-11-24T10:00:00Z', 97],
  ['2026-11-17T00:00:00Z', '2026-11-24T00:00:00Z', 2 * HOUR, '2026-11-17T00:00:00Z', 84],
  ['2026-08-26T10:00:00Z', '2026-11-24T10:00:00Z', DAY, '2026-08-26T00:00:00Z', 91],
  // Weeks begin on Monday.
  ['2026-01-01T00:00:00Z', '2026-11-24T00:00:00Z', 7 * DAY, '2025-12-29T00:00:00Z', 48],
])('cuts %s to %s', (since, until, width, start, count) => {
  expect(bucketsOf(at(since), at(until), 120)).toEqual({ width, start: at(start), count });
});

it('covers every range with at most so many buckets, none of them outside, of the finest width that does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e12, max: 4e12 }),
      fc.oneof(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 1e12 }),
        // As far as a Date goes.
        fc.integer({ min: 1, max: 8.64e15 }),
      ),
      fc.integer({ min: 2, max: 120 }),
      (since, length, most) => {
        const until = since + length;
        const { start, width, count } = bucketsOf(since, until, most);
        expect(count).toBeLessThanOrEqual(most);
        expect(start).toBeLessThanOrEqual(since);
        expect(start + width).toBeGreaterThan(since);
        expect(start + count * width).toBeGreaterThanOrEqual(until);
        expect(start + (count - 1) * width).toBeLessThan(until);
        const finer = BUCKET_WIDTHS.filter((each) => each < width).at(-1);
        if (finer !== undefined && BUCKET_WIDTHS.includes(width))
          expect(length / finer).toBeGreaterThan(most - 2);
      },
    ),
    { seed: 20261124, numRuns: 500 },
  );
});

it('widens a range to whole minutes and leaves one that is', () => {
  expect(wholeMinutes(60_001, 119_999)).toEqual({ since: 60_000, until: 120_000 });
  expect(wholeMinutes(60_000, 120_000)).toEqual({ since: 60_000, until: 120_000 });
});
