/** Which things of a list are chosen: pure, so that a click, a key and a range are one rule. */

export interface Selection<T> {
  /** By key, in the order in which they were chosen. */
  readonly chosen: ReadonlyMap<string, T>;
  /** Where a range begins: the last one that was chosen or let go. */
  readonly anchor: string | null;
}

export const NOTHING: Selection<never> = { chosen: new Map<string, never>(), anchor: null };

export interface Keyed<T> {
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
}

/**
 * `row` chosen, or let go. With `range` all from the anchor to it become what the anchor is; without an anchor in sight only the row
 * itself.
 */
export function toggled<T>(
  selection: Selection<T>,
  { rows, keyOf }: Keyed<T>,
  row: T,
  range: boolean,
): Selection<T> {
  const key = keyOf(row);
  const chosen = new Map(selection.chosen);
  const set = (each: T, on: boolean): void => {
    if (on) chosen.set(keyOf(each), each);
    else chosen.delete(keyOf(each));
  };
  const from = rows.findIndex((each) => keyOf(each) === selection.anchor);
  const to = rows.findIndex((each) => keyOf(each) === key);
  if (range && from !== -1 && to !== -1) {
    const on = selection.chosen.has(keyOf(rows[from]!)); // found above
    for (const each of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) set(each, on);
    return { chosen, anchor: selection.anchor };
  }
  set(row, !chosen.has(key));
  return { chosen, anchor: key };
}

/** All of `rows` chosen; or let go, when they were. */
export function toggledAll<T>(selection: Selection<T>, { rows, keyOf }: Keyed<T>): Selection<T> {
  const chosen = new Map(selection.chosen);
  const on = rows.some((row) => !chosen.has(keyOf(row)));
  for (const row of rows)
    if (on) chosen.set(keyOf(row), row);
    else chosen.delete(keyOf(row));
  return { chosen, anchor: null };
}

/** The same things as they are now: what was read anew takes the place of what was chosen. */
export function refreshed<T>(selection: Selection<T>, { rows, keyOf }: Keyed<T>): Selection<T> {
  const newer = rows.filter((row) => {
    const before = selection.chosen.get(keyOf(row));
    return before !== undefined && before !== row;
  });
  if (newer.length === 0) return selection;
  const chosen = new Map(selection.chosen);
  for (const row of newer) chosen.set(keyOf(row), row);
  return { ...selection, chosen };
}
