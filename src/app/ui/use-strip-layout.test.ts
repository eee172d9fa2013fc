import fc from 'fast-check';
import { expect, it } from 'vitest';
import { barsOf, bucketsOf, nextMarked, placeMarks, type Mark } from './use-strip-layout.ts';

const days = fc.array(
  fc.record({ Day: fc.integer({ min: 100, max: 464 }), Allowed: fc.nat(1e6), Refused: fc.nat(100) }),
  { maxLength: 60 },
);

it('sums every day of the range once, into days or weeks that end today', () => {
  fc.assert(
    fc.property(days, fc.constantFrom(1, 7), (daily, size) => {
      const buckets = bucketsOf(daily, { firstDay: 100, lastDay: 464, size });
      const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
      expect(sum(buckets.map(({ allowed }) => allowed))).toBe(sum(daily.map(({ Allowed }) => Allowed)));
      expect(sum(buckets.map(({ refused }) => refused))).toBe(sum(daily.map(({ Refused }) => Refused)));
      const last = buckets.at(-1);
      expect((last?.day ?? 0) + (last?.days ?? 0) - 1).toBe(464);
      expect(buckets.length).toBe(Math.ceil(365 / size));
    }),
  );
});

it('keeps every bar inside its side, and what is little can be seen', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 90 }), fc.boolean(), (values, down) => {
      const bars = barsOf(values, { axis: 60, room: 50, down });
      expect(bars.map(({ index }) => index)).toEqual(values.flatMap((value, i) => (value > 0 ? [i] : [])));
      for (const { y, height } of bars) {
        expect(height).toBeGreaterThanOrEqual(2);
        expect(y).toBeGreaterThanOrEqual(down ? 60 : 10);
        expect(y + height).toBeLessThanOrEqual(down ? 110 : 60);
      }
    }),
  );
});

const mark = (words: string, day: number): Mark => ({ id: `${words}${day}`, day, words });

it('puts marks that would cover each other in one place, and finds the next one', () => {
  const buckets = bucketsOf([], { firstDay: 0, lastDay: 89, size: 1 });
  const marks = [mark('R', 40), mark('P', 10), mark('S', 12), mark('P', 13), mark('T', 90)];
  const placed = placeMarks(marks, buckets, 4);
  expect(placed.map(({ index, marks: those }) => [index, those.map(({ words }) => words).join('')])).toEqual([
    [10, 'PSP'],
    [40, 'R'],
  ]);
  const next = (index: number, step: 1 | -1): number | null => nextMarked(marks, buckets, index, step);
  // Every change is come to, also one that shares a place.
  expect([next(0, 1), next(10, 1), next(12, 1), next(13, 1), next(40, 1)]).toEqual([10, 12, 13, 40, null]);
  expect([next(40, -1), next(10, -1)]).toEqual([13, null]);
  expect(placeMarks(marks, [], 4)).toEqual([]);
});
