/** Answers from the sums by minutes. */
import type { DatabaseSync } from 'node:sqlite';
import { matchesColumns } from '../../../domain/audit/event-query.ts';
import { asksClass, rollsUp, Summing, type Summary } from '../../../domain/audit/summary.ts';
import type { Store } from '../../../domain/ports/store.ts';
import { MINUTE_MS } from '../../../domain/state/usage-view.ts';
import { integer, outcome, text } from './columns.ts';

export interface Rollups {
  rollup(asked: Parameters<Store['rollup']>[0]): Summary | null;
  span(): { readonly since: number; readonly until: number } | null;
}

export function rollups(database: DatabaseSync): Rollups {
  const all = database.prepare('SELECT minute, outcome, operation, principal, count FROM minute');
  const ends = database.prepare(
    'SELECT min(minute) AS first, max(minute) AS last FROM minute HAVING first IS NOT NULL',
  );
  return {
    rollup: ({ query, buckets, classes }) => {
      if (!rollsUp(query)) return null;
      const summing = new Summing(buckets);
      for (const each of all.iterate()) {
        const time = integer(each, 'minute') * MINUTE_MS;
        const row = {
          operation: text(each, 'operation'),
          principal: text(each, 'principal'),
          outcome: outcome(each, 'outcome'),
        };
        const known = classes[row.operation];
        if (asksClass(query) && known === undefined) return null;
        if (matchesColumns(query, { ...row, time, class: known ?? '', key: null, request: '' }))
          summing.add(time, row, integer(each, 'count'));
      }
      return summing.sums();
    },
    span: () => {
      const row = ends.get();
      return row === undefined
        ? null
        : { since: integer(row, 'first') * MINUTE_MS, until: (integer(row, 'last') + 1) * MINUTE_MS };
    },
  };
}
