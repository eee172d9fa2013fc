/** How wide words are, roughly: for the tests that keep every label inside the picture. Inter at its weights here, a little on the safe side. */
const NARROW = /[ilj.,:;'’|!I()]/u;
const WIDE = /[mwMW@]/u;

const letterWidth = (letter: string): number => {
  if (letter === ' ') return 0.3;
  if (NARROW.test(letter)) return 0.32;
  if (WIDE.test(letter)) return 0.88;
  if (/[A-Z]/u.test(letter)) return 0.7;
  if (/[0-9]/u.test(letter)) return 0.64;
  if (/[ftr]/u.test(letter)) return 0.4;
  return 0.6;
};

/** Estimated width of a line, in the units of its size. Mono letters are all 0.6 wide. */
export const widthOf = (text: string, size: number, mono: boolean): number =>
  mono
    ? Array.from(text).length * 0.6 * size
    : Array.from(text).reduce((sum, letter) => sum + letterWidth(letter), 0) * size;
