import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comingRotations,
  peaksOf,
  placeInYear,
  rotationStatus,
  WEEK_MS,
  weekStart,
  WEEKS_AHEAD,
  yearAhead,
  type RotatingKey,
} from './outlook.ts';
import { LEAST_PERIOD_DAYS, MOST_PERIOD_DAYS } from './schedule.ts';

fc.configureGlobal({ seed: 1 });
const DAY = 86_400_000;
const NOW = Date.parse('2026-11-25T10:00:00Z'); // a Wednesday
const key = (next: number, periodDays = 90, state: RotatingKey['state'] = 'Enabled'): RotatingKey => ({
  state,
  rotates: true,
  rotation: { periodDays, next },
});

it('weeks begin on Monday, 00:00 UTC', () => {
  const monday = Date.parse('2026-11-23T00:00:00Z');
  expect(weekStart(NOW)).toBe(monday);
  expect(weekStart(monday)).toBe(monday);
  expect(weekStart(monday - 1)).toBe(monday - WEEK_MS);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
      const start = weekStart(ms);
      expect(new Date(start).getUTCDay()).toBe(1);
      expect(start).toBeLessThanOrEqual(ms);
      expect(ms - start).toBeLessThan(WEEK_MS);
    }),
  );
});

it('a week has a place among the 54 from this one, or none', () => {
  const first = weekStart(NOW);
  expect(placeInYear(first, NOW)).toBe(0);
  expect(placeInYear(first - 1, NOW)).toBeNull();
  expect(placeInYear(first + 54 * WEEK_MS - 1, NOW)).toBe(53);
  expect(placeInYear(first + 54 * WEEK_MS, NOW)).toBeNull();
  expect(placeInYear(8.64e15, NOW)).toBeNull();
});

it('how a key stands to its schedule', () => {
  const of = (more: Partial<RotatingKey>) => rotationStatus({ ...key(NOW + DAY), ...more }, NOW);
  expect(of({})).toBe('Scheduled');
  expect(of({ rotation: { periodDays: 90, next: NOW } })).toBe('Overdue');
  expect(of({ rotation: { periodDays: 90, next: 1 }, state: 'Disabled' })).toBe('Resting');
  expect(of({ rotation: null })).toBe('Off');
  expect(of({ rotation: null, rotates: false })).toBe('CannotRotate');
});

describe('the year ahead', () => {
  it('has a key in every week in which it rotates, and what is overdue in this one', () => {
    const soon = key(NOW + DAY);
    const late = key(NOW - 30 * DAY, 120);
    const weeks = yearAhead([soon, late], NOW);
    expect(weeks).toHaveLength(WEEKS_AHEAD);
    expect(weeks[0]).toEqual({ start: weekStart(NOW), keys: [late, soon] });
    const weeksOf = (wanted: RotatingKey) =>
      weeks.flatMap(({ keys }, at) => (keys.includes(wanted) ? [at] : []));
    expect(weeksOf(soon)).toEqual([0, 13, 26, 39, 51]);
    // Its dates stay where they were: lateness does not add up.
    expect(weeksOf(late)).toEqual([0, 13, 30, 47]);
  });

  it('has none of those that rest, cannot rotate or have no schedule', () => {
    const keys = [
      key(NOW + DAY, 90, 'Disabled'),
      key(NOW - DAY, 90, 'PendingDeletion'),
      { state: 'Enabled', rotates: true, rotation: null } as const,
    ];
    expect(yearAhead(keys, NOW).flatMap((week) => week.keys)).toEqual([]);
  });

  it('counts each date once, in its own week', () => {
    const schedules = fc.record({
      periodDays: fc.integer({ min: LEAST_PERIOD_DAYS, max: MOST_PERIOD_DAYS }),
      next: fc.integer({ min: NOW - 800 * DAY, max: NOW + 800 * DAY }),
    });
    fc.assert(
      fc.property(schedules, (rotation) => {
        const weeks = yearAhead([key(rotation.next, rotation.periodDays)], NOW);
        const until = weekStart(NOW) + WEEKS_AHEAD * WEEK_MS;
        const dates = comingRotations(rotation, NOW, until);
        expect(weeks.flatMap(({ keys }) => keys)).toHaveLength(dates.length);
        for (const at of dates) {
          expect(at).toBeGreaterThanOrEqual(NOW);
          expect(weeks.find(({ start }) => start === weekStart(at))?.keys).toHaveLength(1);
        }
      }),
    );
  });
});

it('a peak stands out; a steady load, an empty year and a pair have none', () => {
  const flat = Array.from({ length: 52 }, () => 4);
  expect(peaksOf(flat)).toEqual([]);
  expect(peaksOf(flat.map((count, at) => (at === 7 ? 40 : at === 30 ? 12 : count)))).toEqual([7, 30]);
  expect(peaksOf(flat.map(() => 0))).toEqual([]);
  expect(peaksOf([0, 2, 0, 0])).toEqual([]);
  expect(peaksOf([9, 0, 0, 8, 0, 0, 7, 0, 0, 6, 0, 0, 0, 0, 0, 0])).toEqual([0, 3, 6]);
});
