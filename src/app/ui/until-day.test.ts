import { expect, test } from 'vitest';
import { endOfDay, untilProblem } from './until-day.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

test('an acceptance ends on a day that is to come, within a year', () => {
  expect(endOfDay('2026-02-31')).toBeNull();
  expect(endOfDay('2026-11-24')?.toISOString()).toBe('2026-11-24T23:59:59.000Z');
  expect(untilProblem('', NOW)).toBe('Choose a day.');
  expect(untilProblem('2026-11-23', NOW)).toBe('Choose a day that is not over.');
  expect(untilProblem('2026-11-24', NOW)).toBeNull();
  expect(untilProblem('2027-11-24', NOW)).toBeNull();
  expect(untilProblem('2027-11-26', NOW)).toMatch(/within a year/);
});
