/**
 * What a search of the log asks for, and which events match it: the meaning of every filter, in one place. Stores may answer it from
 * whatever columns and indexes they have, but never otherwise than `matches` says.
 */
import { inRange, type AddressRange } from './address-range.ts';
import type { EventClass, Outcome, Pairs } from './event.ts';

/** One pair of an encryption context; `value` null: the name with any value. */
export interface ContextPair {
  readonly name: string;
  readonly value: string | null;
}

/** All that is given must hold. A list is "any of these" and holds at least one, an `except…` list "none of these". */
export interface EventQuery {
  /** Key uuid. */
  readonly key?: string;
  readonly exceptKeys?: readonly string[];
  /** Full ARNs. */
  readonly principals?: readonly string[];
  readonly exceptPrincipals?: readonly string[];
  readonly operations?: readonly string[];
  readonly exceptOperations?: readonly string[];
  readonly outcomes?: readonly Outcome[];
  readonly classes?: readonly EventClass[];
  /** Leaves out what this principal (ARN) did of class `read`: an auditor's own looking. */
  readonly exceptReadsOf?: string;
  readonly request?: string;
  /** SHA-256 of a ciphertext blob, lower-case hex. */
  readonly envelope?: string;
  readonly context?: ContextPair;
  readonly source?: AddressRange;
  /** Half-open: since ≤ time < until, ms. */
  readonly since?: number;
  readonly until?: number;
}

/** What stands beside an event's bytes. */
export interface EventColumns {
  readonly time: number;
  readonly operation: string;
  readonly class: string;
  readonly principal: string;
  readonly key: string | null;
  readonly outcome: Outcome;
  readonly request: string;
}

/** What only an event's bytes say. */
export interface EventContent {
  readonly source: string;
  readonly context: Pairs | null;
  readonly envelope: string | null;
  readonly parameters: Pairs;
}

const among = (list: readonly string[] | undefined, value: string): boolean =>
  list === undefined || list.includes(value);
const outside = (list: readonly string[] | undefined, value: string | null): boolean =>
  list === undefined || value === null || !list.includes(value);

/** Whether the columns of an event match their part of the query. */
export const matchesColumns = (query: EventQuery, event: EventColumns): boolean =>
  (query.key === undefined || event.key === query.key) &&
  outside(query.exceptKeys, event.key) &&
  among(query.principals, event.principal) &&
  outside(query.exceptPrincipals, event.principal) &&
  among(query.operations, event.operation) &&
  outside(query.exceptOperations, event.operation) &&
  among(query.outcomes, event.outcome) &&
  among(query.classes, event.class) &&
  (query.exceptReadsOf !== event.principal || event.class !== 'read') &&
  (query.request === undefined || event.request === query.request) &&
  (query.since === undefined || event.time >= query.since) &&
  (query.until === undefined || event.time < query.until);

/** Whether the query asks for what no column has. */
export const asksContent = (query: EventQuery): boolean =>
  query.envelope !== undefined || query.context !== undefined || query.source !== undefined;

const hasPair = (pairs: Pairs, { name, value }: ContextPair): boolean =>
  pairs.some((pair) => pair[0] === name && (value === null || pair[1] === value));

/** Whether what the bytes say matches its part of the query; null (bytes that are no event) matches only a query that asks nothing of it. */
export function matchesContent(query: EventQuery, content: EventContent | null): boolean {
  if (!asksContent(query)) return true;
  if (content === null) return false;
  return (
    (query.envelope === undefined || content.envelope === query.envelope) &&
    (query.context === undefined || (content.context !== null && hasPair(content.context, query.context))) &&
    (query.source === undefined || inRange(query.source, content.source))
  );
}

const isPairs = (value: unknown): value is Pairs =>
  Array.isArray(value) &&
  value.every(
    (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === 'string'),
  );

const decoder = new TextDecoder();

/** The content of an event's bytes, read loosely: who shows the event must check it (`storedEvent`). Null when they are no event. */
export function contentOf(bytes: Uint8Array): EventContent | null {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { source, context, envelope, parameters } = value as Record<string, unknown>; // each is checked below
  if (typeof source !== 'string' || !isPairs(parameters)) return null;
  return {
    source,
    context: isPairs(context) ? context : null,
    envelope: typeof envelope === 'string' ? envelope : null,
    parameters,
  };
}

/** Whether a stored event matches the whole query. */
export const matches = (query: EventQuery, event: EventColumns & { readonly bytes: Uint8Array }): boolean =>
  matchesColumns(query, event) && (!asksContent(query) || matchesContent(query, contentOf(event.bytes)));

/** Throws RangeError for a query that makes no sense: a list of nothing to choose from. */
export function checkQuery(query: EventQuery): void {
  for (const name of ['principals', 'operations', 'outcomes', 'classes'] as const)
    if (query[name]?.length === 0) throw new RangeError(`${name} must name at least one`);
}
