/** The name that was probably meant by one that is misspelled. */

/** What both begin with and end with is the same in any case, and costs nothing. */
function trimmed(a: string, b: string): readonly [string, string] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  return [a.slice(start, endA), b.slice(start, endB)];
}

/**
 * How many letters have to be put in, taken out, changed or swapped with their neighbour: the optimal string alignment distance. Not
 * reckoned to its end when it is `limit` or more: then `limit`.
 */
export function distance(one: string, other: string, limit = Infinity): number {
  const [a, b] = trimmed(one, other);
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let older: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  let aboveLeast = 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let rowLeast = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1)); // within both rows
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, older[j - 2]! + 1); // a row before the last has the same length
      row.push(least);
      rowLeast = Math.min(rowLeast, least);
    }
    // A swap looks two rows back, so two rows must be too far.
    if (rowLeast >= limit && aboveLeast >= limit) return limit;
    older = above;
    above = row;
    aboveLeast = rowLeast;
  }
  return Math.min(limit, above[b.length]!); // the row has one more than b
}

/** More changes than this make another word. */
const FAR = 4;
/** No name is longer; a longer text is not compared, which would cost its square. */
const LONGEST = 256;

/** The nearest of the names, without regard to case; null when none is near. Of equals the first. */
export function nearestName(text: string, names: Iterable<string>): string | null {
  if (text.length > LONGEST) return null;
  const folded = text.toLowerCase();
  let best: string | null = null;
  let least = FAR;
  for (const name of names) {
    const far = distance(folded, name.toLowerCase(), least);
    if (far < least) [best, least] = [name, far];
  }
  return best;
}
