/**
 * Patterns as automata: `*`, `?`, the fields of ARNs, letters without case. An automaton takes the union of its patterns and is made
 * deterministic as far as somebody walks (subset construction). Letters are UTF-16 units, as in `wildcard`.
 */
import { foldCase } from '../fold-case.ts';
import { spellingsOf } from '../spellings.ts';
import type { GlobPart } from '../wildcard.ts';

/** Takes one letter, or any number of them. */
export interface Step {
  readonly takes: (letter: string) => boolean;
  /** Letters that it tells from all others. */
  readonly letters: string;
  readonly repeats: boolean;
  readonly any: boolean;
}
export type Pattern = readonly Step[];

const ANY: Step = { takes: () => true, letters: '', repeats: false, any: true };
const ANY_RUN: Step = { ...ANY, repeats: true };
const IN_FIELD: Step = { takes: (letter) => letter !== ':', letters: ':', repeats: false, any: false };
const RUN_IN_FIELD: Step = { ...IN_FIELD, repeats: true };

export const oneOf = (letters: string): Step => ({
  takes: (letter) => letters.includes(letter),
  letters,
  repeats: false,
  any: false,
});
/** A class of letters that nothing need tell apart. */
export const among = (expression: RegExp, repeats: boolean): Step => ({
  takes: (letter) => expression.test(letter),
  letters: '',
  repeats,
  any: false,
});

export const exactly = (text: string): Pattern => text.split('').map(oneOf);

/** Without case. */
export const folded = (text: string): Pattern =>
  foldCase(text)
    .split('')
    .map((letter) => oneOf(spellingsOf(letter)));

const steps = (part: GlobPart, any: Step, run: Step): Pattern =>
  typeof part !== 'string'
    ? exactly(part.literal)
    : part.split('').map((letter) => (letter === '*' ? run : letter === '?' ? any : oneOf(letter)));

export const globPattern = (parts: readonly GlobPart[]): Pattern =>
  parts.flatMap((part) => steps(part, ANY, ANY_RUN));

const FIELDS = 5;

/** Wildcards stay within their field; in the sixth, the rest, they match colons, too. Null: fewer than six fields match nothing. */
export function arnPattern(parts: readonly GlobPart[]): Pattern | null {
  let colons = 0;
  const pattern = parts.flatMap((part) =>
    (typeof part === 'string' ? part : part.literal).split('').flatMap((letter) => {
      if (letter === ':') colons++;
      const text = typeof part === 'string' ? letter : { literal: letter };
      return colons < FIELDS ? steps(text, IN_FIELD, RUN_IN_FIELD) : steps(text, ANY, ANY_RUN);
    }),
  );
  return colons < FIELDS ? null : pattern;
}

/** What a search walks over. */
export interface Walkable {
  readonly start: number;
  readonly accepts: (state: number) => boolean;
  /** The letters that lead elsewhere than all others do from here. */
  readonly letters: (state: number) => string;
  readonly next: (state: number, letter: string) => number;
  /** What tells texts apart besides whether they are accepted. */
  readonly mark?: (state: number) => string;
  /** Steps' worth of work that the making of states has been so far, where that grows with what it is made of. */
  readonly work?: number;
}

interface State {
  /** Positions in the automaton's steps; sorted. */
  readonly at: readonly number[];
  readonly accepts: boolean;
  readonly letters: string;
  readonly next: Map<string, number>;
}

/** No way to match is left. */
export const DEAD = 0;

/** Positions that are looked at in the time of one step of a search. */
const POSITIONS_PER_STEP = 4;
/** Positions in the time of which a state is made, however few it has. */
const MAKING = 2;

export class Automaton implements Walkable {
  readonly start: number;
  /** Hundreds of patterns are in one state at once. */
  work = 0;
  readonly #steps: (Step | null)[] = [];
  /** First position of the pattern that a position is of. */
  readonly #first: number[] = [];
  readonly #states: State[] = [{ at: [], accepts: false, letters: '', next: new Map() }];
  readonly #ids = new Map<string, number>([['', DEAD]]);

  constructor(patterns: readonly Pattern[]) {
    const starts: number[] = [];
    for (const pattern of patterns) {
      const first = this.#steps.length;
      starts.push(first);
      this.#steps.push(...pattern, null);
      for (let i = 0; i <= pattern.length; i++) this.#first.push(first);
    }
    this.start = this.#intern(starts);
  }

  accepts(state: number): boolean {
    return this.#state(state).accepts;
  }

  letters(state: number): string {
    return this.#state(state).letters;
  }

  next(state: number, letter: string): number {
    const { at, letters, next } = this.#state(state);
    const kind = letters.includes(letter) ? letter : `other ${this.#class(at, letter)}`;
    const known = next.get(kind);
    if (known !== undefined) return known;
    const to: number[] = [];
    for (const position of at) {
      const step = this.#steps[position];
      if (step?.takes(letter) === true) to.push(step.repeats ? position : position + 1);
    }
    const id = this.#intern(to);
    next.set(kind, id);
    return id;
  }

  /** Which class steps take the letter: two other letters go the same way when these agree. */
  #class(at: readonly number[], letter: string): string {
    let out = '';
    for (const position of at) {
      const step = this.#steps[position];
      if (step != null && step.letters === '' && !step.any) out += step.takes(letter) ? '1' : '0';
    }
    return out;
  }

  #state(id: number): State {
    return this.#states[id]!; // ids are handed out by #intern
  }

  #intern(reached: readonly number[]): number {
    const closed = new Set<number>();
    for (const from of reached) {
      for (let position = from; !closed.has(position); position++) {
        closed.add(position);
        if (this.#steps[position]?.repeats !== true) break;
      }
    }
    this.work += (MAKING + closed.size) / POSITIONS_PER_STEP;
    const at = this.#needed([...closed].toSorted((a, b) => a - b));
    const key = at.join();
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#states.length;
      this.#ids.set(key, id);
      const letters = new Set(
        at.flatMap((position) => [...(this.#steps[position]?.letters.split('') ?? [])]),
      );
      this.#states.push({
        at,
        accepts: at.some((position) => this.#steps[position] === null),
        letters: [...letters].join(''),
        next: new Map(),
      });
    }
    return id;
  }

  /** Once a run of anything is reached, what its pattern had before it adds nothing; and at the end after one, nothing else matters. */
  #needed(at: readonly number[]): readonly number[] {
    const out: number[] = [];
    let covered = -1;
    for (const position of at.toReversed()) {
      const first = this.#first[position] ?? 0;
      if (first === covered) continue;
      const step = this.#steps[position];
      const isRun = step?.any === true && step.repeats;
      if (isRun && this.#steps[position + 1] === null) return [position, position + 1];
      if (isRun) covered = first;
      out.push(position);
    }
    return out.toReversed();
  }
}

/** A set of texts, as a tree of their letters. */
export class Words implements Walkable {
  readonly start: number = 1;
  readonly #next: Map<string, number>[] = [new Map(), new Map()];
  readonly #letters: string[] = ['', ''];
  readonly #ends = new Set<number>();

  constructor(words: Iterable<string>) {
    for (const word of words) {
      let state = this.start;
      for (let i = 0; i < word.length; i++) {
        const letter = word.charAt(i);
        let to = this.#next[state]?.get(letter);
        if (to === undefined) {
          to = this.#next.length;
          this.#next[state]?.set(letter, to);
          this.#letters[state] += letter;
          this.#next.push(new Map());
          this.#letters.push('');
        }
        state = to;
      }
      this.#ends.add(state);
    }
  }

  accepts(state: number): boolean {
    return this.#ends.has(state);
  }

  letters(state: number): string {
    return this.#letters[state] ?? '';
  }

  next(state: number, letter: string): number {
    return this.#next[state]?.get(letter) ?? DEAD;
  }
}

/** Which of some texts a text begins with: none of them begins another. */
export class Prefixes extends Words {
  /** By the state after a prefix: its number, and that of every state that follows. */
  readonly #whole = new Map<number, number>();

  constructor(prefixes: readonly string[]) {
    super(prefixes);
    for (const [number, prefix] of prefixes.entries()) {
      let state = this.start;
      for (let i = 0; i < prefix.length; i++) state = super.next(state, prefix.charAt(i));
      this.#whole.set(state, number);
    }
  }

  override next(state: number, letter: string): number {
    return this.#whole.has(state) ? state : super.next(state, letter);
  }

  mark(state: number): string {
    return String(this.#whole.get(state) ?? '');
  }
}
