import { expect, test } from 'vitest';
import {
  absoluteTime,
  clockTime,
  dayText,
  daysBetween,
  durationText,
  longDay,
  namedZones,
  relativeTime,
  zoneName,
  zoneOf,
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
  expect(ago(0)).toBe('just now');
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

test('a named zone follows its own law, on both sides of each change of clocks', () => {
  const berlin = (text: string): string => absoluteTime(new Date(text), 'Europe/Berlin');
  // Forward on 29 March 2026 at 01:00 UTC: the hour from two to three is not there.
  expect(berlin('2026-03-29T00:59:59Z')).toBe('2026-03-29 01:59:59');
  expect(berlin('2026-03-29T01:00:00Z')).toBe('2026-03-29 03:00:00');
  // Back on 25 October 2026 at 01:00 UTC: the hour from two to three comes twice, and each says which it is.
  expect(berlin('2026-10-24T23:59:59Z')).toBe('2026-10-25 01:59:59');
  expect(berlin('2026-10-25T00:30:00Z')).toBe('2026-10-25 02:30:00 +02:00');
  expect(berlin('2026-10-25T01:30:00Z')).toBe('2026-10-25 02:30:00 +01:00');
  expect(berlin('2026-10-25T02:00:00Z')).toBe('2026-10-25 03:00:00');
  expect(clockTime(new Date('2026-10-25T01:30:00.5Z'), 'Europe/Berlin')).toBe('02:30:00.500 +01:00');
});

test('zones of the south, of half hours, and of half an hour of summer time', () => {
  expect(absoluteTime(new Date('2026-04-04T16:30:00Z'), 'Australia/Sydney')).toBe(
    '2026-04-05 02:30:00 +10:00',
  );
  expect(absoluteTime(at, 'Asia/Kathmandu')).toBe('2026-11-21 14:59:22');
  expect(absoluteTime(new Date('2026-04-04T14:45:00Z'), 'Australia/Lord_Howe')).toBe(
    '2026-04-05 01:45:00 +11:00',
  );
  expect(absoluteTime(new Date('2026-11-01T06:30:00Z'), 'America/New_York')).toBe(
    '2026-11-01 01:30:00 −05:00',
  );
});

test('days are those of the zone', () => {
  const late = new Date('2026-11-21T20:00:00Z');
  expect(dayText(late, 'Asia/Tokyo')).toBe('22 Nov 2026');
  expect(longDay(late, 'Asia/Tokyo')).toBe('Sunday 22 November 2026');
});

test('only zones that are known are taken', () => {
  expect(['utc', 'local', 'Europe/Berlin'].map(zoneOf)).toEqual(['utc', 'local', 'Europe/Berlin']);
  expect([null, '', 'Mars/Olympus', 'x'.repeat(80), '<b>/</b>'].map(zoneOf)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  for (const name of ['Europe/Berlin', 'Asia/Kathmandu', 'Asia/Kolkata', 'Europe/Kyiv'])
    expect(namedZones()).toContain(name);
  expect(new Set(namedZones()).size).toBe(namedZones().length);
  expect(namedZones().length).toBeGreaterThan(300);
  expect([zoneName('utc'), zoneName('Asia/Tokyo')]).toEqual(['UTC', 'Asia/Tokyo']);
});
