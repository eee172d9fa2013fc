import { parseAddressRange } from '../../../domain/audit/address-range.ts';
import type { AuditQuery } from '../../paths.ts';
import { classesOf, kindNamed, type Kind } from '../../query/event-kinds.ts';
import { placeNamed, policyNamed } from '../../query/decided-by.ts';
import type { EventFilter } from '../../query/events.ts';

/** The audit page's filter in the URL. Relative ranges stay relative there; `rangeOf` makes them absolute for one search. */

/** `refused` is denied or failed: somebody asked and got nothing. */
export const OUTCOMES = ['allowed', 'denied', 'failed', 'refused'] as const;
export type OutcomeFilter = (typeof OUTCOMES)[number];

export const RANGES = [
  { value: '1h', label: 'Last hour', ms: 3_600_000 },
  { value: '24h', label: 'Last 24 hours', ms: 86_400_000 },
  { value: '7d', label: 'Last 7 days', ms: 7 * 86_400_000 },
  { value: '30d', label: 'Last 30 days', ms: 30 * 86_400_000 },
  { value: '90d', label: 'Last 90 days', ms: 90 * 86_400_000 },
] as const;

const KNOWN = new Set([
  'key',
  'principal',
  'operation',
  'outcome',
  'kind',
  'request',
  'context',
  'source',
  'envelope',
  'grant',
  'policy',
  'statement',
  'version',
  'practice',
  'since',
  'until',
  'event',
  'live',
]);

export interface AuditSearch {
  readonly key: string | null;
  readonly principal: string | null;
  readonly operation: string | null;
  readonly outcome: OutcomeFilter | null;
  readonly kind: Kind | null;
  readonly request: string | null;
  /** `name=value`, or a name with any value. */
  readonly context: string | null;
  /** An address, a network such as `10.0.0.0/8`, `unix:`, `desk:` or `many:`. */
  readonly source: string | null;
  /** SHA-256 of a ciphertext blob, in hex. */
  readonly envelope: string | null;
  /** Id of a grant that decided, or its name, which other grants may have. */
  readonly grant: string | null;
  /** A policy that decided: `key:…` or `identity:…`. */
  readonly policy: string | null;
  /** A statement that decided: its Sid, or beside a version its place, `#3`. */
  readonly statement: string | null;
  /** Of the policy. */
  readonly version: number | null;
  /** Events of practice keys too. */
  readonly practice: boolean;
  /** A range's name (`24h`) or an RFC 3339 moment in UTC. */
  readonly since: string | null;
  readonly until: string | null;
  /** Sequence of the open event. */
  readonly event: number | null;
  /** New events come in by themselves. */
  readonly live: boolean;
  readonly ignored: readonly string[];
}

/** With its offset, as RFC 3339 has it: without one it would be another moment in every browser. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** A `+` that somebody wrote into an address by hand is read as a space. */
const withPlus = (text: string): string => text.replace(/ (?=\d{2}:\d{2}$)/, '+');
const isMoment = (text: string): boolean =>
  MOMENT.test(withPlus(text)) && !Number.isNaN(Date.parse(withPlus(text)));
/** The same moment in UTC, which the page shows it in. */
const inUtc = (moment: string | null): string | null =>
  moment === null || isRange(moment)
    ? moment
    : new Date(withPlus(moment)).toISOString().replace('.000Z', 'Z');
const isRange = (text: string): boolean => RANGES.some((range) => range.value === text);

/** An address, a network, or one of the two ways in that have none. */
export const isSource = (value: string): boolean => parseAddressRange(value) !== null;
/** As an event names a grant. */
export const isGrantId = (value: string): boolean => /^[0-9a-f]{64}$/.test(value);
export const isDigest = (value: string): boolean => /^[0-9a-f]{64}$/i.test(value);

/** `record=8841` as the service takes it; the first `=` parts name and value. */
export function contextPair(text: string): { readonly Name: string; readonly Value?: string } {
  const at = text.indexOf('=');
  return at < 1 ? { Name: text } : { Name: text.slice(0, at), Value: text.slice(at + 1) };
}

export function parseAuditSearch(search: URLSearchParams): AuditSearch {
  const ignored = [...new Set(search.keys())].filter((name) => !KNOWN.has(name));
  const read = (name: string, good: (value: string) => boolean): string | null => {
    const value = search.get(name);
    if (value === null || value === '') return null;
    if (good(value)) return value;
    ignored.push(`${name} ${value.slice(0, 64)}`);
    return null;
  };
  const text = (name: string, most: number): string | null => read(name, (value) => value.length <= most);
  const outcome = read('outcome', (value) => OUTCOMES.some((each) => each === value));
  const event = read('event', (value) => /^\d{1,15}$/.test(value));
  const policy = read('policy', (value) => value.length <= 2048 && policyNamed(value) !== null);
  const statement = text('statement', 8192);
  const version = read('version', (value) => policy !== null && /^\d{1,15}$/.test(value));
  return {
    key: text('key', 2048),
    principal: text('principal', 256),
    operation: text('operation', 128),
    outcome: OUTCOMES.find((each) => each === outcome) ?? null,
    kind: kindNamed(read('kind', (value) => kindNamed(value) !== null)),
    request: text('request', 64),
    context: text('context', 8192 + 8192 + 1),
    source: read('source', isSource),
    envelope: read('envelope', isDigest),
    // One thing decided that is asked for: a grant's name would be another beside a statement's.
    grant: read(
      'grant',
      (value) => isGrantId(value) || (value.length <= 256 && policy === null && statement === null),
    ),
    policy,
    statement,
    version: version === null ? null : Number(version),
    practice: read('practice', (value) => value === '1') !== null,
    since: inUtc(read('since', (value) => isRange(value) || isMoment(value))),
    until: inUtc(read('until', isMoment)),
    event: event === null ? null : Number(event),
    live: read('live', (value) => value === '1') !== null,
    ignored,
  };
}

/** Do two addresses of the page ask for the same, whatever event is open? */
export function sameSearch(one: URL, other: URL): boolean {
  const asked = (url: URL): string =>
    JSON.stringify({ ...parseAuditSearch(url.searchParams), event: null, ignored: [] });
  return one.pathname === other.pathname && asked(one) === asked(other);
}

export const auditQuery = (search: Omit<AuditSearch, 'ignored'>): AuditQuery => ({
  key: search.key ?? undefined,
  principal: search.principal ?? undefined,
  operation: search.operation ?? undefined,
  outcome: search.outcome ?? undefined,
  kind: search.kind ?? undefined,
  request: search.request ?? undefined,
  context: search.context ?? undefined,
  source: search.source ?? undefined,
  envelope: search.envelope ?? undefined,
  grant: search.grant ?? undefined,
  policy: search.policy ?? undefined,
  statement: search.statement ?? undefined,
  version: search.version === null ? undefined : String(search.version),
  practice: search.practice ? '1' : undefined,
  since: search.since ?? undefined,
  until: search.until ?? undefined,
  event: search.event === null ? undefined : String(search.event),
  live: search.live ? '1' : undefined,
});

/** What decided, as the service takes it; undefined where it is not asked for. */
function deciderOf({ grant, policy, statement, version }: AuditSearch): EventFilter['DecidedBy'] {
  if (policy === null && statement === null)
    return grant === null || isGrantId(grant) ? undefined : { Source: 'GRANT', Sid: grant };
  const named = policy === null ? null : policyNamed(policy);
  const place = statement === null || version === null ? null : placeNamed(statement);
  return {
    ...(named === null ? {} : { Source: named.source, Policy: named.policy }),
    ...(version === null ? {} : { Version: version }),
    ...(place !== null ? { Statement: place } : statement === null ? {} : { Sid: statement }),
  };
}

/** The filter as the service takes it. `now`: ms; relative ranges count back from it, to the minute, so that one search has one key. */
export function filterOf(search: AuditSearch, now: number): EventFilter {
  const range = RANGES.find((each) => each.value === search.since);
  const classes = classesOf(search);
  const decider = deciderOf(search);
  const minute = Math.floor(now / 60_000) * 60_000;
  const since =
    range !== undefined
      ? new Date(minute - range.ms)
      : search.since === null
        ? undefined
        : new Date(search.since);
  return {
    ...(search.key === null ? {} : { KeyId: search.key }),
    ...(search.principal === null ? {} : { Principal: search.principal }),
    ...(search.operation === null ? {} : { Operation: search.operation }),
    ...(search.outcome === null
      ? {}
      : search.outcome === 'refused'
        ? { Outcomes: ['denied', 'failed'] as const }
        : { Outcome: search.outcome }),
    ...(classes === undefined ? {} : { Classes: classes }),
    ...(search.request === null ? {} : { RequestId: search.request }),
    ...(search.context === null ? {} : { ContextPair: contextPair(search.context) }),
    ...(search.source === null ? {} : { SourceAddress: search.source }),
    ...(search.envelope === null ? {} : { Envelope: search.envelope.toLowerCase() }),
    ...(search.grant === null || !isGrantId(search.grant) ? {} : { GrantId: search.grant }),
    ...(decider === undefined ? {} : { DecidedBy: decider }),
    ...(search.practice ? { Sandbox: true } : {}),
    ...(since === undefined ? {} : { Since: since }),
    ...(search.until === null ? {} : { Until: new Date(search.until) }),
  };
}
