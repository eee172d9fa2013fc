/** When the desk shows one guest a visit, and when one guest for many. */

/** Visits a second that an eye can follow. */
export const FOLLOWED = 4;
/** Guests in the hall: at the counter and behind it. */
export const PLACES = 8;
/** Who aggregates goes on for so long at least: a picture that flickers between two ways of counting is read by nobody. */
const HOLD_MS = 3_000;
/** Over how much of the past it is decided that there are too many, ms. */
export const RECENT_MS = 2_000;

/** `each`: one guest a visit. `many`: one guest for many visits. */
export type Mode = 'each' | 'many';

interface Load {
  /** Visits a second, over the last two and over the whole window. */
  readonly recent: number;
  readonly rate: number;
  /** Guests behind the counter. */
  readonly waiting: number;
  /** How long it has been so, ms. */
  readonly held: number;
}

/** The rule when the desk aggregates. It begins above what an eye can follow, and ends well below it, so that it does not flicker. */
export function modeAfter(mode: Mode, { recent, rate, waiting, held }: Load): Mode {
  if (mode === 'each') return recent > FOLLOWED || waiting >= PLACES ? 'many' : 'each';
  return held >= HOLD_MS && rate < FOLLOWED * 0.75 && recent < FOLLOWED * 0.75 ? 'each' : 'many';
}
