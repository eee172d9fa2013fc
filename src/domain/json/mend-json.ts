/**
 * JSON that is being typed: a best-effort tree of any text, and what is wrong with it, for an editor that goes on while a comma is
 * missing. It decides nothing: whether a text is JSON says `parseJson` alone. Never throws; time is linear in the text.
 */
import { MAX_DEPTH } from './json-reader.ts';
import { LenientReader, QUOTES, type JsonProblem, type Word } from './lenient-reader.ts';
import type { JsonMember, JsonNode } from './parse-json.ts';

export type { JsonProblem } from './lenient-reader.ts';

export interface MendedJson {
  /** Null when there is no value at all. Members that are given twice are all there. */
  readonly root: JsonNode | null;
  /** In the order of the text. */
  readonly problems: readonly JsonProblem[];
}

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
/** A word without quotes: a name ends at the colon, a value may have some (`kms:Decrypt`). */
const BARE_NAME = /[^\s,:"'“”‘’{}[\]]+/y;
const BARE_VALUE = /[^\s,"'“”‘’{}[\]]+/y;
const WORDS: Readonly<Record<string, 'true' | 'false' | 'null'>> = {
  True: 'true',
  TRUE: 'true',
  False: 'false',
  FALSE: 'false',
  None: 'null',
  undefined: 'null',
};

class Mender {
  readonly #in: LenientReader;
  /** Closing brackets that are waited for, the innermost last; and how many of each. */
  readonly #open: ('}' | ']')[] = [];
  readonly #waiting = { '}': 0, ']': 0 };

  constructor(text: string) {
    this.#in = new LenientReader(text);
  }

  read(): MendedJson {
    if (this.#in.peek() === '') this.#in.problem('Expected a value.', this.#in.here());
    let root = this.#value();
    while (root === null && this.#in.at < this.#in.text.length) {
      const from = this.#in.at++;
      this.#in.problem('Expected a value.', { from, to: this.#in.at }, { from, to: this.#in.at, insert: '' });
      this.#in.peek();
      root = this.#value();
    }
    if (this.#in.peek() !== '') {
      const rest = { from: this.#in.at, to: this.#in.text.length };
      const closers = /^[\s,}\]]*$/.test(this.#in.text.slice(rest.from));
      this.#in.problem('Nothing may follow the value.', rest, closers ? { ...rest, insert: '' } : undefined);
    }
    const problems = this.#in.problems.toSorted((a, b) => a.from - b.from || a.to - b.to);
    return { root, problems };
  }

  /** Null, and nothing is taken, when no value starts here. */
  #value(): JsonNode | null {
    const next = this.#in.peek();
    if (next === '{' || next === '[') return this.#nested(next);
    if (Object.hasOwn(QUOTES, next)) {
      const { value, from, to } = this.#in.string();
      return { kind: 'string', value, from, to };
    }
    if (next === '' || ',:}]'.includes(next)) return null;
    return this.#bare();
  }

  /** A number, a word, or text that lacks its quotes. */
  #bare(): JsonNode {
    const from = this.#in.at;
    const word = this.#in.take(BARE_VALUE);
    const place = { from, to: this.#in.at };
    const known = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    if (known !== undefined)
      this.#in.problem(`In JSON this word is ${known}.`, place, { ...place, insert: known });
    const literal = known ?? word;
    if (literal === 'true' || literal === 'false')
      return { kind: 'boolean', value: literal === 'true', ...place };
    if (literal === 'null') return { kind: 'null', value: null, ...place };
    const number = Number(word);
    if (NUMBER.test(word) && Number.isFinite(number)) return { kind: 'number', value: number, ...place };
    this.#in.problem('A string must stand in double quotes.', place, {
      ...place,
      insert: JSON.stringify(word),
    });
    return { kind: 'string', value: word, ...place };
  }

  #nested(bracket: '{' | '['): JsonNode {
    const from = this.#in.at;
    if (this.#open.length >= MAX_DEPTH) return this.#tooDeep(from);
    const close = bracket === '{' ? '}' : ']';
    this.#in.at++;
    this.#open.push(close);
    this.#waiting[close]++;
    const members: JsonMember[] = [];
    const items: JsonNode[] = [];
    const seen = new Set<string>();
    while (this.#goesOn(close)) {
      const before = this.#in.at;
      if (close === '}') this.#member(members, seen);
      else {
        const item = this.#value();
        if (item !== null) items.push(item);
      }
      if (this.#in.at === before) this.#stray();
      else this.#separator(close);
    }
    this.#open.pop();
    this.#waiting[close]--;
    return close === '}'
      ? { kind: 'object', members, from, to: this.#in.at }
      : { kind: 'array', items, from, to: this.#in.at };
  }

  /** Takes the closing bracket, also where it is only meant. */
  #goesOn(close: '}' | ']'): boolean {
    const next = this.#in.peek();
    if (next === close) {
      this.#in.at++;
      return false;
    }
    const other = close === '}' ? ']' : '}';
    if (next === '' || (next === other && this.#waiting[other] > 0)) {
      this.#in.problem(`Expected "${close}".`, this.#in.here(), {
        from: this.#in.at,
        to: this.#in.at,
        insert: close,
      });
      return false;
    }
    return true;
  }

  /** A character that can stand nowhere here. */
  #stray(): void {
    const from = this.#in.at++;
    const place = { from, to: this.#in.at };
    const what = this.#in.text.charAt(from);
    this.#in.problem(`"${what}" cannot stand here.`, place, { ...place, insert: '' });
  }

  #member(members: JsonMember[], seen: Set<string>): void {
    const name = this.#name();
    if (name === null) {
      const value = this.#value();
      if (value !== null) this.#in.problem('Expected the name of a member, in double quotes.', value);
      return;
    }
    if (this.#in.peek() === ':') this.#in.at++;
    else
      this.#in.problem('Expected ":" after the name of a member.', name, {
        from: name.to,
        to: name.to,
        insert: ':',
      });
    if (seen.has(name.value)) {
      const shown = JSON.stringify(
        name.value.length > 64 ? `${name.value.slice(0, 64).toWellFormed()}…` : name.value,
      );
      this.#in.problem(`The member ${shown} is given twice.`, name, undefined, 'duplicate');
    }
    seen.add(name.value);
    const value = this.#value();
    if (value === null) this.#in.problem('Expected a value after the name of a member.', name);
    else members.push({ name: name.value, place: { from: name.from, to: name.to }, value });
  }

  #name(): Word | null {
    const next = this.#in.peek();
    if (Object.hasOwn(QUOTES, next)) return this.#in.string();
    const from = this.#in.at;
    const value = this.#in.take(BARE_NAME);
    if (value === '') return null;
    const word = { value, from, to: this.#in.at };
    this.#in.problem('The name of a member must stand in double quotes.', word, {
      from,
      to: this.#in.at,
      insert: JSON.stringify(value),
    });
    return word;
  }

  /** After an item: a comma where another follows, none where none does. */
  #separator(close: '}' | ']'): void {
    const end = this.#in.at;
    const next = this.#in.peek();
    if (next === ',') {
      const comma = { from: this.#in.at, to: this.#in.at + 1 };
      this.#in.at++;
      const after = this.#in.peek();
      if (after === '' || after === '}' || after === ']')
        this.#in.problem(`No comma may stand before "${after === '' ? close : after}".`, comma, {
          ...comma,
          insert: '',
        });
      return;
    }
    if (next === '' || next === '}' || next === ']') return;
    this.#in.problem(`Expected "," or "${close}".`, this.#in.here(), { from: end, to: end, insert: ',' });
  }

  /** Passes over what is nested too deep. */
  #tooDeep(from: number): JsonNode {
    const opening = { from, to: from + 1 };
    this.#in.problem(`Objects and lists are nested more than ${MAX_DEPTH} deep.`, opening);
    let depth = 0;
    do {
      const next = this.#in.peek();
      if (next === '') break;
      if (Object.hasOwn(QUOTES, next)) this.#in.string();
      else {
        if (next === '{' || next === '[') depth++;
        else if (next === '}' || next === ']') depth--;
        this.#in.at++;
      }
    } while (depth > 0);
    return { kind: 'null', value: null, from, to: this.#in.at };
  }
}

/** The text as a tree, mended where it is not JSON, and all that is wrong with it. */
export const mendJson = (text: string): MendedJson => new Mender(text).read();
