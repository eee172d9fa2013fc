/** Searching the leaves by their columns: one statement per shape of query, kept. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { COUNTED_TO, type EventPage, type EventQuery } from '../../../domain/ports/store.ts';
import { checkQuery } from '../../../domain/ports/memory-store.ts';
import { blob, integer, type Columns } from './columns.ts';
import { RUN, RUN_BITS } from './schema.ts';

/** Only classes that the log holds few of, and an index all of: data events are most of a busy log. */
const isRare = ({ classes }: EventQuery): boolean => classes !== undefined && !classes.includes('data');

/**
 * The index of the most selective filter that the query has; null when only the sequence helps. Named, not left to the planner, which
 * has no statistics and would take any. `outcome = 'allowed'` and the class `data` are most of the log and have none.
 */
function indexFor(query: EventQuery): string | null {
  if (query.request !== undefined) return 'leaf_request';
  if (query.key !== undefined) return isRare(query) ? 'leaf_class' : 'leaf_key';
  if (query.outcome !== undefined && query.outcome !== 'allowed') return 'leaf_refused';
  if (isRare(query)) return 'leaf_class';
  if (query.principal !== undefined) return 'leaf_principal';
  if (query.operation !== undefined) return 'leaf_operation';
  return null;
}

interface Where {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** `from` ≤ sequence < `to` is where the time range can be; `time` itself is compared as well. */
function where(query: EventQuery, from: number, to: number): Where {
  const terms = ['sequence >= ?', 'sequence < ?'];
  const values: (string | number)[] = [from, to];
  const term = (sql: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    terms.push(sql);
    values.push(value);
  };
  term('request = ?', query.request);
  term('"key" = ?', query.key);
  term('outcome = ?', query.outcome);
  // SQLite uses a partial index only where it sees its condition.
  if (query.outcome !== undefined && query.outcome !== 'allowed') terms.push("outcome <> 'allowed'");
  if (query.classes !== undefined) {
    terms.push(`class IN (${query.classes.map(() => '?').join(', ')})`);
    values.push(...query.classes);
    if (isRare(query)) terms.push("class <> 'data'");
  }
  term('principal = ?', query.principal);
  term('operation = ?', query.operation);
  term('time >= ?', query.since);
  term('time < ?', query.until);
  return { sql: terms.join(' AND '), values };
}

const counted = (hits: string): string => `SELECT count(*) AS n FROM (${hits} LIMIT ${COUNTED_TO + 1})`;

export interface Search {
  /** In one read transaction. Throws RangeError for a query that makes no sense. */
  run(query: EventQuery): EventPage;
}

export function search(database: DatabaseSync): Search {
  const kept = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    let statement = kept.get(sql);
    if (statement === undefined) kept.set(sql, (statement = database.prepare(sql)));
    return statement;
  };
  const leaves = (): number =>
    integer(prepare('SELECT coalesce(max(sequence) + 1, 0) AS n FROM leaf').get() ?? {}, 'n');

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

  /** Sequence, hash and bytes of at most `limit` matches, newest first, of [from, to). */
  const newest = (query: EventQuery, from: number, to: number): Columns[] => {
    const { sql, values } = where(query, from, to);
    const index = indexFor(query);
    const select = (hint: string, more: string): StatementSync =>
      prepare(
        `SELECT sequence, hash, bytes FROM leaf ${hint} WHERE ${more} ${sql} ORDER BY sequence DESC LIMIT ?`,
      );
    if (index === null) return select('NOT INDEXED', '').all(...values, query.limit);
    const inRun = select(`INDEXED BY ${index}`, `sequence >> ${RUN_BITS} = ? AND`);
    const found: Columns[] = [];
    const first = Math.floor(from / RUN);
    for (let run = Math.floor((to - 1) / RUN); run >= first && found.length < query.limit; run--)
      found.push(...inRun.all(run, ...values, query.limit - found.length));
    return found;
  };

  /** How many match in [from, to), but at most COUNTED_TO + 1. */
  const count = (query: EventQuery, from: number, to: number): number => {
    if (to <= from) return 0;
    const { sql, values } = where(query, from, to);
    const index = indexFor(query);
    if (index === null)
      return integer(
        prepare(counted(`SELECT 1 FROM leaf NOT INDEXED WHERE ${sql}`)).get(...values) ?? {},
        'n',
      );
    // CROSS JOIN keeps the order of the loops: each run, one probe of the index. The `+` takes the column's affinity off, with which
    // SQLite could not look an expression up in an index (it would scan).
    const hits = `SELECT 1 FROM run CROSS JOIN leaf INDEXED BY ${index} ON sequence >> ${RUN_BITS} = +run.n WHERE ${sql}`;
    const runs =
      'WITH RECURSIVE run (n) AS (SELECT CAST(? AS INTEGER) UNION ALL SELECT n + 1 FROM run WHERE n < ?)';
    const bounds = [Math.floor(from / RUN), Math.floor((to - 1) / RUN)];
    return integer(prepare(`${runs} ${counted(hits)}`).get(...bounds, ...values) ?? {}, 'n');
  };

  const page = (query: EventQuery): EventPage => {
    const size = leaves();
    // Before `from` every time ≤ clock < since. A time < until has a clock < until + drift, so it stands before `to`.
    const from = query.since === undefined ? 0 : firstAt(query.since, size);
    const drift = integer(prepare('SELECT most FROM drift').get() ?? {}, 'most');
    const to = query.until === undefined ? size : firstAt(query.until + drift, size);
    const total = count(query, from, to);
    return {
      leaves: newest(query, from, Math.min(to, query.before ?? to)).map((row) => ({
        sequence: integer(row, 'sequence'),
        hash: blob(row, 'hash'),
        bytes: blob(row, 'bytes'),
      })),
      total: total > COUNTED_TO ? null : total,
      size,
    };
  };

  return {
    run: (query) => {
      checkQuery(query);
      prepare('BEGIN').run();
      try {
        return page(query);
      } finally {
        prepare('COMMIT').run();
      }
    },
  };
}
