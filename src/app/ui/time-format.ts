/** Time in words. Everything goes through `Intl`; months are words, so that 03/04 never appears. */
export type Zone = 'utc' | 'local';

const timeZone = (zone: Zone): { timeZone?: string } => (zone === 'utc' ? { timeZone: 'UTC' } : {});

/** Parts of a date in the zone, two digits each. */
function parts(date: Date, zone: Zone): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...timeZone(zone),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
}

/** Evidence: `2026-11-24 13:05:07`, with `.318` when milliseconds matter. */
export function absoluteTime(date: Date, zone: Zone, milliseconds = false): string {
  const p = parts(date, zone);
  const ms = milliseconds ? `.${String(date.getUTCMilliseconds()).padStart(3, '0')}` : '';
  return `${p['year']}-${p['month']}-${p['day']} ${p['hour']}:${p['minute']}:${p['second']}${ms}`;
}

/** `13:05:07.318`, for rows under a day's heading. */
export const clockTime = (date: Date, zone: Zone): string => absoluteTime(date, zone, true).slice(11);

/** `14 Mar 2025`; months of three letters throughout (British English would write "Sept"). */
export function dayText(date: Date, zone: Zone, year = true): string {
  const format = new Intl.DateTimeFormat('en-US', {
    ...timeZone(zone),
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  const p = Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
  return `${p['day']} ${p['month']}${year ? ` ${p['year']}` : ''}`;
}

/** `Saturday 21 November 2026`. */
export const longDay = (date: Date, zone: Zone): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...timeZone(zone),
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
    .format(date)
    .replace(',', '');

/** `UTC`, or the browser's zone by name. */
export const zoneName = (zone: Zone): string =>
  zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;

const STEPS: readonly (readonly [limit: number, unit: number, word: string])[] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [48 * 3600, 3600, 'h'],
  [Infinity, 86_400, 'days'],
];

/** `12 s ago`, `6 min ago`, `5 h ago`, `83 days ago`; `in 12 days` for what is to come; `now` within a second. */
export function relativeTime(date: Date, now: number): string {
  const seconds = Math.round((now - date.getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < 1) return 'now';
  const [, unit, word] = STEPS.find(([limit]) => size < limit) ?? [0, 86_400, 'days'];
  const text = `${new Intl.NumberFormat('en').format(Math.floor(size / unit))} ${word}`;
  return seconds >= 0 ? `${text} ago` : `in ${text}`;
}

/** RFC 3339 with offset, for copies and exports. */
export const rfc3339 = (date: Date): string => date.toISOString();

/** Microseconds as `0.6 ms`, `214 ms`, `1.2 s`. */
export function durationText(microseconds: number): string {
  const ms = microseconds / 1000;
  if (ms < 1000)
    return `${new Intl.NumberFormat('en', { maximumFractionDigits: ms < 10 ? 1 : 0 }).format(ms)} ms`;
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(ms / 1000)} s`;
}

/** Whole days between two moments, for ages; never negative, as clocks and the page's own tick may differ a little. */
export const daysBetween = (from: Date, to: number): number =>
  Math.max(0, Math.floor((to - from.getTime()) / 86_400_000));
