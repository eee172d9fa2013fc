/**
 * The sums by minutes in the reader's memory: 12 bytes a row, summed in milliseconds where SQLite would sort for seconds. Minutes that
 * no event can reach any more are kept; the newest ones are read anew for each question.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Actor } from '../../../domain/audit/summary.ts';
import { MINUTE_MS } from '../../../domain/state/usage-view.ts';
import { integer, outcome, text, type Columns } from './columns.ts';

/** Minutes read at once while warming up: some milliseconds of a busy log. */
const WINDOW = 720;

export class MinuteSums {
  readonly #rows;
  readonly #edge;
  readonly #first;
  /** There are few of them, whatever the number of events. */
  readonly #combinations: Actor[] = [];
  readonly #ids = new Map<string, number>();
  #minutes = new Int32Array(1024);
  #combination = new Int32Array(1024);
  #counts = new Int32Array(1024);
  #length = 0;
  /** Rows before this are of minutes before `#next`, which are final. */
  #final = 0;
  #next: number | null = null;
  #drift = 0;

  constructor(database: DatabaseSync) {
    this.#rows = database.prepare(
      'SELECT minute, outcome, operation, principal, count FROM minute WHERE minute >= ? AND minute < ? ORDER BY minute',
    );
    this.#edge = database.prepare(
      'SELECT clock, (SELECT most FROM drift) AS drift FROM leaf ORDER BY sequence DESC LIMIT 1',
    );
    this.#first = database.prepare('SELECT minute AS first FROM minute ORDER BY minute LIMIT 1');
  }

  /** Reads on where it stood. Answers true when nothing final is left to read. */
  warm(): boolean {
    const cut = this.#cut();
    if (cut === null || this.#next === null || this.#next >= cut) return true;
    this.#read(this.#next, Math.min(cut, this.#next + WINDOW));
    return this.#next >= cut;
  }

  /** Brings the sums up to what is committed. Call within a read transaction. */
  refresh(): void {
    this.#length = this.#final;
    const cut = this.#cut();
    if (cut === null || this.#next === null) return;
    if (this.#next < cut) this.#read(this.#next, cut);
    for (const row of this.#rows.iterate(this.#next, Number.MAX_SAFE_INTEGER)) this.#push(row);
  }

  /** Calls `visit` with every row as of the last `refresh`. */
  each(visit: (minute: number, combination: number, count: number) => void): void {
    for (let i = 0; i < this.#length; i++) visit(this.#minutes[i]!, this.#combination[i]!, this.#counts[i]!); // below the length
  }

  /** By the number that `each` gives. */
  get combinations(): readonly Actor[] {
    return this.#combinations;
  }

  /** The first minute that an event to come can still be in: its time lies at most `drift` before the clock. Null for an empty log. */
  #cut(): number | null {
    const edge = this.#edge.get();
    const first = this.#first.get();
    if (edge === undefined || first === undefined) return null;
    const drift = integer(edge, 'drift');
    // The clock was set back farther than ever before: events may have come into minutes that were thought to be final.
    if (this.#next === null || drift > this.#drift) {
      this.#next = integer(first, 'first');
      this.#length = this.#final = 0;
    }
    this.#drift = drift;
    return Math.floor((integer(edge, 'clock') - drift) / MINUTE_MS);
  }

  #read(from: number, to: number): void {
    this.#length = this.#final;
    for (const row of this.#rows.iterate(from, to)) this.#push(row);
    this.#final = this.#length;
    this.#next = to;
  }

  #push(row: Columns): void {
    if (this.#length === this.#minutes.length) this.#grow();
    this.#minutes[this.#length] = integer(row, 'minute');
    this.#combination[this.#length] = this.#idOf(row);
    this.#counts[this.#length] = integer(row, 'count');
    this.#length++;
  }

  #idOf(row: Columns): number {
    const combination = {
      operation: text(row, 'operation'),
      principal: text(row, 'principal'),
      outcome: outcome(row, 'outcome'),
    };
    const name = `${combination.outcome}\n${combination.operation}\n${combination.principal}`;
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.#combinations.length);
    return this.#combinations.push(combination) - 1;
  }

  #grow(): void {
    const larger = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    this.#minutes = larger(this.#minutes);
    this.#combination = larger(this.#combination);
    this.#counts = larger(this.#counts);
  }
}
