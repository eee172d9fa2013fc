/** Answers from the sums by minutes. */
import type { DatabaseSync } from 'node:sqlite';
import { matchesColumns, type EventQuery } from '../../../domain/audit/event-query.ts';
import {
  asksClass,
  OUTCOMES,
  rollsUp,
  Summing,
  type Actor,
  type Summary,
} from '../../../domain/audit/summary.ts';
import type { Store } from '../../../domain/ports/store.ts';
import { MINUTE_MS } from '../../../domain/state/usage-view.ts';
import { integer } from './columns.ts';
import { MinuteSums } from './minute-sums.ts';

type Asked = Parameters<Store['rollup']>[0];

export interface Rollups {
  rollup(asked: Asked): Summary | null;
  span(): { readonly since: number; readonly until: number } | null;
  /** Reads some of what later questions need; answers true when there is no more to read now. */
  warm(): boolean;
}

/** Per combination, whether it matches but for its time; null when that cannot be told. */
function chosen({ query, classes }: Asked, combinations: readonly Actor[]): readonly boolean[] | null {
  const { since: _since, until: _until, ...rest } = query;
  const timeless: EventQuery = rest;
  const asks = asksClass(query);
  if (asks && combinations.some(({ operation }) => classes[operation] === undefined)) return null;
  return combinations.map((each) =>
    matchesColumns(timeless, {
      ...each,
      time: 0,
      class: classes[each.operation] ?? '',
      key: null,
      request: '',
    }),
  );
}

export function rollups(database: DatabaseSync): Rollups {
  const sums = new MinuteSums(database);
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');
  // Two questions: one for both ends would read every row.
  const first = database.prepare('SELECT minute FROM minute ORDER BY minute LIMIT 1');
  const last = database.prepare('SELECT minute FROM minute ORDER BY minute DESC LIMIT 1');
  const inTransaction = <T>(work: () => T): T => {
    begin.run();
    try {
      return work();
    } finally {
      commit.run();
    }
  };

  const rollup = (asked: Asked): Summary | null => {
    const { query, buckets } = asked;
    if (!rollsUp(query)) return null;
    sums.refresh();
    const { combinations } = sums;
    const matching = chosen(asked, combinations);
    if (matching === null) return null;
    const since = (query.since ?? -Infinity) / MINUTE_MS;
    const until = (query.until ?? Infinity) / MINUTE_MS;
    const start = buckets.start / MINUTE_MS;
    const width = buckets.width / MINUTE_MS;
    const byCombination = new Float64Array(combinations.length);
    const outcomes = combinations.map((each) => OUTCOMES.indexOf(each.outcome));
    const byBucket = new Float64Array(buckets.count * OUTCOMES.length);
    sums.each((minute, combination, count) => {
      if (minute < since || minute >= until || matching[combination] !== true) return;
      byCombination[combination]! += count; // one for each
      const bucket = Math.floor((minute - start) / width);
      if (bucket >= 0 && bucket < buckets.count)
        byBucket[bucket * OUTCOMES.length + outcomes[combination]!]! += count;
    });
    const summing = new Summing(buckets);
    combinations.forEach((each, i) => {
      const count = byCombination[i] ?? 0;
      if (count > 0) summing.addActor(each, count);
    });
    byBucket.forEach((count, i) =>
      summing.addBucket(Math.floor(i / OUTCOMES.length), OUTCOMES[i % OUTCOMES.length]!, count),
    ); // an index of the list
    return summing.sums();
  };

  return {
    rollup: (asked) => inTransaction(() => rollup(asked)),
    span: () => {
      const [oldest, newest] = inTransaction(() => [first.get(), last.get()]);
      return oldest === undefined || newest === undefined
        ? null
        : {
            since: integer(oldest, 'minute') * MINUTE_MS,
            until: (integer(newest, 'minute') + 1) * MINUTE_MS,
          };
    },
    warm: () => inTransaction(() => sums.warm()),
  };
}
