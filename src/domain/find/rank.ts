/** How well a thing fits what was typed: for the command palette. Pure, over words of the thing in the order of their weight. */

/** Most texts: nothing to take off, which is most of the time at 10,000 keys. */
const PLAIN = /^[ -~]*$/;

/** One comparable text: lower case, accents off, so that "Zoë" is found by "zoe". */
export const fold = (text: string): string =>
  PLAIN.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase();

/** No name has more words; each is looked for in every text. */
const MOST_NEEDLES = 16;

/** What was typed, as words, each once; none for blanks. Of a longer text only the first words count. */
export const needles = (text: string): readonly string[] =>
  [...new Set(fold(text).split(/\s+/).filter(Boolean))].slice(0, MOST_NEEDLES);

const BOUNDARY = /[^\p{L}\p{N}]/u;

/** 4 the whole, 3 its beginning, 2 the beginning of a word in it, 1 anywhere, 0 not at all. Both are folded. */
function fit(text: string, needle: string): number {
  let at = text.indexOf(needle);
  if (at === -1) return 0;
  if (at === 0) return text.length === needle.length ? 4 : 3;
  for (; at !== -1; at = text.indexOf(needle, at + 1)) if (BOUNDARY.test(text[at - 1]!)) return 2; // at > 0
  return 1;
}

/**
 * 0 when a needle is nowhere, else the higher the better: each needle counts by its best field, and a field counts the more the earlier
 * it stands (an alias before a description).
 */
export function rank(wanted: readonly string[], fields: readonly string[]): number {
  let sum = 0;
  const folded = fields.map(fold);
  for (const needle of wanted) {
    let best = 0;
    for (const [place, field] of folded.entries()) {
      const how = fit(field, needle);
      if (how > 0) best = Math.max(best, how * 16 - Math.min(place, 15));
    }
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

/** The `most` best of what fits, best first; those that fit alike in the order of `name`. */
export function best<T>(
  items: Iterable<T>,
  wanted: readonly string[],
  fields: (item: T) => readonly string[],
  name: (item: T) => string,
  most: number,
): readonly T[] {
  const found: { readonly item: T; readonly score: number }[] = [];
  for (const item of items) {
    const score = rank(wanted, fields(item));
    if (score > 0) found.push({ item, score });
  }
  return found
    .sort((a, b) => b.score - a.score || (name(a.item) < name(b.item) ? -1 : 1))
    .slice(0, most)
    .map(({ item }) => item);
}
