/**
 * The clock of a replay: the events' own time, scaled. Silence is skipped, and how much is said. It stops where nothing is loaded yet, and
 * at the end of the window. Pure: real time comes from outside.
 */

/** Times faster than it was; Infinity is as fast as the events can be fetched. */
export const SPEEDS = [1, 10, 60, 600, 3_600, Infinity] as const;
export type Speed = (typeof SPEEDS)[number];

/** More real time than this without anything is skipped, ms. */
const SILENCE_MS = 5_000;
/** So much of it is left before the next event, so that one sees it come, ms. */
const LEAD_MS = 400;
/** A page that slept does not leap, ms. */
const MOST_STEP_MS = 250;

export interface ReplayClock {
  /** Where it stands in the log, ms since the epoch. */
  readonly position: number;
  /** The real moment of `position`, ms of a clock that does not go back; null while it is paused. */
  readonly at: number | null;
  readonly speed: Speed;
}

export interface Loaded {
  /** Time of the next event that was not played yet; null when none is loaded. */
  readonly next: number | null;
  /** All events before this are loaded. At most `until`. */
  readonly horizon: number;
  /** Where the window ends. */
  readonly until: number;
}

export interface Step {
  readonly clock: ReplayClock;
  /** A silence that was left out, ms of the log; 0 without one. */
  readonly skipped: number;
  /** It would go on, and waits for what is not loaded yet. */
  readonly isWaiting: boolean;
  readonly isAtEnd: boolean;
}

export const playFrom = (position: number, speed: Speed, now: number): ReplayClock => ({
  position,
  at: now,
  speed,
});

export const paused = (clock: ReplayClock): ReplayClock => ({ ...clock, at: null });

/** Goes on to the real moment `now`. What lies before the new position is to be played. */
export function step(clock: ReplayClock, now: number, { next, horizon, until }: Loaded): Step {
  if (clock.at === null) return { clock, skipped: 0, isWaiting: false, isAtEnd: false };
  const end = Math.min(horizon, until);
  const real = Math.min(MOST_STEP_MS, Math.max(0, now - clock.at));
  const reached = clock.speed === Infinity ? end : clock.position + real * clock.speed;
  // Where something is to be seen again: the next event, or, when none is loaded, where it is not known yet.
  const something = Math.min(next ?? end, end);
  const silence = something - clock.position;
  const isSkipped = clock.speed !== Infinity && silence > SILENCE_MS * clock.speed;
  // The whole rest of the window may be silent: there it goes straight to the end.
  const lead = something === until ? 0 : LEAD_MS * clock.speed;
  const wanted = isSkipped ? Math.max(reached, something - lead) : reached;
  const position = Math.max(clock.position, Math.min(wanted, end));
  return {
    clock: { ...clock, position, at: Math.max(now, clock.at) },
    skipped: isSkipped ? Math.max(0, position - reached) : 0,
    isWaiting: position >= end && end < until,
    isAtEnd: position >= until,
  };
}

const UNITS: readonly (readonly [ms: number, one: string, many: string])[] = [
  [86_400_000, 'day', 'days'],
  [3_600_000, 'h', 'h'],
  [60_000, 'min', 'min'],
  [1_000, 's', 's'],
];

/** `3 h 12 min`: the two largest units that there are. */
export function spanText(ms: number): string {
  const parts: string[] = [];
  let rest = Math.round(ms / 1_000) * 1_000;
  for (const [unit, one, many] of UNITS) {
    const count = Math.floor(rest / unit);
    if (count > 0) parts.push(`${count} ${count === 1 ? one : many}`);
    rest -= count * unit;
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return parts.length === 0 ? 'less than 1 s' : parts.join(' ');
}

/** `60×`. */
export const speedText = (speed: Speed): string =>
  speed === Infinity ? 'As fast as it can' : `${speed.toLocaleString('en')}×`;
