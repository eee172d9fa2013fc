/** The classes that automata cut all texts into, each with its shortest text: breadth first over their product. */
import { DEAD, type Walkable } from './automaton.ts';
import type { Meter } from '../meter.ts';

/** Taken for "any other letter", the first that no automaton looks for here. */
const OTHERS =
  'xabcdefghijklmnopqrstuvwyz0123456789-_.ABCDEFGHIJKLMNOPQRSTUVWXYZ/+=,@ !#$%&()[]{}<>;|~^"\'`\\:'.split('');

/** Any letter is such, and there are more of them than policies can name: up to here, where halves of letters begin. */
const LAST_LETTER = 0xd7ff;

class Others {
  readonly #within: Walkable | null;
  /** By state of what must accept: those that it lets through. */
  readonly #from = new Map<number, readonly string[]>();

  constructor(within: Walkable | null) {
    this.#within = within;
  }

  /** A letter that is none of these. */
  than(letters: ReadonlySet<string>, state: number): string | undefined {
    const found = this.#letters(state).find((letter) => !letters.has(letter));
    if (found !== undefined || this.#within !== null) return found;
    for (let code = 0xa1; code <= LAST_LETTER; code++) {
      const letter = String.fromCharCode(code);
      if (!letters.has(letter)) return letter;
    }
    return undefined;
  }

  #letters(state: number): readonly string[] {
    const within = this.#within;
    if (within === null) return OTHERS;
    let letters = this.#from.get(state);
    if (letters === undefined)
      this.#from.set(state, (letters = OTHERS.filter((letter) => within.next(state, letter) !== DEAD)));
    return letters;
  }
}

/** A letter that is tried costs so much beside what each automaton's move does. */
const MOVE = 5;

/** What an automaton counts as one step of work are several positions, each of which is sorted and kept. */
const POSITIONS = 8;

interface Node {
  readonly states: readonly number[];
  readonly text: string;
}

/**
 * One text of each combination of accepting automata (0 or 1, or what they mark, in their order) that any text has, the shortest.
 * `within` must accept, too. Throws BudgetSpent.
 */
export function explore(
  automata: readonly Walkable[],
  within: Walkable | null,
  meter: Meter,
): ReadonlyMap<string, string> {
  const all = within === null ? automata : [within, ...automata];
  const found = new Map<string, string>();
  const visit = ({ states, text }: Node): void => {
    if (within !== null && !within.accepts(states[0] ?? DEAD)) return;
    const own = within === null ? states : states.slice(1);
    const accepted = own
      .map((state, i) => {
        const automaton = automata[i];
        return automaton?.mark?.(state) ?? (automaton?.accepts(state) === true ? '1' : '0');
      })
      .join();
    if (!found.has(accepted)) found.set(accepted, text);
  };
  const first: Node = { states: all.map(({ start }) => start), text: '' };
  const seen = new Set([first.states.map((state) => `${state},`).join('')]);
  let level: Node[] = [first];
  let worked = 0;
  const others = new Others(within);
  while (level.length > 0) {
    const next: Node[] = [];
    for (const { states, text } of level) {
      for (const letter of lettersFrom(all, states, others)) {
        meter.spend(MOVE + all.length);
        const to: number[] = [];
        let key = '';
        for (let i = 0; i < all.length; i++) {
          const state = states[i] ?? DEAD;
          const next = state === DEAD ? DEAD : (all[i]?.next(state, letter) ?? DEAD);
          to.push(next);
          key += `${next},`;
        }
        const done = workOf(all);
        if (done > worked) meter.spend((done - worked) * POSITIONS);
        worked = done;
        if (within !== null && to[0] === DEAD) continue;
        if (seen.has(key)) continue;
        seen.add(key);
        const node = { states: to, text: text + letter };
        visit(node);
        next.push(node);
      }
    }
    level = next;
  }
  visit(first); // last: a text that says something is a better example than the empty one
  return found;
}

const workOf = (all: readonly Walkable[]): number => all.reduce((sum, { work = 0 }) => sum + work, 0);

function lettersFrom(
  all: readonly Walkable[],
  states: readonly number[],
  others: Others,
): ReadonlySet<string> {
  const letters = new Set<string>();
  for (const [i, state] of states.entries()) {
    if (state === DEAD) continue;
    const own = all[i]?.letters(state) ?? '';
    for (let at = 0; at < own.length; at++) letters.add(own.charAt(at));
  }
  const other = others.than(letters, states[0] ?? DEAD);
  // First, so that of two texts of a length the plainer one is found.
  return other === undefined ? letters : new Set([other, ...letters]);
}
