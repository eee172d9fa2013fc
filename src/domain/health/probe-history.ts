/** What the readiness probe found lately: the last two minutes by the second, the last hour by the minute. Bounded by time, not by count. */

/** What was found in one stretch of time. */
export interface ProbeSlot {
  /** ms since the epoch: when the stretch began. */
  readonly start: number;
  readonly probes: number;
  readonly failures: number;
  /** Of the probes that were answered; null when none was. */
  readonly slowestMs: number | null;
  readonly meanMs: number | null;
}

interface Sum {
  probes: number;
  failures: number;
  slowest: number;
  total: number;
}

/** Stretches of `width` ms, the newest `count` of them. */
class Ring {
  readonly #width: number;
  readonly #count: number;
  readonly #sums = new Map<number, Sum>();

  constructor(width: number, count: number) {
    this.#width = width;
    this.#count = count;
  }

  note(time: number, latencyMs: number | null): void {
    const index = Math.floor(time / this.#width);
    let sum = this.#sums.get(index);
    if (sum === undefined) {
      // A clock that was set back leaves stretches of the future behind: they go too.
      for (const old of this.#sums.keys())
        if (old > index || old <= index - this.#count) this.#sums.delete(old);
      this.#sums.set(index, (sum = { probes: 0, failures: 0, slowest: 0, total: 0 }));
    }
    sum.probes++;
    if (latencyMs === null) sum.failures++;
    else {
      sum.slowest = Math.max(sum.slowest, latencyMs);
      sum.total += latencyMs;
    }
  }

  upTo(now: number): readonly ProbeSlot[] {
    const newest = Math.floor(now / this.#width);
    return [...this.#sums]
      .filter(([index]) => index <= newest && index > newest - this.#count)
      .sort(([a], [b]) => a - b)
      .map(([index, { probes, failures, slowest, total }]) => {
        const answered = probes - failures;
        return {
          start: index * this.#width,
          probes,
          failures,
          slowestMs: answered === 0 ? null : slowest,
          meanMs: answered === 0 ? null : total / answered,
        };
      });
  }
}

export const SECONDS_KEPT = 120;
export const MINUTES_KEPT = 60;

export class ProbeHistory {
  readonly #seconds = new Ring(1_000, SECONDS_KEPT);
  readonly #minutes = new Ring(60_000, MINUTES_KEPT);

  /** One probe; `latencyMs` null: the token did not answer. */
  note(time: number, latencyMs: number | null): void {
    this.#seconds.note(time, latencyMs);
    this.#minutes.note(time, latencyMs);
  }

  /** Oldest first; a second in which nobody asked is not there. */
  seconds(now: number): readonly ProbeSlot[] {
    return this.#seconds.upTo(now);
  }

  minutes(now: number): readonly ProbeSlot[] {
    return this.#minutes.upTo(now);
  }
}
