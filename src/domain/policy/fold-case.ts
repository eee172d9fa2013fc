/**
 * Without case: the one rule for everything that compares so (condition keys, names of an encryption context and of tags, operators that
 * ignore case). Unit by unit, so that a letter's fold depends on no other and is as long as it is; a letter whose lower case is several
 * units stays.
 */
const BEYOND_LATIN_1 = /[^\0-\xff]/;

export const foldCase = (text: string): string =>
  BEYOND_LATIN_1.test(text) ? text.replaceAll(/[^]/g, foldUnit) : text.toLowerCase();

function foldUnit(unit: string): string {
  const lower = unit.toLowerCase();
  return lower.length === 1 ? lower : unit;
}

/** Units beyond Latin-1 that fold into it: Kelvin, Ångström, sharp s. */
const FOLD_INTO_LATIN_1: Readonly<Record<string, string>> = { k: '\u212a', å: '\u212b', ß: '\u1e9e' };
let byFold: ReadonlyMap<string, readonly string[]> | null = null;

/** All units that fold to this one, which is folded. */
export function spellingsOf(folded: string): string {
  if (!BEYOND_LATIN_1.test(folded)) {
    const upper = folded.toUpperCase();
    const isOne = upper !== folded && upper.length === 1 && foldCase(upper) === folded;
    return folded + (isOne ? upper : '') + (FOLD_INTO_LATIN_1[folded] ?? '');
  }
  byFold ??= Map.groupBy(
    Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)),
    foldUnit,
  );
  return byFold.get(folded)?.join('') ?? folded;
}
