/**
 * `*` (any run of characters, also none) and `?` (exactly one), anchored at both ends. No regular expression and no backtracking: a
 * policy's author and a caller both choose the input. After a `*` the next piece is taken at its first occurrence, which is always
 * enough. Characters are UTF-16 units. Case-sensitive; callers fold where the rule says so.
 */

export type Matcher = (text: string) => boolean;

/** A run between two `*`. */
interface Piece {
  readonly text: string;
  /** Has a `?`: compare unit by unit. */
  readonly holes: boolean;
}

const QUESTION_MARK = 0x3f;

function fits({ text: piece, holes }: Piece, text: string, at: number): boolean {
  if (!holes) return text.startsWith(piece, at);
  if (at + piece.length > text.length) return false;
  for (let i = 0; i < piece.length; i++) {
    const unit = piece.charCodeAt(i);
    if (unit !== QUESTION_MARK && unit !== text.charCodeAt(at + i)) return false;
  }
  return true;
}

/** First place at or after `at`, ending at or before `end`; -1 when there is none. */
function find(piece: Piece, text: string, at: number, end: number): number {
  if (!piece.holes) {
    const found = text.indexOf(piece.text, at);
    return found !== -1 && found + piece.text.length <= end ? found : -1;
  }
  for (let i = at; i + piece.text.length <= end; i++) if (fits(piece, text, i)) return i;
  return -1;
}

export const hasWildcard = (pattern: string): boolean => /[*?]/.test(pattern);

/** Made once at compile time; the matcher itself allocates nothing. */
export function wildcard(pattern: string): Matcher {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  const pieces = pattern.split('*').map((text): Piece => ({ text, holes: text.includes('?') }));
  const head = pieces[0]!; // split gives at least one
  if (pieces.length === 1) return (text) => text.length === pattern.length && fits(head, text, 0);
  const tail = pieces.at(-1)!; // as above
  const middle = pieces.slice(1, -1).filter(({ text }) => text !== '');
  const shortest = pieces.reduce((sum, { text }) => sum + text.length, 0);
  if (shortest === 0) return () => true;
  if (shortest === head.text.length && !head.holes) return (text) => text.startsWith(head.text);
  return (text) => {
    if (text.length < shortest) return false;
    const end = text.length - tail.text.length;
    if (!fits(head, text, 0) || !fits(tail, text, end)) return false;
    let at = head.text.length;
    for (const piece of middle) {
      const found = find(piece, text, at, end);
      if (found === -1) return false;
      at = found + piece.text.length;
    }
    return true;
  };
}

/** Whether any of the patterns matches. */
export function anyWildcard(patterns: readonly string[]): Matcher {
  const exact = new Set(patterns.filter((pattern) => !hasWildcard(pattern)));
  const matchers = patterns.filter(hasWildcard).map(wildcard);
  if (matchers.length === 0) return (text) => exact.has(text);
  const [only] = matchers;
  if (only !== undefined && matchers.length === 1 && exact.size === 0) return only;
  return (text) => exact.has(text) || matchers.some((matches) => matches(text));
}
