/** What was refused today against the days before. Days are UTC, counted since the epoch. */

export const DAYS_BEFORE = 7;
/** Fewer than this is never unusual. */
const LEAST = 5;

export interface Refusals {
  readonly today: number;
  /** Oldest first; the last one is today so far. */
  readonly days: readonly { readonly day: number; readonly count: number }[];
  readonly byPrincipal: readonly { readonly principal: string; readonly count: number }[];
  /** The most of the seven days before. */
  readonly most: number;
  /** Today has more than any of the seven days before, and more than twice their mean. */
  readonly unusual: boolean;
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/** `on`: denied requests of a day by principal. */
export function refusalsOf(on: (day: number) => ReadonlyMap<string, number>, today: number): Refusals {
  const days = Array.from({ length: DAYS_BEFORE + 1 }, (_, i) => {
    const day = today - DAYS_BEFORE + i;
    return { day, count: total(on(day)) };
  });
  const before = days.slice(0, -1).map(({ count }) => count);
  const count = days.at(-1)?.count ?? 0;
  const most = Math.max(...before);
  const mean = before.reduce((sum, each) => sum + each, 0) / DAYS_BEFORE;
  return {
    today: count,
    days,
    byPrincipal: [...on(today)]
      .map(([principal, each]) => ({ principal, count: each }))
      .sort((a, b) => b.count - a.count || (a.principal < b.principal ? -1 : 1)),
    most,
    unusual: count >= LEAST && count > most && count > 2 * mean,
  };
}
