/** Counts of events: over time, by operation, by principal, each split by outcome. From the roll-up by minutes or from events one by one. */
import type { Buckets } from './buckets.ts';
import { asksContent, type EventQuery } from './event-query.ts';
import type { Outcome } from './event.ts';

export const OUTCOMES = ['allowed', 'denied', 'failed'] as const satisfies readonly Outcome[];

export type Tally = Readonly<Record<Outcome, number>>;
type Counts = Record<Outcome, number>;

export interface Summary {
  /** One a bucket, in order. */
  readonly buckets: readonly Tally[];
  readonly operations: ReadonlyMap<string, Tally>;
  readonly principals: ReadonlyMap<string, Tally>;
}

/** Who did what, and how it ended. */
export interface Actor {
  readonly operation: string;
  readonly principal: string;
  readonly outcome: Outcome;
}

const zero = (): Counts => ({ allowed: 0, denied: 0, failed: 0 });

export const totalOf = (tally: Tally): number => tally.allowed + tally.denied + tally.failed;

function addTo(map: Map<string, Counts>, name: string, outcome: Outcome, count: number): void {
  let counts = map.get(name);
  if (counts === undefined) map.set(name, (counts = zero()));
  counts[outcome] += count;
}

/** Sums what it is told of. */
export class Summing {
  readonly #cut: Buckets;
  readonly #buckets: Counts[];
  readonly #operations = new Map<string, Counts>();
  readonly #principals = new Map<string, Counts>();

  constructor(cut: Buckets) {
    this.#cut = cut;
    this.#buckets = Array.from({ length: cut.count }, zero);
  }

  /** One event at `time` (ms). Outside the buckets it counts for its actor all the same: the caller keeps to its range. */
  add(time: number, event: Actor, count = 1): void {
    this.addBucket(Math.floor((time - this.#cut.start) / this.#cut.width), event.outcome, count);
    this.addActor(event, count);
  }

  addBucket(index: number, outcome: Outcome, count: number): void {
    const bucket = this.#buckets[index];
    if (bucket !== undefined) bucket[outcome] += count;
  }

  addActor({ operation, principal, outcome }: Actor, count: number): void {
    addTo(this.#operations, operation, outcome, count);
    addTo(this.#principals, principal, outcome, count);
  }

  /** Another's sums over the same buckets. */
  merge(other: Summary): void {
    for (const outcome of OUTCOMES) {
      other.buckets.forEach((tally, i) => this.addBucket(i, outcome, tally[outcome]));
      for (const [name, tally] of other.operations) addTo(this.#operations, name, outcome, tally[outcome]);
      for (const [name, tally] of other.principals) addTo(this.#principals, name, outcome, tally[outcome]);
    }
  }

  /** Takes another's sums over the same buckets away: of events that are in these. Who is left with none is not told. */
  take(other: Summary): void {
    for (const outcome of OUTCOMES)
      other.buckets.forEach((tally, i) => this.addBucket(i, outcome, -tally[outcome]));
    for (const [mine, theirs] of [
      [this.#operations, other.operations],
      [this.#principals, other.principals],
    ] as const)
      for (const [name, tally] of theirs) {
        for (const outcome of OUTCOMES) addTo(mine, name, outcome, -tally[outcome]);
        if (totalOf(mine.get(name) ?? tally) === 0) mine.delete(name);
      }
  }

  sums(): Summary {
    return { buckets: this.#buckets, operations: this.#operations, principals: this.#principals };
  }
}

/** Whether the roll-up (minute × outcome × operation × principal) has every dimension that the query asks for; classes are told by operations. */
export const rollsUp = (query: EventQuery): boolean =>
  query.key === undefined &&
  query.keys === undefined &&
  query.exceptKeys === undefined &&
  query.request === undefined &&
  !asksContent(query);

export const asksClass = (query: EventQuery): boolean =>
  query.classes !== undefined || query.exceptReadsOf !== undefined;
