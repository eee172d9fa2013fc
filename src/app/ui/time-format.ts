/** Time in words. Everything goes through `Intl`; months are words, so that 03/04 never appears. */
/** UTC, the browser's own, or one of the IANA database by its name. */
export type Zone = 'utc' | 'local' | `${string}/${string}`;

const timeZone = (zone: Zone): { timeZone?: string } =>
  zone === 'local' ? {} : { timeZone: zone === 'utc' ? 'UTC' : zone };

/** Places that were renamed, where a browser may still list the old name only. */
const RENAMED: Readonly<Record<string, Zone>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** Zones to choose from, by name. Those without a place (`EST`, `UTC`) are left out: offsets that ignore the law of the land. */
export const namedZones = (): readonly Zone[] =>
  [
    ...new Set(
      Intl.supportedValuesOf('timeZone')
        .filter(isNamed)
        .map((name) => zoneOf(RENAMED[name] ?? name) ?? name),
    ),
  ].sort();

const isNamed = (name: string): name is `${string}/${string}` => name.includes('/');

/** What was kept or typed, if it is a zone that this browser knows. */
export function zoneOf(text: string | null): Zone | null {
  if (text === 'utc' || text === 'local') return text;
  if (text === null || text.length > 64 || !isNamed(text)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone === '' ? null : text;
  } catch {
    return null;
  }
}

/** Gives the formatter of a zone, one for each: making one costs more than a hundred uses of it. */
function formatsOf(
  language: string,
  options: Intl.DateTimeFormatOptions,
): (zone: Zone) => Intl.DateTimeFormat {
  const formats = new Map<Zone, Intl.DateTimeFormat>();
  return (zone) => {
    const format = formats.get(zone) ?? new Intl.DateTimeFormat(language, { ...timeZone(zone), ...options });
    formats.set(zone, format);
    return format;
  };
}

const MOMENT = formatsOf('en-GB', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const DAY = formatsOf('en-US', { day: 'numeric', month: 'short', year: 'numeric' });
const LONG_DAY = formatsOf('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** Parts of a date in the zone, two digits each. */
function parts(date: Date, zone: Zone): Record<string, string> {
  return Object.fromEntries(
    MOMENT(zone)
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  );
}

/** Minutes by which the zone's clocks are ahead of UTC at that moment. */
function offsetMinutes(date: Date, zone: Zone): number {
  if (zone === 'utc') return 0;
  const p = parts(date, zone);
  const wall = Date.UTC(
    Number(p['year']),
    Number(p['month']) - 1,
    Number(p['day']),
    Number(p['hour']),
    Number(p['minute']),
    Number(p['second']),
  );
  return Math.round((wall - date.getTime()) / 60_000);
}

/** `+01:00`, of a moment whose reading on the wall comes twice, when clocks are set back; else nothing. Evidence must not be ambiguous. */
function offsetWhereTwice(date: Date, zone: Zone): string {
  if (zone === 'utc') return '';
  const offset = offsetMinutes(date, zone);
  // Clocks are set by two hours at most, anywhere; the other reading lies that far away.
  const twice = [-180, 180].some((away) => {
    const other = offsetMinutes(new Date(date.getTime() + away * 60_000), zone);
    if (other === offset) return false;
    const same = new Date(date.getTime() + (offset - other) * 60_000);
    return offsetMinutes(same, zone) === other;
  });
  if (!twice) return '';
  const size = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  return ` ${offset < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Evidence: `2026-11-24 13:05:07`, with `.318` when milliseconds matter, and the offset in an hour that comes twice. */
export function absoluteTime(date: Date, zone: Zone, milliseconds = false): string {
  const p = parts(date, zone);
  const ms = milliseconds ? `.${String(date.getUTCMilliseconds()).padStart(3, '0')}` : '';
  return `${p['year']}-${p['month']}-${p['day']} ${p['hour']}:${p['minute']}:${p['second']}${ms}${offsetWhereTwice(date, zone)}`;
}

/** `13:05:07.318`, for rows under a day's heading. */
export const clockTime = (date: Date, zone: Zone): string => absoluteTime(date, zone, true).slice(11);

/** `14 Mar 2025`; months of three letters throughout (British English would write "Sept"). */
export function dayText(date: Date, zone: Zone, year = true): string {
  const p = Object.fromEntries(
    DAY(zone)
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  );
  return `${p['day']} ${p['month']}${year ? ` ${p['year']}` : ''}`;
}

/** `Saturday 21 November 2026`. */
export const longDay = (date: Date, zone: Zone): string => LONG_DAY(zone).format(date).replace(',', '');

/** `UTC`, or the zone's name; of the browser's own too. */
export const zoneName = (zone: Zone): string =>
  zone === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone === 'utc' ? 'UTC' : zone;

const STEPS: readonly (readonly [limit: number, unit: number, word: string])[] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [48 * 3600, 3600, 'h'],
  [Infinity, 86_400, 'days'],
];

/** `12 s ago`, `6 min ago`, `5 h ago`, `83 days ago`; `in 12 days` for what is to come; `just now` within a second. */
export function relativeTime(date: Date, now: number): string {
  const seconds = Math.round((now - date.getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < 1) return 'just now';
  const [, unit, word] = STEPS.find(([limit]) => size < limit) ?? [0, 86_400, 'days'];
  const text = `${whole.format(Math.floor(size / unit))} ${word}`;
  return seconds >= 0 ? `${text} ago` : `in ${text}`;
}

/** RFC 3339 with offset, for copies and exports. */
export const rfc3339 = (date: Date): string => date.toISOString();

/** Microseconds as `0.6 ms`, `214 ms`, `1.2 s`. */
export function durationText(microseconds: number): string {
  const ms = microseconds / 1000;
  return ms < 1000 ? `${(ms < 10 ? tenths : whole).format(ms)} ms` : `${tenths.format(ms / 1000)} s`;
}

/** Whole days between two moments, for ages; never negative, as clocks and the page's own tick may differ a little. */
export const daysBetween = (from: Date, to: number): number =>
  Math.max(0, Math.floor((to - from.getTime()) / 86_400_000));
