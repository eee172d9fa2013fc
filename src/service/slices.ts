/** Long work in slices, so that the one thread answers others between them. */
import type { Clock } from '../domain/ports/clock.ts';

/** Work between two pauses. */
const SLICE_MS = 8;

/** Behind what waits by now. A timer would wait a millisecond besides. */
const nextTurn = (): Promise<void> =>
  new Promise((done) => {
    if (typeof setImmediate === 'function') setImmediate(done);
    else setTimeout(done, 0);
  });

export class Slices {
  readonly #clock: Clock;
  readonly #ends: number;
  #began: number;

  /** `most`: ms of all slices and pauses. */
  constructor(clock: Clock, most = Infinity) {
    this.#clock = clock;
    this.#began = clock.elapsed();
    this.#ends = this.#began + most;
  }

  /** The time is over. */
  get isOver(): boolean {
    return this.#clock.elapsed() >= this.#ends;
  }

  /** Ask after every piece of work, however small: who chose the policy chose how long a piece takes. */
  get isDue(): boolean {
    return this.#clock.elapsed() - this.#began >= SLICE_MS;
  }

  async pause(): Promise<void> {
    await nextTurn();
    this.#began = this.#clock.elapsed();
  }
}
