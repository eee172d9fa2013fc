/** For which of many things an act is, and why not for the others. Pure. */

export interface Split<T> {
  readonly eligible: readonly T[];
  /** Counted by reason, in the order in which the reasons came up. */
  readonly skipped: readonly { readonly why: string; readonly count: number }[];
}

/** Null when the act is for the thing; else why not, in words that follow "is" or "are". */
export type Skip<T> = (item: T) => string | null;

export function splitFor<T>(skip: Skip<T>, items: readonly T[]): Split<T> {
  const eligible: T[] = [];
  const skipped = new Map<string, number>();
  for (const item of items) {
    const why = skip(item);
    if (why === null) eligible.push(item);
    else skipped.set(why, (skipped.get(why) ?? 0) + 1);
  }
  return { eligible, skipped: [...skipped].map(([why, count]) => ({ why, count })) };
}

const number = new Intl.NumberFormat('en');

/** Why an act is for none of the things; null when it is for some. */
export function refusalOf<T>(skip: Skip<T>, items: readonly T[]): string | null {
  const { eligible, skipped } = splitFor(skip, items);
  if (eligible.length > 0) return null;
  if (skipped.length === 1)
    return `${items.length === 1 ? 'It is' : 'All of them are'} ${skipped[0]?.why ?? ''}`;
  return `None of them: ${skipped.map(({ why, count }) => `${number.format(count)} ${count === 1 ? 'is' : 'are'} ${why}`).join('; ')}`;
}
