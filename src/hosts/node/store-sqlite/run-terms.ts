/**
 * Which words stand in which run of leaves (`domain/audit/content-terms.ts`), in the reader's memory: a search for one record of a
 * million reads the few runs that hold it. Words are kept as 32-bit hashes, so a run may be read in vain, and none is left out. Nothing
 * of it is stored: it is read from the leaves, which are what the log proves, and it cannot hide one.
 */
import type { DatabaseSync } from 'node:sqlite';
import { termsAsked, termsOf } from '../../../domain/audit/content-terms.ts';
import type { EventQuery } from '../../../domain/audit/event-query.ts';
import { blob } from './columns.ts';
import { RUN } from './schema.ts';

/** 64 MiB: about ten million events. Runs beyond are read. */
const MOST_WORDS = 2 ** 24;

/** FNV-1a over the text's code units (32 bits). Who chooses contexts can make words collide, which costs a search its time only. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) value = Math.imul(value ^ word.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

function holds(sorted: Uint32Array, word: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < word)
      low = middle + 1; // below the length
    else high = middle;
  }
  return sorted[low] === word;
}

export class RunTerms {
  readonly #leaves;
  readonly #size;
  readonly #runs = new Map<number, Uint32Array>();
  #words = 0;

  constructor(database: DatabaseSync) {
    this.#leaves = database.prepare('SELECT bytes FROM leaf WHERE sequence >= ? AND sequence < ?');
    this.#size = database.prepare('SELECT coalesce(max(sequence) + 1, 0) AS n FROM leaf');
  }

  /** For one query: whether a run of a log of `size` leaves may hold what it asks for. */
  mayHold(query: EventQuery, size: number): (run: number) => boolean {
    const words = termsAsked(query).map(hash);
    if (words.length === 0) return () => true;
    const whole = Math.floor(size / RUN);
    return (run) => {
      const known = run < whole ? this.#of(run) : null;
      return known === null || words.every((word) => holds(known, word));
    };
  }

  /** Reads the newest whole run that is not known yet. Answers true when there is none, or no room. */
  warm(): boolean {
    const { n } = this.#size.get() as { readonly n: number }; // as the statement names it
    for (let run = Math.floor(n / RUN) - 1; run >= 0; run--)
      if (!this.#runs.has(run)) return this.#of(run) === null;
    return true;
  }

  /** Null when there is no room to keep it. A whole run never changes. */
  #of(run: number): Uint32Array | null {
    const known = this.#runs.get(run);
    if (known !== undefined) return known;
    if (this.#words >= MOST_WORDS) return null;
    const words = new Set<number>();
    for (const row of this.#leaves.iterate(run * RUN, (run + 1) * RUN))
      for (const term of termsOf(blob(row, 'bytes'))) words.add(hash(term));
    const sorted = Uint32Array.from(words).sort();
    this.#runs.set(run, sorted);
    this.#words += sorted.length;
    return sorted;
  }
}
