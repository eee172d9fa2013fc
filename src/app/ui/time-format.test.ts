import { expect, test } from 'vitest';
import {
  absoluteTime,
  clockTime,
  dayText,
  daysBetween,
  durationText,
  longDay,
  relativeTime,
} from './time-format.ts';

const at = new Date('2026-11-21T09:14:22.318Z');

test('evidence is absolute, to the second or the millisecond', () => {
  expect(absoluteTime(at, 'utc')).toBe('2026-11-21 09:14:22');
  expect(absoluteTime(at, 'utc', true)).toBe('2026-11-21 09:14:22.318');
  expect(clockTime(at, 'utc')).toBe('09:14:22.318');
  expect(absoluteTime(new Date('2026-01-05T00:00:00Z'), 'utc')).toBe('2026-01-05 00:00:00');
});

test('days name the month', () => {
  expect(dayText(at, 'utc')).toBe('21 Nov 2026');
  expect(dayText(new Date('2026-09-05T12:00:00Z'), 'utc', false)).toBe('5 Sep');
  expect(longDay(at, 'utc')).toBe('Saturday 21 November 2026');
});

test('relative time counts in the largest unit', () => {
  const ago = (seconds: number): string =>
    relativeTime(new Date(at.getTime() - seconds * 1000), at.getTime());
  expect(ago(0)).toBe('now');
  expect(ago(12)).toBe('12 s ago');
  expect(ago(360)).toBe('6 min ago');
  expect(ago(5 * 3600)).toBe('5 h ago');
  expect(ago(83 * 86_400)).toBe('83 days ago');
  expect(ago(-12 * 86_400)).toBe('in 12 days');
});

test('durations', () => {
  expect(durationText(612)).toBe('0.6 ms');
  expect(durationText(214_400)).toBe('214 ms');
  expect(durationText(1_240_000)).toBe('1.2 s');
});

test('ages are whole days and never negative', () => {
  expect(daysBetween(at, at.getTime() + 3 * 86_400_000 - 1)).toBe(2);
  expect(daysBetween(at, at.getTime() - 5000)).toBe(0);
});
