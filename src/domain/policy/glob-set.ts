/**
 * Many patterns against one text at once. Each alone is quick, but who writes a policy can put thousands into it, and who calls can bring a
 * text of kilobytes. Here all are one automaton (Shift-And with states that stay for `*`) that takes 32 of their units in each step:
 * the work is text × units ÷ 32, whatever stands in them.
 */
import type { GlobPart } from './wildcard.ts';

const BITS = 32;
/** Words that share a table of units, so that tables stay small. A longer pattern has one of its own. */
const SHARED = 8;
/** Units that a row is found for by an array. */
const LOW = 256;

interface Pattern {
  /** Its units but for the stars. */
  readonly text: string;
  /** Places of `text` before which a star stands; its length: at the end. */
  readonly stars: readonly number[];
  /** 1 where any unit fits. */
  readonly holes: Uint8Array;
}

function patternOf(parts: readonly GlobPart[]): Pattern {
  let text = '';
  const stars: number[] = [];
  const holes: number[] = [];
  for (const part of parts) {
    if (typeof part !== 'string') {
      text += part.literal;
      continue;
    }
    for (const [index, run] of part.split('*').entries()) {
      if (index > 0) stars.push(text.length);
      for (let at = run.indexOf('?'); at !== -1; at = run.indexOf('?', at + 1)) holes.push(text.length + at);
      text += run;
    }
  }
  const marks = new Uint8Array(text.length);
  for (const at of holes) marks[at] = 1;
  return { text, stars, holes: marks };
}

/** Patterns side by side: bit `first + i` of one of them says that its first `i` units fit what was read. */
class Block {
  readonly #words: number;
  readonly #begin: Int32Array;
  readonly #state: Int32Array;
  /** States that any unit leaves as they are: a star stands there. */
  readonly #stay: Int32Array;
  /** Where each pattern is through, by its index in the set. */
  readonly #ends: readonly (readonly [index: number, bit: number])[];
  /** Which states a unit leads to, in rows; row 0 of a unit that no pattern has. */
  readonly #rows: Int32Array;
  readonly #low = new Uint16Array(LOW);
  readonly #high = new Map<number, number>();

  constructor(patterns: readonly (readonly [index: number, pattern: Pattern])[], words: number) {
    this.#words = words;
    const begin = new Int32Array(words);
    const stay = new Int32Array(words);
    const anywhere = new Int32Array(words);
    const rows: Int32Array[] = [anywhere];
    const places: (readonly [unit: number, bit: number])[] = [];
    const ends: (readonly [number, number])[] = [];
    const set = (to: Int32Array, bit: number): void => {
      to[bit >>> 5]! |= 1 << (bit & 31); // bits are within the words
    };
    let first = 0;
    for (const [index, { text, stars, holes }] of patterns) {
      set(begin, first);
      for (const at of stars) set(stay, first + at);
      for (let i = 0; i < text.length; i++)
        if (holes[i] === 1) set(anywhere, first + i + 1);
        else places.push([text.charCodeAt(i), first + i + 1]);
      first += text.length;
      ends.push([index, first]);
      first++;
    }
    for (const [unit, bit] of places) {
      let row = this.#rowOf(unit);
      if (row === 0) {
        row = rows.push(anywhere.slice()) - 1;
        if (unit < LOW) this.#low[unit] = row;
        else this.#high.set(unit, row);
      }
      set(rows[row]!, bit); // made above
    }
    this.#begin = begin;
    this.#state = new Int32Array(words);
    this.#stay = stay;
    this.#ends = ends;
    this.#rows = new Int32Array(rows.length * words);
    for (const [i, row] of rows.entries()) this.#rows.set(row, i * words);
  }

  readonly #rowOf = (unit: number): number => (unit < LOW ? this.#low[unit]! : (this.#high.get(unit) ?? 0)); // as long as LOW

  /** Calls `found` with the index of every pattern that matches. Units that were read. */
  run(text: string, found: (index: number) => void): number {
    const words = this.#words;
    const stay = this.#stay;
    const rows = this.#rows;
    const state = this.#state;
    state.set(this.#begin);
    let read = 0;
    let alive = true;
    // All subscripts are within the words and rows.
    for (; alive && read < text.length; read++) {
      let row = this.#rowOf(text.charCodeAt(read)) * words;
      let carry = 0;
      let any = 0;
      for (let word = 0; word < words; word++) {
        const before = state[word]!;
        const after = (((before << 1) | carry) & rows[row++]!) | (before & stay[word]!);
        state[word] = after;
        any |= after;
        carry = before >>> 31;
      }
      alive = any !== 0;
    }
    if (alive)
      for (const [index, bit] of this.#ends) if ((state[bit >>> 5]! >>> (bit & 31)) & 1) found(index);
    return read * words;
  }
}

export class GlobSet {
  readonly size: number;
  readonly #blocks: readonly Block[];
  /** Words that were worked on, of all texts so far: what it costs. */
  steps = 0;

  constructor(patterns: readonly (readonly GlobPart[])[]) {
    this.size = patterns.length;
    const blocks: Block[] = [];
    let own: (readonly [number, Pattern])[] = [];
    let units = 0;
    const close = (): void => {
      if (own.length > 0) blocks.push(new Block(own, Math.ceil(units / BITS)));
      own = [];
      units = 0;
    };
    for (const [index, parts] of patterns.entries()) {
      const pattern = patternOf(parts);
      if (units + pattern.text.length + 1 > SHARED * BITS) close();
      own.push([index, pattern]);
      units += pattern.text.length + 1;
    }
    close();
    this.#blocks = blocks;
  }

  /** Whether any of the patterns matches. */
  any(text: string): boolean {
    let any = false;
    for (const block of this.#blocks) {
      this.steps += block.run(text, () => (any = true));
      if (any) return true;
    }
    return false;
  }

  /** 1 at the index of every pattern that matches. */
  all(text: string): Uint8Array {
    const marks = new Uint8Array(this.size);
    for (const block of this.#blocks) this.steps += block.run(text, (index) => (marks[index] = 1));
    return marks;
  }
}
