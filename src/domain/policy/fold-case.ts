/**
 * Without case: the one rule for everything that compares so (condition keys, names of an encryption context and of tags, operators that
 * ignore case). Unit by unit, so that a letter's fold depends on no other and is as long as it is; a letter whose lower case is several
 * units stays.
 */
export const BEYOND_LATIN_1 = /[^\0-\xff]/;

export const foldCase = (text: string): string =>
  BEYOND_LATIN_1.test(text) ? text.replaceAll(/[^]/g, foldUnit) : text.toLowerCase();

export function foldUnit(unit: string): string {
  const lower = unit.toLowerCase();
  return lower.length === 1 ? lower : unit;
}
