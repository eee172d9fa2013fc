/** Searching the leaves: run by run from the newest, by the best index of the query, with what only the bytes say looked up in them. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  asksContent,
  checkQuery,
  matchesContent,
  type EventQuery,
} from '../../../domain/audit/event-query.ts';
import { Summing } from '../../../domain/audit/summary.ts';
import { checkInteger, checkSearch } from '../../../domain/ports/memory-store.ts';
import {
  PAGE_BYTES,
  type EventPage,
  type EventSearch,
  type Looked,
  type Store,
  type StoredLeaf,
  type SummaryAsked,
  type SummarySlice,
} from '../../../domain/ports/store.ts';
import { blob, integer, outcome, text, type Columns } from './columns.ts';
import { RunTerms } from './run-terms.ts';
import { RUN, RUN_BITS } from './schema.ts';
import { columnsOnly, indexFor, where, type Where } from './search-terms.ts';

/** Kept prepared. */
const MOST_STATEMENTS = 64;

type Follow = Parameters<Store['follow']>[1];
type Slice = Pick<EventSearch, 'before' | 'most'>;
/** Columns in the order in which they were asked for. */
type Row = readonly unknown[];

/** In one read transaction each. Throw RangeError for what makes no sense. */
export interface Search {
  run(search: EventSearch): EventPage;
  follow(query: EventQuery, page: Follow): Awaited<ReturnType<Store['follow']>>;
  summarise(asked: SummaryAsked & Slice): SummarySlice;
  /** Reads some of what later searches need; answers true when there is no more to read now. */
  warm(): boolean;
}

const toLeaf = (row: Columns): StoredLeaf => ({
  sequence: integer(row, 'sequence'),
  hash: blob(row, 'hash'),
  bytes: blob(row, 'bytes'),
});

export function search(database: DatabaseSync): Search {
  const terms = new RunTerms(database);
  // Lists of any length make statements of many shapes: the ones used last are kept.
  const kept = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const statement = kept.get(sql) ?? database.prepare(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    if (kept.size > MOST_STATEMENTS) kept.delete(kept.keys().next().value!); // there is one
    return statement;
  };
  const inTransaction = <T>(work: () => T): T => {
    prepare('BEGIN').run();
    try {
      return work();
    } finally {
      prepare('COMMIT').run();
    }
  };
  const leaves = (): number =>
    integer(prepare('SELECT coalesce(max(sequence) + 1, 0) AS n FROM leaf').get() ?? {}, 'n');
  const drift = (): number => integer(prepare('SELECT most FROM drift').get() ?? {}, 'most');

  /** The first sequence whose clock is at least `time`; `size` when none is. The clock never falls, so bisection finds it. */
  const firstAt = (time: number, size: number): number => {
    const clockOf = prepare('SELECT clock FROM leaf WHERE sequence = ?');
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (integer(clockOf.get(middle) ?? {}, 'clock') >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const timeOf = (sequence: number): number =>
    integer(prepare('SELECT time FROM leaf WHERE sequence = ?').get(sequence) ?? {}, 'time');

  /** [from, to) that is to be looked at, newest first. */
  const rangeOf = (
    { since, until }: EventQuery,
    { before = Infinity, most = Infinity }: Slice,
    size: number,
  ) => {
    // Before `bottom` every time ≤ clock < since. A time < until has a clock < until + drift, so it stands before `top`.
    const bottom = since === undefined ? 0 : firstAt(since, size);
    const top = until === undefined ? size : firstAt(until + drift(), size);
    const to = Math.min(top, before);
    return { bottom, to, from: Math.max(bottom, to - most) };
  };
  const looked = (from: number, to: number, bottom: number, size: number): Looked => ({
    from: Math.min(from, to),
    to,
    complete: from <= bottom,
    size,
    oldest: from < to ? timeOf(from) : null,
    newest: from < to ? timeOf(to - 1) : null,
  });

  /** Calls `visit` with each run of [from, to) that may hold what matches, newest first, until it answers true; where it stopped. */
  const eachRun = (
    { query, size, from, to }: { query: EventQuery; size: number; from: number; to: number },
    visit: (low: number, high: number) => boolean,
  ): number => {
    const mayHold = terms.mayHold(query, size);
    for (let high = to; high > from;) {
      const run = Math.floor((high - 1) / RUN);
      const low = Math.max(from, run * RUN);
      if (mayHold(run) && visit(low, high)) return low;
      high = low;
    }
    return from;
  };

  /**
   * Rows of one run that match, newest first, each as a list of its columns: node:sqlite makes it in two thirds of the time of an object.
   * With `mostBytes`, which asks for `bytes` as the last column, none after that with which they come to it.
   */
  const rowsOf = (
    query: EventQuery,
    columns: string,
  ): ((low: number, high: number, limit: number, mostBytes?: number) => Row[]) => {
    const terms = where(query);
    const index = indexFor(query);
    const needsContent = asksContent(query);
    const [hint, inRun] =
      index === null ? ['NOT INDEXED', ''] : [`INDEXED BY ${index}`, `sequence >> ${RUN_BITS} = ? AND`];
    const bytes = needsContent ? ', bytes' : '';
    const statement = prepare(
      `SELECT ${columns}${bytes} FROM leaf ${hint} WHERE ${inRun} sequence >= ? AND sequence < ? ${terms.sql} ORDER BY sequence DESC LIMIT ?`,
    );
    statement.setReturnArrays(true);
    const bytesOf = (row: Row): Uint8Array => blob({ bytes: row.at(-1) }, 'bytes');
    return (low, high, limit, mostBytes = Infinity) => {
      const first = index === null ? [] : [Math.floor(low / RUN)];
      if (!needsContent && mostBytes === Infinity)
        return statement.all(...first, low, high, ...terms.values, limit) as unknown as Row[]; // lists: asked for
      const found: Row[] = [];
      let size = 0;
      const all = statement.iterate(...first, low, high, ...terms.values, needsContent ? -1 : limit);
      for (const row of all as unknown as Iterable<Row>) {
        if (needsContent && !matchesContent(query, bytesOf(row))) continue;
        if (found.push(row) === limit) break;
        if (mostBytes !== Infinity && (size += bytesOf(row).length) >= mostBytes) break;
      }
      return found;
    };
  };

  /** How many of one run match. */
  const counting = (query: EventQuery): ((low: number, high: number) => number) => {
    // All of them, when only times are asked for and the clock never stood back: the range is exact then.
    if (!asksContent(query) && columnsOnly(query) && drift() === 0) return (low, high) => high - low;
    if (asksContent(query)) {
      const rows = rowsOf(query, 'sequence');
      return (low, high) => rows(low, high, RUN).length;
    }
    const terms: Where = where(query);
    const index = indexFor(query);
    const [hint, inRun] =
      index === null ? ['NOT INDEXED', ''] : [`INDEXED BY ${index}`, `sequence >> ${RUN_BITS} = ? AND`];
    const statement = prepare(
      `SELECT count(*) AS n FROM leaf ${hint} WHERE ${inRun} sequence >= ? AND sequence < ? ${terms.sql}`,
    );
    return (low, high) => {
      const first = index === null ? [] : [Math.floor(low / RUN)];
      return integer(statement.get(...first, low, high, ...terms.values) ?? {}, 'n');
    };
  };

  const page = (asked: EventSearch): EventPage => {
    const { limit, enough = Infinity } = asked;
    const size = leaves();
    const { bottom, from, to } = rangeOf(asked, asked, size);
    const rows = rowsOf(asked, 'sequence, hash, bytes');
    const count = counting(asked);
    const found: StoredLeaf[] = [];
    let matching = 0;
    let held = 0;
    const isFull = (): boolean => found.length === limit || held >= PAGE_BYTES;
    const reached = eachRun({ query: asked, size, from, to }, (low, high) => {
      if (!isFull()) {
        const more = rows(low, high, limit - found.length, PAGE_BYTES - held).map(([sequence, hash, bytes]) =>
          toLeaf({ sequence, hash, bytes }),
        );
        found.push(...more);
        for (const { bytes } of more) held += bytes.length;
        // All of the run.
        if (!isFull()) {
          matching += more.length;
          return false;
        }
      }
      matching += count(low, high);
      return matching > enough;
    });
    return { ...looked(reached, to, bottom, size), leaves: found, matching };
  };

  const following = (
    query: EventQuery,
    { from, most, limit }: Follow,
  ): Awaited<ReturnType<Store['follow']>> => {
    const terms = where(query);
    const to = Math.min(leaves(), from + most);
    const statement = prepare(
      `SELECT sequence, hash, bytes FROM leaf NOT INDEXED WHERE sequence >= ? AND sequence < ? ${terms.sql} ORDER BY sequence`,
    );
    const found: StoredLeaf[] = [];
    let bytes = 0;
    for (const row of statement.iterate(from, to, ...terms.values)) {
      const leaf = toLeaf(row);
      if (!matchesContent(query, leaf.bytes)) continue;
      bytes += leaf.bytes.length;
      if (found.push(leaf) === limit || bytes >= PAGE_BYTES)
        return { leaves: found, next: leaf.sequence + 1 };
    }
    return { leaves: found, next: Math.max(from, to) };
  };

  const summary = ({ query, buckets, ...slice }: SummaryAsked & Slice): SummarySlice => {
    const size = leaves();
    const { bottom, from, to } = rangeOf(query, slice, size);
    const rows = rowsOf(query, 'time, operation, principal, outcome');
    const summing = new Summing(buckets);
    eachRun({ query, size, from, to }, (low, high) => {
      for (const [time, operation, principal, ended] of rows(low, high, RUN)) {
        const row = { time, operation, principal, outcome: ended };
        summing.add(integer(row, 'time'), {
          operation: text(row, 'operation'),
          principal: text(row, 'principal'),
          outcome: outcome(row, 'outcome'),
        });
      }
      return false;
    });
    return { ...looked(from, to, bottom, size), summary: summing.sums() };
  };

  return {
    warm: () => inTransaction(() => terms.warm()),
    run: (asked) => {
      checkSearch(asked);
      return inTransaction(() => page(asked));
    },
    follow: (query, asked) => {
      checkQuery(query);
      checkInteger('from', asked.from, 0);
      checkInteger('most', asked.most, 1);
      checkInteger('limit', asked.limit, 1);
      return inTransaction(() => following(query, asked));
    },
    summarise: (asked) => {
      const { query, buckets: _, ...slice } = asked;
      checkSearch({ ...query, ...slice, limit: 0 });
      return inTransaction(() => summary(asked));
    },
  };
}
