import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  correctedSchedule,
  enabledSchedule,
  LEAST_PERIOD_DAYS,
  MOST_PERIOD_DAYS,
  rotatedSchedule,
} from './schedule.ts';
import { runs } from '../../testing/runs.ts';

fc.configureGlobal({ seed: 1 });
const DAY = 86_400_000;
const periods = fc.integer({ min: LEAST_PERIOD_DAYS, max: MOST_PERIOD_DAYS });
const times = fc.integer({ min: 0, max: 4e12 });

it('counts from the day of enabling, and again only for another period', () => {
  const first = enabledSchedule(null, undefined, 1000);
  expect(first).toEqual({ periodDays: 365, next: 1000 + 365 * DAY });
  expect(enabledSchedule(first, undefined, 5000)).toBe(first);
  expect(enabledSchedule(first, 365, 5000)).toBe(first);
  expect(enabledSchedule(first, 90, 5000)).toEqual({ periodDays: 90, next: 5000 + 90 * DAY });
});

it('is next after now, a whole number of periods after the date that was due, and no later than it must', () => {
  fc.assert(
    fc.property(periods, times, times, (periodDays, next, late) => {
      const now = next + late;
      const after = rotatedSchedule({ periodDays, next }, now);
      expect(after.periodDays).toBe(periodDays);
      expect(after.next).toBeGreaterThan(now);
      expect(after.next - now).toBeLessThanOrEqual(periodDays * DAY);
      expect((after.next - next) % (periodDays * DAY)).toBe(0);
    }),
    { numRuns: runs(100) },
  );
});

it('is corrected when it is more than a day farther than a period, once, and never otherwise', () => {
  fc.assert(
    fc.property(periods, times, fc.integer({ min: -4e12, max: 4e12 }), (periodDays, now, off) => {
      const next = now + periodDays * DAY + off;
      const corrected = correctedSchedule({ periodDays, next }, now);
      if (off <= DAY) expect(corrected).toBeNull();
      else {
        expect(corrected).toEqual({ periodDays, next: now + periodDays * DAY });
        expect(correctedSchedule({ periodDays, next: now + periodDays * DAY }, now)).toBeNull();
      }
    }),
    { numRuns: runs(100) },
  );
});
