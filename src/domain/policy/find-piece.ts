/**
 * Where a piece of a pattern first stands in a text. Whoever wrote the piece may have made it so that a plain search takes piece × text
 * steps: a long one is looked for by Knuth, Morris and Pratt, one with holes by Shift-And (Baeza-Yates, Gonnet). Only a short one without
 * holes is left to the engine's own search.
 */

/** A run between two `*`. */
export interface Piece {
  readonly text: string;
  /** 1 where any unit fits; null where none does: compare as text. */
  readonly holes: Uint8Array | null;
}

/** First place at or after `at`, ending at or before `end`; -1 when there is none. */
export type Find = (text: string, at: number, end: number) => number;

/** Up to this length a plain search is quick whatever the text. */
const SHORT = 64;

export function finder(piece: Piece): Find {
  if (piece.holes !== null) return piece.text.length > BITS ? holedFinder(piece) : shortHoledFinder(piece);
  return piece.text.length > SHORT ? longFinder(piece.text) : plainFinder(piece.text);
}

const plainFinder =
  (piece: string): Find =>
  (text, at, end) => {
    const found = text.indexOf(piece, at);
    return found !== -1 && found + piece.length <= end ? found : -1;
  };

/** Knuth, Morris and Pratt: the text is read once. */
function longFinder(piece: string): Find {
  // border[i]: the longest start of the piece that is also the end of its first i units, and not all of them.
  const border = new Int32Array(piece.length + 1);
  for (let i = 1, length = 0; i < piece.length; i++) {
    while (length > 0 && piece.charCodeAt(i) !== piece.charCodeAt(length)) length = border[length] ?? 0;
    if (piece.charCodeAt(i) === piece.charCodeAt(length)) length++;
    border[i + 1] = length;
  }
  return (text, at, end) => {
    for (let i = at, length = 0; i < end; i++) {
      const unit = text.charCodeAt(i);
      while (length > 0 && piece.charCodeAt(length) !== unit) length = border[length] ?? 0;
      if (piece.charCodeAt(length) === unit) length++;
      if (length === piece.length) return i + 1 - length;
    }
    return -1;
  };
}

const BITS = 32;

/** Shift-And in one word. */
function shortHoledFinder({ text: piece, holes }: Piece): Find {
  let anywhere = 0;
  for (let i = 0; i < piece.length; i++) if (holes?.[i] === 1) anywhere |= 1 << i;
  /** Places of the piece that a unit fits. */
  const places = new Map<number, number>();
  for (let i = 0; i < piece.length; i++) {
    if (holes?.[i] === 1) continue;
    const unit = piece.charCodeAt(i);
    places.set(unit, (places.get(unit) ?? anywhere) | (1 << i));
  }
  const last = piece.length - 1;
  return (text, at, end) => {
    // Bit i: the first i + 1 units of the piece end here.
    let state = 0;
    for (let i = at; i < end; i++) {
      state = ((state << 1) | 1) & (places.get(text.charCodeAt(i)) ?? anywhere);
      if (((state >>> last) & 1) === 1) return i - last;
    }
    return -1;
  };
}

/** Shift-And: all starts at once, 32 places of the piece in each step. */
function holedFinder({ text: piece, holes }: Piece): Find {
  const words = Math.ceil(piece.length / BITS);
  const anywhere = new Uint32Array(words);
  for (let i = 0; i < piece.length; i++) if (holes?.[i] === 1) anywhere[i >>> 5]! |= 1 << (i & 31); // within `words`
  /** Places of the piece that a unit fits. */
  const places = new Map<number, Uint32Array>();
  for (let i = 0; i < piece.length; i++) {
    if (holes?.[i] === 1) continue;
    const unit = piece.charCodeAt(i);
    const own = places.get(unit) ?? anywhere.slice();
    own[i >>> 5]! |= 1 << (i & 31); // likewise
    places.set(unit, own);
  }
  const last = piece.length - 1;
  return (text, at, end) => {
    // Bit i: the first i + 1 units of the piece end here.
    const state = new Uint32Array(words);
    for (let i = at; i < end; i++) {
      const fitting = places.get(text.charCodeAt(i)) ?? anywhere;
      let carry = 1;
      for (let word = 0; word < words; word++) {
        const before = state[word]!; // within `words`
        state[word] = ((before << 1) | carry) & fitting[word]!; // likewise
        carry = before >>> 31;
      }
      if (((state[last >>> 5]! >>> (last & 31)) & 1) === 1) return i - last; // likewise
    }
    return -1;
  };
}
