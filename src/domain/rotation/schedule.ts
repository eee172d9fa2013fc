/** When a key rotates by itself (kms-api.md §9): pure arithmetic on milliseconds since the epoch. */
export const LEAST_PERIOD_DAYS = 90;
export const MOST_PERIOD_DAYS = 2560;
export const DEFAULT_PERIOD_DAYS = 365;
/** On-demand rotations of one key, for life. */
export const MOST_ON_DEMAND = 25;

const DAY_MS = 86_400_000;

export interface RotationSchedule {
  readonly periodDays: number;
  /** When the next automatic rotation is due. */
  readonly next: number;
}

/**
 * The schedule after EnableKeyRotation. Enabling again with the same period, or without naming one, leaves the schedule as it is; another
 * period counts from now.
 */
export function enabledSchedule(
  before: RotationSchedule | null,
  periodDays: number | undefined,
  now: number,
): RotationSchedule {
  if (before !== null && (periodDays === undefined || periodDays === before.periodDays)) return before;
  const period = periodDays ?? DEFAULT_PERIOD_DAYS;
  return { periodDays: period, next: now + period * DAY_MS };
}

/**
 * A schedule that a clock which was far ahead made, as it is by a clock that is right: the next rotation is at most a period away. Null
 * where nothing is to be corrected; a day is no reason, as clocks are set.
 */
export function correctedSchedule(
  { periodDays, next }: RotationSchedule,
  now: number,
): RotationSchedule | null {
  const latest = now + periodDays * DAY_MS;
  return next > latest + DAY_MS ? { periodDays, next: latest } : null;
}

/**
 * The schedule after the rotation that was due: the last *scheduled* date and period, so that lateness does not add up. Dates that passed
 * while nobody looked are one rotation, not several: the first one after `now` is next.
 */
export function rotatedSchedule({ periodDays, next }: RotationSchedule, now: number): RotationSchedule {
  const period = periodDays * DAY_MS;
  const missed = Math.max(0, Math.floor((now - next) / period));
  return { periodDays, next: next + (missed + 1) * period };
}
