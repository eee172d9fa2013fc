import * as z from 'zod';
import { bucketsOf, wholeMinutes, type Buckets } from '../../../domain/audit/buckets.ts';
import type { EventQuery } from '../../../domain/audit/event-query.ts';
import { Summing, totalOf, type Summary, type Tally } from '../../../domain/audit/summary.ts';
import type { Looked, Store } from '../../../domain/ports/store.ts';
import { effect, operation, type Context } from '../../operation.ts';
import { scan } from '../../scan.ts';
import { timestamp } from '../../schema.ts';
import {
  checkFilter,
  filterMembers,
  filterParameters,
  leavingOut,
  leftOutKeys,
  queryOfAll,
  searchPermission,
  timeMembers,
} from './event-filter.ts';
import { searched, searchedOf } from './searched.ts';

const MOST_BUCKETS = 120;
const TOP = 20;
/** Events of a key are later than the key, but where the machine's clock was set back: by less than this. */
const CLOCK_SET_BACK_MS = 86_400_000;

const NO_BUCKETS: Buckets = { start: 0, width: 60_000, count: 0 };

const tally = z.object({ Allowed: z.int(), Denied: z.int(), Failed: z.int() });
const named = z.object({ Name: z.string(), ...tally.shape });

const tallyOf = ({ allowed, denied, failed }: Tally): z.output<typeof tally> => ({
  Allowed: allowed,
  Denied: denied,
  Failed: failed,
});

const sum = (tallies: Iterable<Tally>): Tally => {
  const total = { allowed: 0, denied: 0, failed: 0 };
  for (const each of tallies) {
    total.allowed += each.allowed;
    total.denied += each.denied;
    total.failed += each.failed;
  }
  return total;
};

/** The `top` with most events, ties by name, and the sum of the others. */
function ranked(tallies: ReadonlyMap<string, Tally>, top: number) {
  const all = [...tallies].toSorted(
    ([nameA, a], [nameB, b]) => totalOf(b) - totalOf(a) || (nameA < nameB ? -1 : 1),
  );
  const others = all.slice(top);
  return {
    Top: all.slice(0, top).map(([Name, each]) => ({ Name, ...tallyOf(each) })),
    /** How many more there are, and what they did together. */
    Others: { Names: others.length, ...tallyOf(sum(others.map(([, each]) => each))) },
  };
}

const ranking = z.object({ Top: z.array(named), Others: z.object({ Names: z.int(), ...tally.shape }) });

interface Counted {
  readonly since: number;
  readonly until: number;
  readonly buckets: Buckets;
  readonly summary: Summary;
  readonly looked: Looked;
  readonly source: 'rollup' | 'scan';
  /** Events of practice keys that match, too. */
  readonly leftOut: number;
}

const input = z.object({
  ...filterMembers,
  ...timeMembers,
  /** At most so many buckets; 120 without it. */
  MostBuckets: z.int().min(2).max(MOST_BUCKETS).optional(),
  /** Operations and principals named, those with most events first; 20 without it. */
  Top: z.int().min(1).max(100).optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  /** What was counted, half-open, in whole minutes: the range asked for or, where it is open, as far as the log goes. Absent: nothing to count. */
  Since: timestamp.optional(),
  Until: timestamp.optional(),
  /** Every bucket is this long; it begins at `Time` and ends where the next begins. */
  BucketSeconds: z.int(),
  Buckets: z.array(z.object({ Time: timestamp, ...tally.shape })),
  Total: tally,
  Operations: ranking,
  Principals: ranking,
  /** Events of practice keys that match but are not counted: see `Sandbox`. Their number as far as they were looked at. */
  SandboxLeftOut: z.int(),
  Source: z.enum(['rollup', 'scan']),
  Searched: searched,
});
type Output = z.output<typeof output>;

/** All of the log, as a search without a range looks at it. */
async function wholeLog(store: Store, query: EventQuery): Promise<Looked> {
  const { since, until } = query;
  const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  return store.search({ ...range, limit: 0 });
}

interface Sums {
  readonly summary: Summary;
  readonly looked: Looked;
}

/** From the events themselves. */
async function scanned(
  store: Store,
  { desk, call }: Context<Input>,
  query: EventQuery,
  buckets: Buckets,
): Promise<Sums> {
  const summing = new Summing(buckets);
  const looked = await scan(
    { query, before: undefined, clock: desk.clock, signal: call.signal },
    async (slice) => {
      const part = await store.summarise({ query, buckets, ...slice });
      summing.merge(part.summary);
      return { ...part, enough: false };
    },
  );
  return { summary: summing.sums(), looked };
}

/** What the filter leaves out: null for nothing. Found by the keys, among the events since the first of them was made. */
async function leftOutIn(
  store: Store,
  context: Context<Input>,
  query: EventQuery,
  buckets: Buckets,
): Promise<Sums | null> {
  const keys = leftOutKeys(context);
  if (keys.length === 0) return null;
  const made = Math.min(...keys.map((id) => context.state.key(id)?.createdAt ?? 0));
  const since = Math.max(query.since ?? 0, made - CLOCK_SET_BACK_MS);
  return scanned(store, context, { ...query, keys, since }, buckets);
}

const eventsIn = ({ operations }: Summary): number => totalOf(sum(operations.values()));

async function countIn(
  store: Store,
  context: Context<Input>,
  asked: EventQuery,
  most: number,
): Promise<Counted | null> {
  const span = await store.span();
  if (span === null) return null;
  const { desk } = context;
  // The sums are of whole minutes, so the range is too, and the answer says which.
  const range = wholeMinutes(
    asked.since ?? span.since,
    asked.until ?? Math.max(span.until, desk.wallClock.now()),
  );
  if (range.since >= range.until) return null;
  const query = { ...asked, ...range };
  const buckets = bucketsOf(range.since, range.until, most);
  // First, so that the sums have all that is taken from them.
  const left = await leftOutIn(store, context, query, buckets);
  const common = { ...range, buckets, leftOut: left === null ? 0 : eventsIn(left.summary) };
  const rolledUp =
    left === null || left.looked.complete
      ? await store.rollup({ query, buckets, classes: desk.classes })
      : null;
  if (rolledUp !== null) {
    const summing = new Summing(buckets);
    summing.merge(rolledUp);
    if (left !== null) summing.take(left.summary);
    return { ...common, summary: summing.sums(), looked: await wholeLog(store, query), source: 'rollup' };
  }
  const rest = leavingOut(query, leftOutKeys(context));
  return { ...common, ...(await scanned(store, context, rest, buckets)), source: 'scan' };
}

function answer(counted: Counted | null, looked: Looked, top: number): Output {
  const { buckets, summary } = counted ?? { buckets: NO_BUCKETS, summary: new Summing(NO_BUCKETS).sums() };
  return {
    ...(counted === null ? {} : { Since: new Date(counted.since), Until: new Date(counted.until) }),
    BucketSeconds: buckets.width / 1000,
    Buckets: summary.buckets.map((each, i) => ({
      Time: new Date(buckets.start + i * buckets.width),
      ...tallyOf(each),
    })),
    Total: tallyOf(sum(summary.operations.values())),
    Operations: ranked(summary.operations, top),
    Principals: ranked(summary.principals, top),
    SandboxLeftOut: counted?.leftOut ?? 0,
    Source: counted?.source ?? 'rollup',
    Searched: searchedOf(looked),
  };
}

/**
 * How many events match: over time, by operation, by principal, each split by outcome. From the sums by minutes, which know every
 * event, where the filter asks for nothing but time, operation, outcome, principal and class; else from the events themselves, looked
 * at for at most two seconds, newest first. `Source` and `Searched` say which, and how far.
 */
export const summarizeAuditEvents = operation.onAccount({
  name: 'SummarizeAuditEvents',
  class: 'read',
  input,
  output,
  errors: ['InvalidArnException', 'NotFoundException'],
  check: checkFilter,
  permissions: searchPermission,
  parameters: filterParameters,
  plan: (context) => {
    const { input: given } = context;
    const query = queryOfAll(context);
    return effect(
      async ({ store }) => {
        const counted = await countIn(store, context, query, given.MostBuckets ?? MOST_BUCKETS);
        return { counted, looked: counted?.looked ?? (await wholeLog(store, query)) };
      },
      ({ counted, looked }) => ({ output: answer(counted, looked, given.Top ?? TOP) }),
    );
  },
});
