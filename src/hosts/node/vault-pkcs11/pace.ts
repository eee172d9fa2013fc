/**
 * Whether the module answers fast enough to be asked on the event loop's own thread. Pure. A software token answers in microseconds, and
 * a message to another thread would cost more than the call; one that takes milliseconds would hold up everybody else.
 */

/**
 * A module whose usual call takes longer is asked in threads. So is one that was held up three times lately, or stuck once. Less than that
 * may be a machine that has too much to do: SoftHSM's calls take microseconds, and on a busy one now and then tens of milliseconds.
 */
export const SLOW_MEDIAN_MS = 10;
export const HELD_UP_MS = 50;
export const STUCK_MS = 2_000;
/** Calls looked back on. */
const LAST = 9;
/** How long it must have been fast again. */
export const CALM_MS = 20_000;

export class Pace {
  readonly #always: boolean;
  readonly #recent: number[] = [];
  #slowSince: number | null = null;
  #lastSlow = 0;

  /** `always`: a device, whose way may hang at any time; it is never asked on the event loop's thread. */
  constructor(always: boolean) {
    this.#always = always;
  }

  /** Ask it in threads. */
  get threads(): boolean {
    return this.#always || this.#slowSince !== null;
  }

  /** ms since the epoch, or null: since when it was found slow. */
  get slowSince(): number | null {
    return this.#slowSince;
  }

  /** One call's time inside of the module. */
  note(ms: number, now: () => number): void {
    this.#recent.push(ms);
    if (this.#recent.length > LAST) this.#recent.shift();
    if (ms < SLOW_MEDIAN_MS && this.#slowSince === null) return; // the usual one: nothing to look at
    const time = now();
    const slow = this.#isSlow();
    if (slow) {
      this.#slowSince ??= time;
      this.#lastSlow = time;
    } else if (this.#slowSince !== null && time - this.#lastSlow >= CALM_MS) this.#slowSince = null;
  }

  #isSlow(): boolean {
    const sorted = [...this.#recent].sort((a, b) => a - b);
    const middle = sorted[sorted.length >> 1] ?? 0;
    return (
      (sorted.length === LAST && middle > SLOW_MEDIAN_MS) ||
      (sorted.at(-3) ?? 0) >= HELD_UP_MS ||
      (sorted.at(-1) ?? 0) >= STUCK_MS
    );
  }
}
