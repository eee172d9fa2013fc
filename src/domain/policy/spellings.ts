/** Case the other way round: what folds to a letter. */
import { BEYOND_LATIN_1, foldCase, foldUnit } from './fold-case.ts';

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
