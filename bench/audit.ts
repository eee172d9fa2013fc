/** Search and summary of the log with 1,000,000 events, and the list of 10,000 keys, at the API: one call after the other, on a desk of its own. */
import { join } from 'node:path';
import { seededDesk, type Seeded } from '../src/hosts/node/testing/seeded/seeded-desk.ts';
import { CREDENTIALS, startDesk } from './desk.ts';
import { send, signCall } from './sigv4-client.ts';
import { table } from './table.ts';

const SIZE = { keys: 10_000, events: 1_000_000 };
const CALLS = 40;
const WARM_MS = 20_000;
const DAY = 86_400;

interface Searched {
  readonly Events: number;
  readonly Log: number;
  readonly Complete: boolean;
}
interface Found {
  readonly Searched?: Searched;
  readonly Matching?: number;
  readonly Total?: number | { readonly Allowed: number; readonly Denied: number; readonly Failed: number };
}
interface Case {
  readonly what: string;
  readonly operation: string;
  readonly input: object;
  /** Milliseconds that the issue asks for; null where it asks for none. */
  readonly limit: number | null;
  readonly calls?: number;
}

const search = (what: string, input: object, limit: number | null, calls?: number): Case => ({
  what,
  operation: 'SearchAuditEvents',
  input,
  limit,
  ...(calls === undefined ? {} : { calls }),
});
const summary = (what: string, input: object, limit: number | null, calls?: number): Case => ({
  what,
  operation: 'SummarizeAuditEvents',
  input,
  limit,
  ...(calls === undefined ? {} : { calls }),
});

function casesOf({ story, until, services }: Seeded): readonly Case[] {
  const Classes = ['management', 'data'];
  const now = until / 1000;
  const Principal = services.find(({ name }) => name === 'support-desk')?.arn;
  return [
    search('first page', {}, 100),
    search('first page, without reads', { Classes }, 100),
    search('first page, refused', { Outcomes: ['denied', 'failed'] }, 100),
    search('first page, a day a month ago', { Since: now - 31 * DAY, Until: now - 30 * DAY }, 100),
    search('of one key', { KeyId: story.keyId }, 100),
    search('of one principal', { Principal }, 100),
    search('by envelope', { Envelope: story.envelope }, 100),
    search('by request id', { RequestId: story.decrypts[0]?.request }, 100),
    search('by context pair', { ContextPair: { Name: 'record', Value: story.record } }, 2_500, 8),
    search('by address', { SourceAddress: story.decrypts[5]?.source }, 2_500, 8),
    search('by network, IPv6', { SourceAddress: '2001:db8:7::/48' }, 2_500, 8),
    search(
      'by context pair, of one key',
      { KeyId: story.keyId, ContextPair: { Name: 'record', Value: story.record } },
      2_500,
      8,
    ),
    summary('timeline of everything', {}, 200),
    summary('timeline without reads', { Classes }, 200),
    summary(
      'timeline of the refused, 30 days',
      { Outcomes: ['denied', 'failed'], Since: now - 30 * DAY, Until: now },
      200,
    ),
    summary('timeline of one principal', { Principal }, 200),
    summary('timeline of one key', { KeyId: story.keyId }, 2_500, 8),
    summary('timeline by context pair', { ContextPair: { Name: 'record', Value: story.record } }, 2_500, 8),
    { what: 'page of keys', operation: 'SearchKeys', input: { Limit: 50 }, limit: 20 },
    { what: 'keys by text', operation: 'SearchKeys', input: { Text: 'billing', Limit: 50 }, limit: 20 },
  ];
}

const outcomeOf = ({ Searched, Matching, Total }: Found): string => {
  const matching = typeof Total === 'object' ? Total.Allowed + Total.Denied + Total.Failed : Matching;
  const looked =
    Searched === undefined || Searched.Complete
      ? ''
      : `, ${((Searched.Events / Searched.Log) * 100).toFixed(0)} % searched`;
  return matching === undefined ? `many${looked}` : `${matching}${looked}`;
};

/** Answers markdown. */
export async function measureAudit(folder: string): Promise<string> {
  process.stderr.write(`seeding ${SIZE.keys} keys, ${SIZE.events} events\n`);
  const began = performance.now();
  const seeded = await seededDesk(SIZE, join(folder, 'audit'));
  const seeding = (performance.now() - began) / 1000;
  const desk = await startDesk(seeded.dataDirectory);
  const rows: string[][] = [];
  // What the reader knows of the log is read in the background after a start.
  process.stderr.write(`waiting ${WARM_MS / 1000} s for a desk that has been up for a while\n`);
  await new Promise((done) => setTimeout(done, WARM_MS));
  for (const { what, operation, input, limit, calls = CALLS } of casesOf(seeded)) {
    const times: number[] = [];
    let found: Found = {};
    for (let i = 0; i <= calls; i++) {
      const call = signCall(desk.ready, CREDENTIALS, `Keydesk.${operation}`, input);
      const start = performance.now();
      found = await send<Found>(call);
      times.push(performance.now() - start);
    }
    const [first = 0, ...more] = times;
    more.sort((a, b) => a - b);
    const at = (share: number): string => (more[Math.floor(more.length * share)] ?? 0).toFixed(1);
    rows.push([
      what,
      outcomeOf(found),
      first.toFixed(1),
      at(0.5),
      at(0.95),
      limit === null ? '' : String(limit),
    ]);
    process.stderr.write(`${rows.at(-1)?.join('  ')}\n`);
  }
  await desk.stop();
  const head = [`at ${seeded.events} events`, 'matches', 'first ms', 'p50 ms', 'p95 ms', 'limit'];
  return `${table(head, rows)}\n\nData directory ready after ${seeding.toFixed(1)} s; desk ready after ${(desk.readyAfter / 1000).toFixed(2)} s.`;
}
