/**
 * What comes: how each key stands to its schedule, and the year ahead by weeks. Weeks begin on Monday, 00:00 UTC (ISO 8601). Pure
 * arithmetic on milliseconds since the epoch.
 */
import type { KeyState } from '../keys/key-state.ts';
import { rotatedSchedule, type RotationSchedule } from './schedule.ts';

const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;
/** This week, of which a part is over, and a year after it: what rotates yearly is in it on a Sunday too. */
export const WEEKS_AHEAD = 54;

export const ROTATION_STATUSES = ['Overdue', 'Scheduled', 'Resting', 'Off', 'CannotRotate'] as const;
/**
 * - `Overdue`: its date has passed, and the scheduler has not rotated it yet.
 * - `Resting`: it has a schedule, but is not enabled; overdue or not, it rotates only when it is enabled again.
 * - `Off`: it could rotate by itself, and does not.
 */
export type RotationStatus = (typeof ROTATION_STATUSES)[number];

export interface RotatingKey {
  readonly state: KeyState;
  /** Keys of its spec can rotate. */
  readonly rotates: boolean;
  readonly rotation: RotationSchedule | null;
}

export function rotationStatus({ state, rotates, rotation }: RotatingKey, now: number): RotationStatus {
  if (!rotates) return 'CannotRotate';
  if (rotation === null) return 'Off';
  if (state !== 'Enabled') return 'Resting';
  return rotation.next <= now ? 'Overdue' : 'Scheduled';
}

/** Monday, 00:00 UTC, of the week that holds `ms`. (1 January 1970 was a Thursday.) */
export const weekStart = (ms: number): number =>
  Math.floor((ms + 3 * DAY_MS) / WEEK_MS) * WEEK_MS - 3 * DAY_MS;

/** The place of the week that holds `ms` among the 54 from this one; null for any other. */
export function placeInYear(ms: number, now: number): number | null {
  const place = (weekStart(ms) - weekStart(now)) / WEEK_MS;
  return place >= 0 && place < WEEKS_AHEAD ? place : null;
}

/** When a schedule rotates from `now` until before `until`: what is overdue counts as now, once. */
export function comingRotations(schedule: RotationSchedule, now: number, until: number): readonly number[] {
  const dates: number[] = [];
  let next = schedule;
  if (next.next <= now) {
    dates.push(now);
    next = rotatedSchedule(next, now);
  }
  for (let at = next.next; at < until; at += next.periodDays * DAY_MS) dates.push(at);
  return dates;
}

export interface Week<T> {
  /** ms: its Monday. */
  readonly start: number;
  /** Keys that rotate in it, the first to rotate first. A period is longer than a week, so none is there twice. */
  readonly keys: readonly T[];
}

/** The weeks from the one that holds `now`, each with the keys whose schedules fall into it. Keys that rest are in none. */
export function yearAhead<T extends RotatingKey>(keys: Iterable<T>, now: number): readonly Week<T>[] {
  const first = weekStart(now);
  const until = first + WEEKS_AHEAD * WEEK_MS;
  const weeks = Array.from({ length: WEEKS_AHEAD }, () => [] as { at: number; key: T }[]); // filled below
  for (const key of keys) {
    const status = rotationStatus(key, now);
    if ((status !== 'Scheduled' && status !== 'Overdue') || key.rotation === null) continue;
    for (const at of comingRotations(key.rotation, now, until))
      weeks[Math.floor((at - first) / WEEK_MS)]?.push({ at, key });
  }
  return weeks.map((found, i) => ({
    start: first + i * WEEK_MS,
    keys: found.sort((a, b) => a.at - b.at).map(({ key }) => key),
  }));
}

const MOST_PEAKS = 3;

/**
 * Places of the weeks that stand out, most first: at least three keys, and twice as many as a week has on average. A steady load has
 * none.
 */
export function peaksOf(counts: readonly number[]): readonly number[] {
  const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
  return counts
    .map((count, at) => ({ count, at }))
    .filter(({ count }) => count >= 3 && count >= 2 * mean)
    .sort((a, b) => b.count - a.count || a.at - b.at)
    .slice(0, MOST_PEAKS)
    .map(({ at }) => at);
}
