/** Counts of the last seconds, in buckets of fixed number: memory does not depend on what comes. */

export const OUTCOMES = ['allowed', 'denied', 'failed', 'altered'] as const;
/** `altered`: the event is not what was recorded, so nobody knows. */
export type Outcome = (typeof OUTCOMES)[number];
export type Counts = Readonly<Record<Outcome, number>>;

export const BUCKET_MS = 250;
const BUCKETS = 20;
export const WINDOW_MS = BUCKET_MS * BUCKETS;
const WIDTH = OUTCOMES.length;

const COLUMN: Readonly<Record<Outcome, number>> = { allowed: 0, denied: 1, failed: 2, altered: 3 };

/** A sliding window over the last five seconds, by outcome. Its sums are kept, not computed. */
export class Window {
  readonly #cells = new Uint32Array(BUCKETS * WIDTH);
  readonly #sums = new Uint32Array(WIDTH);
  /** Number of the bucket that is filled now, from the beginning of the clock. */
  #bucket = 0;

  /** Time went on: what is older than the window is forgotten. A time before the last one changes nothing. */
  pass(now: number): void {
    const bucket = Math.floor(now / BUCKET_MS);
    if (bucket <= this.#bucket) return;
    if (bucket - this.#bucket >= BUCKETS) {
      this.#cells.fill(0);
      this.#sums.fill(0);
    } else
      for (let each = this.#bucket + 1; each <= bucket; each++) {
        const at = (each % BUCKETS) * WIDTH;
        for (let column = 0; column < WIDTH; column++) {
          this.#sums[column] = (this.#sums[column] ?? 0) - (this.#cells[at + column] ?? 0);
          this.#cells[at + column] = 0;
        }
      }
    this.#bucket = bucket;
  }

  /** One more, now. */
  add(outcome: Outcome): void {
    const column = COLUMN[outcome];
    const at = (this.#bucket % BUCKETS) * WIDTH + column;
    this.#cells[at] = (this.#cells[at] ?? 0) + 1;
    this.#sums[column] = (this.#sums[column] ?? 0) + 1;
  }

  counts(): Counts {
    const [allowed = 0, denied = 0, failed = 0, altered = 0] = this.#sums;
    return { allowed, denied, failed, altered };
  }

  /** All outcomes in the last `ms`, in whole buckets; at most the window. */
  recent(ms: number): number {
    const buckets = Math.min(BUCKETS, Math.ceil(ms / BUCKET_MS));
    let sum = 0;
    for (let back = 0; back < buckets && back <= this.#bucket; back++) {
      const at = ((this.#bucket - back) % BUCKETS) * WIDTH;
      for (let column = 0; column < WIDTH; column++) sum += this.#cells[at + column] ?? 0;
    }
    return sum;
  }
}

/** Windows by name, for the `most` names that came last. */
export class Bounded {
  readonly #most: number;
  /** In the order in which they came last. */
  readonly #windows = new Map<string, Window>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#windows.size;
  }

  add(name: string, outcome: Outcome, now: number): void {
    const window = this.#windows.get(name) ?? new Window();
    this.#windows.delete(name);
    if (this.#windows.size >= this.#most) {
      const [oldest] = this.#windows.keys();
      if (oldest !== undefined) this.#windows.delete(oldest);
    }
    this.#windows.set(name, window);
    window.pass(now);
    window.add(outcome);
  }

  /** Those who came within the window. Who did not is forgotten. */
  live(now: number): readonly { readonly id: string; readonly counts: Counts }[] {
    const live: { readonly id: string; readonly counts: Counts }[] = [];
    for (const [id, window] of this.#windows) {
      window.pass(now);
      const counts = window.counts();
      if (OUTCOMES.every((outcome) => counts[outcome] === 0)) this.#windows.delete(id);
      else live.push({ id, counts });
    }
    return live;
  }
}
