/** The words of JSON that is being typed: white space, comments, strings however quoted; each fault told, none in the way. */
import type { Place } from './parse-json.ts';

export interface JsonProblem extends Place {
  readonly kind: 'syntax' | 'duplicate';
  /** One sentence that says what was expected. */
  readonly message: string;
  /** What makes it JSON here, where one edit does. */
  readonly mend?: Place & { readonly insert: string };
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
const BLANK = /[ \t\r\n]+/y;
/** White space that JSON has not: no-break spaces, the byte order mark. */
const ODD_BLANK = /[^\S \t\r\n]+|[\uFEFF\u200B-\u200D\u2060]+/y;
const COMMENT = /\/\/[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|#[^\r\n]*/y;
/** A string in which there is nothing to look at. */
const PLAIN = /"[ !#-[\]-~]*"/y;
/** Closing quote by the opening one. */
export const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '”': '”',
  '‘': '’',
  '’': '’',
};

/** Text that was read, with its place. */
export interface Word extends Place {
  readonly value: string;
}

export class LenientReader {
  readonly text: string;
  readonly problems: JsonProblem[] = [];
  /** The next unit to read. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  here(): Place {
    return { from: this.at, to: Math.min(this.at + 1, this.text.length) };
  }

  problem(
    message: string,
    { from, to }: Place,
    mend?: JsonProblem['mend'],
    kind: JsonProblem['kind'] = 'syntax',
  ): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push({ kind, message, from, to, ...(mend === undefined ? {} : { mend }) });
  }

  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  /** The next character that is not white space; '' at the end. Comments are passed over, and told. */
  peek(): string {
    for (;;) {
      this.take(BLANK);
      const from = this.at;
      const next = this.text.charAt(from);
      // What nearly always stands here begins no comment; nor does the end.
      if ('{}[]",:'.includes(next)) return next;
      const comment = this.take(COMMENT);
      if (comment !== '') {
        const place = { from, to: this.at };
        // One that does not end holds all the rest of the text, which nobody meant to lose.
        const ends = !comment.startsWith('/*') || comment.endsWith('*/');
        this.problem('JSON has no comments.', place, ends ? { ...place, insert: '' } : undefined);
      } else if (this.take(ODD_BLANK) !== '') {
        const place = { from, to: this.at };
        this.problem('This is not white space of JSON: use a space.', place, { ...place, insert: ' ' });
      } else return next;
    }
  }

  string(): Word {
    const text = this.text;
    const from = this.at;
    const plain = this.take(PLAIN);
    if (plain !== '') return { value: plain.slice(1, -1), from, to: this.at };
    const close = QUOTES[text.charAt(from)] ?? '"';
    let value = '';
    let start = from + 1;
    for (let i = start; ; i++) {
      const unit = text.charAt(i);
      if (unit === close) {
        value += text.slice(start, i);
        this.at = i + 1;
        return this.#quoted({ value, from, to: this.at }, text.charAt(from) === '"');
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
          this.problem('There is no such escape in JSON.', place, { ...place, insert: '\\\\' });
        }
        value += meant ?? '\\';
        i += length - 1;
        start = i + 1;
      } else if (unit < ' ') {
        const place = { from: i, to: i + 1 };
        this.problem('A control character in a string must be escaped.', place, {
          ...place,
          insert: JSON.stringify(unit).slice(1, -1),
        });
      }
    }
  }

  #quoted(word: Word, double: boolean): Word {
    if (!word.value.isWellFormed()) {
      this.problem('A string holds half of a surrogate pair.', word);
      return { ...word, value: word.value.toWellFormed() };
    }
    if (!double)
      this.problem('A string must stand in double quotes.', word, {
        from: word.from,
        to: word.to,
        insert: JSON.stringify(word.value),
      });
    return word;
  }

  /** The line ends first. What closes lists and members at its end was hardly meant to be in the string. */
  #unfinished(from: number, end: number, value: string): Word {
    this.at = end;
    while (this.at > from + 1 && /[\s,\]}]/.test(this.text.charAt(this.at - 1))) this.at--;
    this.problem(
      'Expected the closing quote of a string.',
      { from, to: Math.max(this.at, from + 1) },
      { from: this.at, to: this.at, insert: '"' },
    );
    return { value: value.slice(0, value.length - (end - this.at)).toWellFormed(), from, to: this.at };
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
