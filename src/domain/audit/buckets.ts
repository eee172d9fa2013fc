/** How a timeline is cut: half-open buckets of one width from a list that people read at a glance, aligned in UTC. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** Weeks begin on Monday; the epoch was a Thursday. */
const FIRST_MONDAY = 4 * DAY;

/** Finest first. Beyond a week: 2, 4, 8, … weeks. */
export const BUCKET_WIDTHS: readonly number[] = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  WEEK,
];

/** `count` buckets of `width` ms: the first begins at `start`, each ends where the next begins. */
export interface Buckets {
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

const floorTo = (time: number, width: number): number => {
  const origin = width % WEEK === 0 ? FIRST_MONDAY : 0;
  return Math.floor((time - origin) / width) * width + origin;
};

const cut = (since: number, until: number, width: number): Buckets => {
  const start = floorTo(since, width);
  return { start, width, count: Math.max(1, Math.ceil((until - start) / width)) };
};

/** The finest cut of [since, until) (ms, since < until) into at most `most` buckets; at least 2, since a range may lie across any edge. */
export function bucketsOf(since: number, until: number, most: number): Buckets {
  for (const width of BUCKET_WIDTHS) {
    const buckets = cut(since, until, width);
    if (buckets.count <= most) return buckets;
  }
  for (let weeks = 2; ; weeks *= 2) {
    const buckets = cut(since, until, weeks * WEEK);
    if (buckets.count <= most) return buckets;
  }
}

/** The whole minutes that hold [since, until): what the roll-up by minutes can answer. */
export const wholeMinutes = (
  since: number,
  until: number,
): { readonly since: number; readonly until: number } => ({
  since: Math.floor(since / MINUTE) * MINUTE,
  until: Math.ceil(until / MINUTE) * MINUTE,
});
