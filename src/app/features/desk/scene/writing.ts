/** What is written on things: short, and made to fit. */

const PAPER_COLUMNS = 11;
const PAPER_ROWS = 2;

const trimmed = (row: string): string => row.replace(/[,.;:]$/u, '');

/** The payload's first words in two rows for the paper in the open luggage. Empty for a payload that is no text. */
export function paperLines(payload: string): readonly string[] {
  const words = payload.trim().split(/\s+/u).filter(Boolean);
  const rows: string[][] = [[]];
  let taken = 0;
  for (const word of words) {
    const row = rows.at(-1) ?? [];
    const fits = trimmed([...row, word].join(' ')).length <= PAPER_COLUMNS;
    if (!fits && row.length > 0) {
      if (rows.length === PAPER_ROWS) break;
      rows.push([word]);
    } else {
      row.push(word);
    }
    taken += 1;
  }
  return rows
    .filter((row) => row.length > 0)
    .map((row, at) => {
      const text = row.join(' ');
      const goesOn = at === rows.length - 1 && taken < words.length;
      const short = endCut(trimmed(text), PAPER_COLUMNS);
      return goesOn && !short.endsWith('…') ? `${short.slice(0, PAPER_COLUMNS - 1)}…` : short;
    });
}

/** The first bytes of a ciphertext as four rows of nine digits. Texture: the legible twin is in the bytes panel. */
export function hexRows(hex: string | null): readonly string[] {
  return [0, 9, 18, 27].map((at) => (hex ?? '').slice(at, at + 9));
}

const LONGEST_NAME = 30;

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a person sees as one letter each, so that none is cut in half. */
const lettersOf = (text: string): readonly string[] =>
  Array.from(SEGMENTER.segment(text), ({ segment }) => segment);

/** A name over a guest's head: longer than thirty characters it loses its middle. */
export function middleCut(name: string, longest: number = LONGEST_NAME): string {
  const letters = lettersOf(name);
  if (letters.length <= longest) return name;
  const head = Math.ceil((longest - 1) / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (longest - 1 - head)).join('')}`;
}

/** The end of a name that does not fit on a slip. */
export function endCut(name: string, longest: number): string {
  const letters = lettersOf(name);
  return letters.length <= longest ? name : `${letters.slice(0, longest - 1).join('')}…`;
}
