/**
 * Destruction by time is guarded against clocks (design.md): a wall clock that was set wrong, or a machine restored from a snapshot, must
 * not destroy a key. It needs the due time *and* a day of the desk's own running time since it was scheduled, and since the clock last
 * moved by more than a day (while the desk ran, or between what the log knew and a start); and it never happens on the first look after a
 * start.
 */
const HOUR_MS = 3_600_000;
/** Running time, consistent with the clock, that must have passed since a deletion was scheduled. */
export const LEAST_RUNNING_MS = 24 * HOUR_MS;
/** How far running time and clock may be apart from one look to the next. */
const TOLERANCE_MS = 60_000;
/** A clock that moved farther is doubted. A machine that sleeps at night moves it by less. */
export const DOUBT_MS = 24 * HOUR_MS;

export interface Deletion {
  /** ms: when the key may be destroyed. */
  readonly date: number;
  /** ms: when that was decided. */
  readonly scheduledAt: number;
  /** Running time of the desk at that moment, in ms. */
  readonly ranAt: number;
}

export type DeletionVerdict =
  /** Not due yet. */
  | 'waiting'
  /** Due by the clock, but the desk has not run long enough since then, or since it was restored, to believe it. */
  | 'held'
  | 'due';

/** `ran`: the desk's running time now, by `RunningTime`; `doubtedAt`: what it was when the clock was last doubted. */
export function judgeDeletion(
  { date, ranAt }: Deletion,
  now: number,
  ran: number,
  doubtedAt = -Infinity,
): DeletionVerdict {
  if (now < date) return 'waiting';
  return ran - Math.max(ranAt, doubtedAt) >= LEAST_RUNNING_MS ? 'due' : 'held';
}

/** One look at both clocks, in ms. */
export interface Look {
  /** The clock of schedules. */
  readonly now: number;
  /** A monotonic clock of this process. */
  readonly elapsed: number;
}

/** The desk's running time over all its starts: what passed between two looks counts only when both clocks say the same. */
export class RunningTime {
  #ran: number;
  #last: Look;
  #doubtedAt: number;

  /** What was kept of before this start: what was counted, and the running time at which the clock was doubted. */
  constructor(ran: number, first: Look, doubtedAt = -Infinity) {
    this.#ran = ran;
    this.#last = first;
    this.#doubtedAt = doubtedAt;
  }

  /** Running time at which the clock was last doubted, ms; -Infinity for never. */
  get doubtedAt(): number {
    return this.#doubtedAt;
  }

  /** The clock is not believed for now: what waits for it waits a day of running from here. */
  doubt(): void {
    this.#doubtedAt = this.#ran;
  }

  /** ms. */
  get ran(): number {
    return this.#ran;
  }

  /** How far clock and running time went apart since the last look, ms: positive when the clock is ahead. Counts nothing. */
  drift(at: Look): number {
    return at.now - this.#last.now - (at.elapsed - this.#last.elapsed);
  }

  /** Counts what passed since the last look. False: the clocks disagree by more than a minute, and nothing was counted. */
  look(at: Look): boolean {
    const byClock = at.now - this.#last.now;
    const elapsed = at.elapsed - this.#last.elapsed;
    this.#last = at;
    if (Math.abs(byClock - elapsed) > DOUBT_MS) this.doubt();
    if (elapsed < 0 || Math.abs(byClock - elapsed) > TOLERANCE_MS) return false;
    this.#ran += Math.max(0, Math.min(byClock, elapsed));
    return true;
  }
}
