/**
 * Who is next for argon2, which runs one at a time: three lanes that take turns, so that strangers, however many, keep nobody waiting who
 * is signed in, has a one-time link, or comes from where somebody signed in lately.
 */

/** The queue for argon2 is full: nothing was done, try again in a few seconds (429). */
export class QueueFullError extends Error {
  constructor() {
    super('Too many passwords are being checked. Try again in a few seconds.');
    this.name = 'QueueFullError';
  }
}

const LANES = ['proven', 'known', 'strangers'] as const;
export type Lane = (typeof LANES)[number];

/** Who wait in a lane at most: the last of a full one has its answer after some 15 s, when the others are full too. */
const MOST_WAITING: Readonly<Record<Lane, number>> = { proven: 8, known: 16, strangers: 16 };
/** Inside of the networks of one address, narrowest first (`networksOf`): an office signs in at nine, and nobody fills a lane alone. */
const MOST_OF_NETWORKS = [5, 5, 8];

export interface Asker {
  readonly lane: Lane;
  readonly networks: readonly string[];
}

export class PasswordTurns {
  readonly #waiting: Readonly<Record<Lane, (() => void)[]>> = { proven: [], known: [], strangers: [] };
  readonly #inside = new Map<string, number>();
  #isRunning = false;
  #last = 0;

  /** Runs `work` when it is its turn. Rejects with QueueFullError, at once, when there is no room. */
  async run<T>({ lane, networks }: Asker, work: () => Promise<T>): Promise<T> {
    const isTooMuch = networks.some((network, i) => this.#of(network) >= (MOST_OF_NETWORKS[i] ?? 0));
    if (isTooMuch || (this.#isRunning && this.#waiting[lane].length >= MOST_WAITING[lane]))
      throw new QueueFullError();
    for (const network of networks) this.#inside.set(network, this.#of(network) + 1);
    try {
      if (this.#isRunning) await new Promise<void>((start) => this.#waiting[lane].push(start));
      this.#isRunning = true;
      try {
        return await work();
      } finally {
        this.#next();
      }
    } finally {
      for (const network of networks) {
        const left = this.#of(network) - 1;
        if (left > 0) this.#inside.set(network, left);
        else this.#inside.delete(network);
      }
    }
  }

  /** The turn goes on to the next lane in which somebody waits; nobody else can take it in between. */
  #next(): void {
    for (let i = 1; i <= LANES.length; i++) {
      const at = (this.#last + i) % LANES.length;
      const start = this.#waiting[LANES[at]!].shift(); // within LANES
      if (start === undefined) continue;
      this.#last = at;
      start();
      return;
    }
    this.#isRunning = false;
  }

  #of(network: string): number {
    return this.#inside.get(network) ?? 0;
  }
}
