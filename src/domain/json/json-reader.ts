/** The lexer of JSON under both parsers of parse-json.ts: white space, strings, numbers, punctuation, each refusal with its place. */

/** Nesting of objects and arrays. */
export const MAX_DEPTH = 64;
/** A member's name in a message is cut here. */
const SHOWN_NAME = 64;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
export const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const UPPER_E = 0x45;
export const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
const LOWER_E = 0x65;
export const LOWER_F = 0x66;
export const LOWER_N = 0x6e;
export const LOWER_T = 0x74;
const LOWER_U = 0x75;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const FIRST_SURROGATE = 0xd800;

/** What `\x` stands for, by x. */
const ESCAPES: Readonly<Record<number, string>> = {
  [QUOTE]: '"',
  [BACKSLASH]: '\\',
  0x2f: '/',
  0x62: '\b',
  [LOWER_F]: '\f',
  [LOWER_N]: '\n',
  0x72: '\r',
  [LOWER_T]: '\t',
};

/** The text is not JSON as read here. `at` is the UTF-16 offset where reading stopped. */
export class JsonError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = 'JsonError';
    this.at = at;
  }
}

// charCodeAt is NaN after the end, which is in no range.
const isDigit = (unit: number): boolean => unit >= ZERO && unit <= NINE;

/** The lexer under both parsers. `at` is the next unit to read. */
export class Reader {
  readonly text: string;
  at = 0;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  fail(message: string, at = this.at): never {
    throw new JsonError(at >= this.text.length ? `${message} The text ends too early.` : message, at);
  }

  /** Skips white space; the unit that follows, NaN at the end. */
  space(): number {
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit !== SPACE && unit !== LF && unit !== TAB && unit !== CR) return unit;
      this.at++;
    }
  }

  enter(): void {
    if (++this.#depth > MAX_DEPTH) this.fail(`Objects and lists are nested more than ${MAX_DEPTH} deep.`);
    this.at++;
  }

  leave(): void {
    this.#depth--;
    this.at++;
  }

  /** After an item: true when a comma, and so another item, follows. */
  more(close: number): boolean {
    const unit = this.space();
    if (unit === close) return false;
    const closing = close === CLOSE_BRACE ? '}' : ']';
    if (unit !== COMMA) this.fail(`Expected "," or "${closing}".`);
    const comma = this.at++;
    if (this.space() === close) this.fail(`No comma may stand before "${closing}".`, comma);
    return true;
  }

  /** A member's name and the colon. */
  name(): string {
    if (this.space() !== QUOTE) this.fail('Expected the name of a member, in double quotes.');
    return this.string();
  }

  colon(): void {
    if (this.space() !== COLON) this.fail('Expected ":" after the name of a member.');
    this.at++;
  }

  duplicate(name: string, at: number): never {
    const shown = name.length > SHOWN_NAME ? `${name.slice(0, SHOWN_NAME).toWellFormed()}…` : name;
    return this.fail(`The member ${JSON.stringify(shown)} is given twice.`, at);
  }

  /** From the opening quote. Without escapes it is one slice, which shares the text's memory. */
  string(): string {
    const start = this.at + 1;
    let wide = false;
    for (let i = start; ; i++) {
      const unit = this.text.charCodeAt(i);
      if (unit === QUOTE) {
        this.at = i + 1;
        const value = this.text.slice(start, i);
        if (wide && !value.isWellFormed()) this.fail('A string holds half of a surrogate pair.', start - 1);
        return value;
      }
      if (unit === BACKSLASH) return this.#escaped(start, i);
      if (!(unit >= SPACE)) this.#unfinished(start, i);
      if (unit >= FIRST_SURROGATE) wide = true;
    }
  }

  /** The rest of a string that has an escape at `at`. */
  #escaped(start: number, at: number): string {
    let out = '';
    let from = start;
    for (let i = at; ; i++) {
      const unit = this.text.charCodeAt(i);
      if (unit === QUOTE) {
        out += this.text.slice(from, i);
        this.at = i + 1;
        if (!out.isWellFormed()) this.fail('A string holds half of a surrogate pair.', start - 1);
        return out;
      }
      if (unit === BACKSLASH) {
        out += this.text.slice(from, i);
        const kind = this.text.charCodeAt(i + 1);
        if (kind === LOWER_U) {
          const digits = this.text.slice(i + 2, i + 6);
          if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail('Expected four hexadecimal digits after "\\u".', i);
          out += String.fromCharCode(parseInt(digits, 16));
          i += 5;
        } else {
          out += ESCAPES[kind] ?? this.fail('There is no such escape in JSON.', i);
          i += 1;
        }
        from = i + 1;
      } else if (!(unit >= SPACE)) this.#unfinished(start, i);
    }
  }

  #unfinished(start: number, at: number): never {
    return at >= this.text.length
      ? this.fail('Expected the closing quote of a string.', at)
      : this.fail(
          'A string must not contain a line break or another control character; escape it.',
          Math.max(at, start),
        );
  }

  number(): number {
    const { text } = this;
    const start = this.at;
    let i = start;
    const digits = (): void => {
      if (!isDigit(text.charCodeAt(i))) this.fail('Expected a digit.', i);
      do i++;
      while (isDigit(text.charCodeAt(i)));
    };
    if (text.charCodeAt(i) === MINUS) i++;
    else if (!isDigit(text.charCodeAt(i))) this.fail('Expected a value.');
    if (text.charCodeAt(i) === ZERO) i++;
    else digits();
    if (text.charCodeAt(i) === DOT) {
      i++;
      digits();
    }
    const exponent = text.charCodeAt(i);
    if (exponent === LOWER_E || exponent === UPPER_E) {
      const sign = text.charCodeAt(++i);
      if (sign === PLUS || sign === MINUS) i++;
      digits();
    }
    const value = Number(text.slice(start, i));
    if (!Number.isFinite(value)) this.fail('The number is too large.', start);
    this.at = i;
    return value;
  }

  literal<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('Expected a value.');
    this.at += word.length;
    return value;
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) this.fail('Nothing may follow the value.');
  }
}
