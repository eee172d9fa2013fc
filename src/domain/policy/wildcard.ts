/**
 * `*` (any run of characters, also none) and `?` (exactly one), anchored at both ends. No regular expression and no backtracking: a
 * policy's author and a caller both choose the input. After a `*` the next piece is taken at its first occurrence, which is always
 * enough. Characters are UTF-16 units. Case-sensitive; callers fold where the rule says so. However long pattern and text are, the time
 * stays near their sum (`find-piece.ts`).
 */
import { finder, type Piece } from './find-piece.ts';
import { GlobSet } from './glob-set.ts';

export type Matcher = (text: string) => boolean;

/** Of a pattern: text in which `*` and `?` are wildcards, or text that is meant as it is. */
export type GlobPart = string | { readonly literal: string };

/** The units of `piece` at `at`, where they end within the text. */
function fits({ text: piece, holes }: Piece, text: string, at: number): boolean {
  if (holes === null) return text.startsWith(piece, at);
  if (at + piece.length > text.length) return false;
  for (let i = 0; i < piece.length; i++) {
    if (holes[i] === 0 && piece.charCodeAt(i) !== text.charCodeAt(at + i)) return false;
  }
  return true;
}

export const hasWildcard = (pattern: string): boolean => /[*?]/.test(pattern);

/** The pieces between the stars; one when there is no star. */
function piecesOf(parts: readonly GlobPart[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  let holes: number[] = [];
  const close = (): void => {
    const marks = holes.length === 0 ? null : new Uint8Array(text.length);
    for (const at of holes) marks?.fill(1, at, at + 1);
    pieces.push({ text, holes: marks });
    text = '';
    holes = [];
  };
  for (const part of parts) {
    if (typeof part !== 'string') {
      text += part.literal;
      continue;
    }
    for (const [index, run] of part.split('*').entries()) {
      if (index > 0) close();
      for (let at = run.indexOf('?'); at !== -1; at = run.indexOf('?', at + 1)) holes.push(text.length + at);
      text += run;
    }
  }
  close();
  return pieces;
}

/** Made once at compile time; the matcher itself allocates nothing. */
export function glob(parts: readonly GlobPart[]): Matcher {
  const pieces = piecesOf(parts);
  const head = pieces[0]!; // there is at least one
  if (pieces.length === 1)
    return head.holes === null
      ? (text) => text === head.text
      : (text) => text.length === head.text.length && fits(head, text, 0);
  const tail = pieces.at(-1)!; // as above
  const middle = pieces
    .slice(1, -1)
    .filter(({ text }) => text !== '')
    .map((piece) => ({ find: finder(piece), length: piece.text.length }));
  const shortest = pieces.reduce((sum, { text }) => sum + text.length, 0);
  if (shortest === 0) return () => true;
  if (shortest === head.text.length && head.holes === null) return (text) => text.startsWith(head.text);
  return (text) => {
    if (text.length < shortest) return false;
    const end = text.length - tail.text.length;
    if (!fits(head, text, 0) || !fits(tail, text, end)) return false;
    let at = head.text.length;
    for (const { find, length } of middle) {
      const found = find(text, at, end);
      if (found === -1) return false;
      at = found + length;
    }
    return true;
  };
}

/** A pattern of policies. */
export const wildcard = (pattern: string): Matcher => glob([pattern]);

/** Whether so many patterns are asked all at once and not one by one: alone, most say no at the first unit of a short text. */
export const isMany = (patterns: number, text: string): boolean =>
  patterns > 1 && (text.length + 16) * patterns > 16_384;

/** Whether any of these patterns matches: each by itself, or of a long text all at once, which is kept until the next. */
export function anyGlob(patterns: readonly (readonly GlobPart[])[]): Matcher {
  const matchers = patterns.map(glob);
  const [only] = matchers;
  if (only === undefined) return () => false;
  if (matchers.length === 1) return only;
  let set: GlobSet | null = null;
  let last: { readonly text: string; readonly matches: boolean } | null = null;
  return (text) => {
    if (!isMany(matchers.length, text)) return matchers.some((matches) => matches(text));
    if (last?.text !== text) last = { text, matches: (set ??= new GlobSet(patterns)).any(text) };
    return last.matches;
  };
}

/** Whether any of the patterns matches. */
export function anyWildcard(patterns: readonly string[]): Matcher {
  const exact = new Set(patterns.filter((pattern) => !hasWildcard(pattern)));
  const matches = anyGlob(patterns.filter(hasWildcard).map((pattern) => [pattern]));
  return exact.size === 0 ? matches : (text) => exact.has(text) || matches(text);
}
