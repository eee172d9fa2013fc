/** A query as SQL: the terms of its columns, the bytes that must be in an event, and the index that helps most. */
import { asksContent, type EventQuery } from '../../../domain/audit/event-query.ts';
import { needlesOf } from '../../../domain/audit/needles.ts';
import { ENVELOPE_DIGITS, ENVELOPE_SQL, HAS_ENVELOPE_SQL } from './schema.ts';

export interface Where {
  /** `AND …` for each term. */
  readonly sql: string;
  readonly values: readonly (string | number | Uint8Array)[];
}

/** Only classes that the log holds few of, and an index all of: data events are most of a busy log. */
const isRare = ({ classes }: EventQuery): boolean => classes !== undefined && !classes.includes('data');
/** Likewise: `allowed` is most of the log. */
const isRefused = ({ outcomes }: EventQuery): boolean =>
  outcomes !== undefined && !outcomes.includes('allowed');

/**
 * The index of the most selective filter that the query has; null when only the sequence helps. Named, not left to the planner, which
 * has no statistics and would take any. The outcome `allowed` and the class `data` are most of the log and have none.
 */
export function indexFor(query: EventQuery): string | null {
  if (query.request !== undefined) return 'leaf_request';
  if (query.envelope !== undefined) return 'leaf_envelope';
  if (query.key !== undefined) return isRare(query) ? 'leaf_class' : 'leaf_key';
  if (query.keys !== undefined) return 'leaf_key';
  if (isRefused(query)) return 'leaf_refused';
  if (isRare(query)) return 'leaf_class';
  if (query.principals !== undefined) return 'leaf_principal';
  if (query.operations !== undefined) return 'leaf_operation';
  return null;
}

const listed = (list: readonly string[] | undefined): string | undefined =>
  list === undefined ? undefined : JSON.stringify(list);

/** Every term of the query. What the bytes say is only narrowed down: `matchesContent` decides. */
export function where(query: EventQuery): Where {
  const terms: string[] = [];
  const values: (string | number | Uint8Array)[] = [];
  const term = (sql: string, value: string | number | Uint8Array | undefined): void => {
    if (value === undefined) return;
    terms.push(sql);
    values.push(value);
  };
  const list = (sql: string, among: readonly string[] | undefined): void => {
    if (among === undefined || (among.length === 0 && sql.endsWith('NOT IN'))) return;
    terms.push(
      among.length === 1 && !sql.endsWith('NOT IN')
        ? sql.replace(/IN$/, '= ?')
        : `${sql} (${among.map(() => '?').join(', ')})`,
    );
    values.push(...among);
  };
  term('request = ?', query.request);
  term('"key" = ?', query.key);
  // One value however many they are: a statement of one shape, and no limit to them.
  term('"key" IN (SELECT value FROM json_each(?))', listed(query.keys));
  if (query.exceptKeys !== undefined && query.exceptKeys.length > 0)
    term('("key" IS NULL OR "key" NOT IN (SELECT value FROM json_each(?)))', listed(query.exceptKeys));
  list('outcome IN', query.outcomes);
  // SQLite uses a partial index only where it sees its condition.
  if (isRefused(query)) terms.push("outcome <> 'allowed'");
  list('class IN', query.classes);
  if (isRare(query)) terms.push("class <> 'data'");
  list('principal IN', query.principals);
  list('principal NOT IN', query.exceptPrincipals);
  list('operation IN', query.operations);
  list('operation NOT IN', query.exceptOperations);
  term("(class <> 'read' OR principal <> ?)", query.exceptReadsOf);
  term('time >= ?', query.since);
  term('time < ?', query.until);
  if (query.envelope !== undefined) {
    terms.push(HAS_ENVELOPE_SQL);
    term(`${ENVELOPE_SQL} = ?`, Buffer.from(query.envelope.slice(0, ENVELOPE_DIGITS)));
  }
  // Last: looking through the bytes is what costs.
  for (const needle of needlesOf(query)) term('instr(bytes, ?) > 0', needle);
  return { sql: terms.map((each) => `AND ${each}`).join(' '), values };
}

/** Whether the query asks for nothing but times. */
export const columnsOnly = (query: EventQuery): boolean => {
  const { since: _since, until: _until, ...rest } = query;
  return !asksContent(query) && where(rest).sql === '';
};
