/**
 * JSON that is being typed: a best-effort tree of any text, and what is wrong with it, for an editor that goes on while a comma is
 * missing. It decides nothing: whether a text is JSON says `parseJson` alone. Never throws; time is linear in the text.
 */
import { MAX_DEPTH } from './json-reader.ts';
import type { JsonMember, JsonNode, Place } from './parse-json.ts';

export interface JsonProblem extends Place {
  readonly kind: 'syntax' | 'duplicate';
  /** One sentence that says what was expected. */
  readonly message: string;
  /** What makes it JSON here, where one edit does. */
  readonly mend?: Place & { readonly insert: string };
}

export interface MendedJson {
  /** Null when there is no value at all. Members that are given twice are all there. */
  readonly root: JsonNode | null;
  /** In the order of the text. */
  readonly problems: readonly JsonProblem[];
}

/** A wrong text can repeat its fault thousands of times; this many are enough to act on. */
const MAX_PROBLEMS = 100;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
/** A word without quotes: a name ends at the colon, a value may have some (`kms:Decrypt`). */
const BARE_NAME = /[^\s,:"'“”‘’{}[\]]+/y;
const BARE_VALUE = /[^\s,"'“”‘’{}[\]]+/y;
const BLANK = /[ \t\r\n]+/y;
/** White space that JSON has not: no-break spaces, the byte order mark. */
const ODD_BLANK = /[^\S \t\r\n]+|[\uFEFF\u200B-\u200D\u2060]+/y;
const COMMENT = /\/\/[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|#[^\r\n]*/y;
/** Closing quote by the opening one. */
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '”': '”',
  '‘': '’',
  '’': '’',
};
const WORDS: Readonly<Record<string, 'true' | 'false' | 'null'>> = {
  True: 'true',
  TRUE: 'true',
  False: 'false',
  FALSE: 'false',
  None: 'null',
  undefined: 'null',
};

interface Word extends Place {
  readonly value: string;
}

class Mender {
  readonly #text: string;
  readonly #problems: JsonProblem[] = [];
  #at = 0;
  /** Closing brackets that are waited for, the innermost last; and how many of each. */
  readonly #open: ('}' | ']')[] = [];
  readonly #waiting = { '}': 0, ']': 0 };

  constructor(text: string) {
    this.#text = text;
  }

  read(): MendedJson {
    if (this.#peek() === '') this.#problem('Expected a value.', this.#here());
    let root = this.#value();
    while (root === null && this.#at < this.#text.length) {
      const from = this.#at++;
      this.#problem('Expected a value.', { from, to: this.#at }, { from, to: this.#at, insert: '' });
      this.#peek();
      root = this.#value();
    }
    if (this.#peek() !== '') {
      const rest = { from: this.#at, to: this.#text.length };
      this.#problem('Nothing may follow the value.', rest, { ...rest, insert: '' });
    }
    const problems = this.#problems.toSorted((a, b) => a.from - b.from || a.to - b.to);
    return { root, problems };
  }

  #here(): Place {
    return { from: this.#at, to: Math.min(this.#at + 1, this.#text.length) };
  }

  #problem(
    message: string,
    { from, to }: Place,
    mend?: JsonProblem['mend'],
    kind: JsonProblem['kind'] = 'syntax',
  ): void {
    if (this.#problems.length >= MAX_PROBLEMS) return;
    this.#problems.push({ kind, message, from, to, ...(mend === undefined ? {} : { mend }) });
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  /** The next character that is not white space; '' at the end. Comments are passed over, and told. */
  #peek(): string {
    for (;;) {
      this.#take(BLANK);
      const from = this.#at;
      if (this.#take(COMMENT) !== '') {
        const place = { from, to: this.#at };
        this.#problem('JSON has no comments.', place, { ...place, insert: '' });
      } else if (this.#take(ODD_BLANK) !== '') {
        const place = { from, to: this.#at };
        this.#problem('This is not white space of JSON: use a space.', place, { ...place, insert: ' ' });
      } else return this.#text.charAt(this.#at);
    }
  }

  /** Null, and nothing is taken, when no value starts here. */
  #value(): JsonNode | null {
    const next = this.#peek();
    if (next === '{' || next === '[') return this.#nested(next);
    if (Object.hasOwn(QUOTES, next)) {
      const { value, from, to } = this.#string();
      return { kind: 'string', value, from, to };
    }
    if (next === '' || ',:}]'.includes(next)) return null;
    return this.#bare();
  }

  /** A number, a word, or text that lacks its quotes. */
  #bare(): JsonNode {
    const from = this.#at;
    const word = this.#take(BARE_VALUE);
    const place = { from, to: this.#at };
    const known = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    if (known !== undefined)
      this.#problem(`In JSON this word is ${known}.`, place, { ...place, insert: known });
    const literal = known ?? word;
    if (literal === 'true' || literal === 'false')
      return { kind: 'boolean', value: literal === 'true', ...place };
    if (literal === 'null') return { kind: 'null', value: null, ...place };
    const number = Number(word);
    if (NUMBER.test(word) && Number.isFinite(number)) return { kind: 'number', value: number, ...place };
    this.#problem('A string must stand in double quotes.', place, { ...place, insert: JSON.stringify(word) });
    return { kind: 'string', value: word, ...place };
  }

  #string(): Word {
    const text = this.#text;
    const from = this.#at;
    const close = QUOTES[text.charAt(from)] ?? '"';
    let value = '';
    let start = from + 1;
    for (let i = start; ; i++) {
      const unit = text.charAt(i);
      if (unit === close) {
        value += text.slice(start, i);
        this.#at = i + 1;
        return this.#quoted({ value, from, to: this.#at }, text.charAt(from) === '"');
      }
      if (unit === '' || unit === '\n' || unit === '\r') {
        value += text.slice(start, i);
        return this.#unfinished(from, i, value);
      }
      if (unit === '\\') {
        value += text.slice(start, i);
        const [meant, length] = escape(text, i);
        if (meant === null) {
          // A backslash that escapes nothing was most likely meant as one.
          const place = { from: i, to: i + 1 };
          this.#problem('There is no such escape in JSON.', place, { ...place, insert: '\\\\' });
        }
        value += meant ?? '\\';
        i += length - 1;
        start = i + 1;
      } else if (unit < ' ') {
        const place = { from: i, to: i + 1 };
        this.#problem('A control character in a string must be escaped.', place, {
          ...place,
          insert: JSON.stringify(unit).slice(1, -1),
        });
      }
    }
  }

  #quoted(word: Word, double: boolean): Word {
    if (!word.value.isWellFormed()) {
      this.#problem('A string holds half of a surrogate pair.', word);
      return { ...word, value: word.value.toWellFormed() };
    }
    if (!double)
      this.#problem('A string must stand in double quotes.', word, {
        from: word.from,
        to: word.to,
        insert: JSON.stringify(word.value),
      });
    return word;
  }

  /** The line ends first. What closes lists and members at its end was hardly meant to be in the string. */
  #unfinished(from: number, end: number, value: string): Word {
    this.#at = end;
    while (this.#at > from + 1 && /[\s,\]}]/.test(this.#text.charAt(this.#at - 1))) this.#at--;
    this.#problem(
      'Expected the closing quote of a string.',
      { from, to: Math.max(this.#at, from + 1) },
      { from: this.#at, to: this.#at, insert: '"' },
    );
    return { value: value.slice(0, value.length - (end - this.#at)).toWellFormed(), from, to: this.#at };
  }

  #nested(bracket: '{' | '['): JsonNode {
    const from = this.#at;
    if (this.#open.length >= MAX_DEPTH) return this.#tooDeep(from);
    const close = bracket === '{' ? '}' : ']';
    this.#at++;
    this.#open.push(close);
    this.#waiting[close]++;
    const members: JsonMember[] = [];
    const items: JsonNode[] = [];
    const seen = new Set<string>();
    while (this.#goesOn(close)) {
      const before = this.#at;
      if (close === '}') this.#member(members, seen);
      else {
        const item = this.#value();
        if (item !== null) items.push(item);
      }
      if (this.#at === before) this.#stray();
      else this.#separator(close);
    }
    this.#open.pop();
    this.#waiting[close]--;
    return close === '}'
      ? { kind: 'object', members, from, to: this.#at }
      : { kind: 'array', items, from, to: this.#at };
  }

  /** Takes the closing bracket, also where it is only meant. */
  #goesOn(close: '}' | ']'): boolean {
    const next = this.#peek();
    if (next === close) {
      this.#at++;
      return false;
    }
    const other = close === '}' ? ']' : '}';
    if (next === '' || (next === other && this.#waiting[other] > 0)) {
      this.#problem(`Expected "${close}".`, this.#here(), {
        from: this.#at,
        to: this.#at,
        insert: close,
      });
      return false;
    }
    return true;
  }

  /** A character that can stand nowhere here. */
  #stray(): void {
    const from = this.#at++;
    const place = { from, to: this.#at };
    const what = this.#text.charAt(from);
    this.#problem(`"${what}" cannot stand here.`, place, { ...place, insert: '' });
  }

  #member(members: JsonMember[], seen: Set<string>): void {
    const name = this.#name();
    if (name === null) {
      const value = this.#value();
      if (value !== null) this.#problem('Expected the name of a member, in double quotes.', value);
      return;
    }
    if (this.#peek() === ':') this.#at++;
    else
      this.#problem('Expected ":" after the name of a member.', name, {
        from: name.to,
        to: name.to,
        insert: ':',
      });
    if (seen.has(name.value)) {
      const shown = JSON.stringify(
        name.value.length > 64 ? `${name.value.slice(0, 64).toWellFormed()}…` : name.value,
      );
      this.#problem(`The member ${shown} is given twice.`, name, undefined, 'duplicate');
    }
    seen.add(name.value);
    const value = this.#value();
    if (value === null) this.#problem('Expected a value after the name of a member.', name);
    else members.push({ name: name.value, place: { from: name.from, to: name.to }, value });
  }

  #name(): Word | null {
    const next = this.#peek();
    if (Object.hasOwn(QUOTES, next)) return this.#string();
    const from = this.#at;
    const value = this.#take(BARE_NAME);
    if (value === '') return null;
    const word = { value, from, to: this.#at };
    this.#problem('The name of a member must stand in double quotes.', word, {
      from,
      to: this.#at,
      insert: JSON.stringify(value),
    });
    return word;
  }

  /** After an item: a comma where another follows, none where none does. */
  #separator(close: '}' | ']'): void {
    const end = this.#at;
    const next = this.#peek();
    if (next === ',') {
      const comma = { from: this.#at, to: this.#at + 1 };
      this.#at++;
      const after = this.#peek();
      if (after === '' || after === '}' || after === ']')
        this.#problem(`No comma may stand before "${after === '' ? close : after}".`, comma, {
          ...comma,
          insert: '',
        });
      return;
    }
    if (next === '' || next === '}' || next === ']') return;
    this.#problem(`Expected "," or "${close}".`, this.#here(), { from: end, to: end, insert: ',' });
  }

  /** Passes over what is nested too deep. */
  #tooDeep(from: number): JsonNode {
    const opening = { from, to: from + 1 };
    this.#problem(`Objects and lists are nested more than ${MAX_DEPTH} deep.`, opening);
    let depth = 0;
    do {
      const next = this.#peek();
      if (next === '') break;
      if (Object.hasOwn(QUOTES, next)) this.#string();
      else {
        if (next === '{' || next === '[') depth++;
        else if (next === '}' || next === ']') depth--;
        this.#at++;
      }
    } while (depth > 0);
    return { kind: 'null', value: null, from, to: this.#at };
  }
}

/** What an escape at `at` means, null when nothing, and how long it is. */
function escape(text: string, at: number): readonly [meant: string | null, length: number] {
  const kind = text.charAt(at + 1);
  if (kind === 'u') {
    const digits = text.slice(at + 2, at + 6);
    return /^[0-9a-fA-F]{4}$/.test(digits) ? [String.fromCharCode(parseInt(digits, 16)), 6] : [null, 1];
  }
  return Object.hasOwn(ESCAPES, kind) ? [ESCAPES[kind] ?? '', 2] : [null, 1];
}

/** The text as a tree, mended where it is not JSON, and all that is wrong with it. */
export const mendJson = (text: string): MendedJson => new Mender(text).read();
