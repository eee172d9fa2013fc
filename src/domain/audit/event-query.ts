/**
 * What a search of the log asks for, and which events match it: the meaning of every filter, in one place. Stores may answer it from
 * whatever columns and indexes they have, but never otherwise than `matches` says.
 */
import { inRange, type AddressRange } from './address-range.ts';
import type { DecidedBy, EventClass, Outcome } from './event.ts';

/** One pair of an encryption context; `value` null: the name with any value. */
export interface ContextPair {
  readonly name: string;
  readonly value: string | null;
}

/**
 * A statement among those that decided, as far as it is told: all that is given must hold of one of them. A statement that its author
 * named is the same by that name in every version of its policy; a nameless one has only its place, which is another in other versions.
 */
export interface Decider {
  readonly source?: DecidedBy['source'];
  /** As `DecidedBy` has it: key uuid, name of an identity policy, id of a grant, `root`. */
  readonly policy?: string;
  readonly version?: number;
  readonly sid?: string;
  /** Counts from 0. */
  readonly statement?: number;
}

/** All that is given must hold. A list is "any of these" and holds at least one, an `except…` list "none of these". */
export interface EventQuery {
  /** Key uuid. */
  readonly key?: string;
  readonly keys?: readonly string[];
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
  /** Id of a grant that decided. */
  readonly grant?: string;
  readonly decider?: Decider;
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

const among = (list: readonly string[] | undefined, value: string): boolean =>
  list === undefined || list.includes(value);
const amongKeys = (list: readonly string[] | undefined, key: string | null): boolean =>
  list === undefined || (key !== null && list.includes(key));
const outside = (list: readonly string[] | undefined, value: string | null): boolean =>
  list === undefined || value === null || !list.includes(value);

/** Whether the columns of an event match their part of the query. */
export const matchesColumns = (query: EventQuery, event: EventColumns): boolean =>
  (query.key === undefined || event.key === query.key) &&
  amongKeys(query.keys, event.key) &&
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
  query.envelope !== undefined ||
  query.context !== undefined ||
  query.grant !== undefined ||
  query.decider !== undefined ||
  query.source !== undefined;

const decoder = new TextDecoder();
const DECIDED_BY = '"decidedBy":';

/**
 * A member's value: the text up to the member that follows it. Inside a string every quotation mark stands behind a backslash, so both
 * names are members, and the first of them is the event's own: objects with members come later. Throws when it is not there.
 */
function valueOf(event: string, name: string, following: string): unknown {
  const from = event.indexOf(`"${name}":`);
  const to = event.indexOf(`,"${following}":`, from);
  if (from < 0 || to < 0) throw new RangeError('not an event');
  return JSON.parse(event.slice(from + name.length + 3, to));
}

const hasPair = (pairs: unknown, { name, value }: ContextPair): boolean =>
  Array.isArray(pairs) &&
  pairs.some(
    (pair: unknown) =>
      Array.isArray(pair) && pair[0] === name && (value === null || (pair.length === 2 && pair[1] === value)),
  );

/** Ids of the grants among what decided. */
const grantsAmong = (deciders: unknown): readonly string[] =>
  (Array.isArray(deciders) ? (deciders as readonly unknown[]) : []).flatMap((by) => {
    if (typeof by !== 'object' || by === null || !('source' in by) || !('policy' in by)) return [];
    return by.source === 'GRANT' && typeof by.policy === 'string' ? [by.policy] : [];
  });

/** Whether one of what decided is the statement that is asked for. */
const decides = (deciders: unknown, { source, policy, version, sid, statement }: Decider): boolean =>
  Array.isArray(deciders) &&
  (deciders as readonly unknown[]).some((each) => {
    if (typeof each !== 'object' || each === null) return false;
    const by = each as Readonly<Record<string, unknown>>; // an object of any members
    return (
      (source === undefined || by['source'] === source) &&
      (policy === undefined || by['policy'] === policy) &&
      (version === undefined || by['version'] === version) &&
      (sid === undefined || by['sid'] === sid) &&
      (statement === undefined || by['statement'] === statement)
    );
  });

const isWithin = (range: AddressRange, source: unknown): boolean =>
  typeof source === 'string' && inRange(range, source);

/**
 * Whether an event's bytes match what the query asks of them, read only as far as it asks: of a million events that is most of the time.
 * They are taken to be in canonical form (who shows the event must check it: `storedEvent`); what is not matches nothing.
 */
export function matchesContent(query: EventQuery, bytes: Uint8Array): boolean {
  const { envelope, context, grant, decider, source } = query;
  if (!asksContent(query)) return true;
  try {
    const event = decoder.decode(bytes);
    return (
      (source === undefined || isWithin(source, valueOf(event, 'source', 'agent'))) &&
      (context === undefined || hasPair(valueOf(event, 'context', 'outcome'), context)) &&
      (grant === undefined || grantsAmong(valueOf(event, 'decidedBy', 'reason')).includes(grant)) &&
      (decider === undefined || decides(valueOf(event, 'decidedBy', 'reason'), decider)) &&
      (envelope === undefined || valueOf(event, 'envelope', 'duration') === envelope)
    );
  } catch {
    return false;
  }
}

/**
 * What an event's bytes say of its source and its encryption context, as it was parsed, and of what decided, as it was written: logs say
 * that again and again. Undefined where they are not in canonical form.
 */
export function contentOf(bytes: Uint8Array): {
  readonly source: unknown;
  readonly context: unknown;
  readonly decidedBy: string | undefined;
} {
  const event = decoder.decode(bytes);
  const from = event.indexOf(DECIDED_BY);
  const to = event.indexOf(',"reason":', from);
  const member = (name: string, following: string): unknown => {
    try {
      return valueOf(event, name, following);
    } catch {
      return undefined;
    }
  };
  return {
    source: member('source', 'agent'),
    context: member('context', 'outcome'),
    decidedBy: from < 0 || to < 0 ? undefined : event.slice(from + DECIDED_BY.length, to),
  };
}

/** Whether a stored event matches the whole query. */
export const matches = (query: EventQuery, event: EventColumns & { readonly bytes: Uint8Array }): boolean =>
  matchesColumns(query, event) && matchesContent(query, event.bytes);

/** Throws RangeError for a query that makes no sense: a list of nothing to choose from. */
export function checkQuery(query: EventQuery): void {
  for (const name of ['keys', 'principals', 'operations', 'outcomes', 'classes'] as const)
    if (query[name]?.length === 0) throw new RangeError(`${name} must name at least one`);
}
