/** How long the console's reads take over 10,000 keys, over HTTP, one after the other: what its pages wait for. */
import { join } from 'node:path';
import { seededDesk, type Seeded } from '../src/hosts/node/testing/seeded/seeded-desk.ts';
import { CREDENTIALS, startDesk } from './desk.ts';
import { send, signCall } from './sigv4-client.ts';
import { table } from './table.ts';

const KEYS = 10_000;
const EVENTS = 100_000;
const ROUNDS = 100;
/** Not timed: what a desk that has just started compiles at its first requests. */
const WARM_UP = 30;
const LIMIT_MS = 20;

interface Case {
  readonly what: string;
  readonly operation: string;
  /** Each round asks for something else, as a person does. */
  readonly inputOf: (round: number) => object;
  /** ms of the 95th percentile that the issue asks for; null where it asks for none. */
  readonly limit: number | null;
}

const search = (what: string, inputOf: Case['inputOf']): Case => ({
  what,
  operation: 'SearchKeys',
  inputOf,
  limit: LIMIT_MS,
});
const page = (operation: string, input: object = {}): Case => ({
  what: operation,
  operation,
  inputOf: () => input,
  limit: null,
});

const casesOf = ({ services }: Seeded): readonly Case[] => [
  search('first page by alias', () => ({})),
  search('a text, keystroke by keystroke', (round) => ({
    Text: `billing-${round}`.slice(0, 3 + (round % 7)),
  })),
  search('text, tag, rotation and use', (round) => ({
    Text: `key ${round}`,
    Tags: [{ TagKey: 'env', TagValue: 'prod' }],
    WithoutTags: ['owner'],
    Rotation: 'Off',
    UsedWithinDays: 30,
  })),
  search('not used for 90 days, by last use', () => ({ NotUsedForDays: 90, Sort: 'LastUsedDate' })),
  search('by services, descending', () => ({ Sort: 'Services90Days', Descending: true })),
  search('grouped by a tag, by last use', () => ({
    GroupBy: 'domain',
    Sort: 'LastUsedDate',
    Descending: true,
  })),
  page('DescribeKeyFacets'),
  page('DescribeKeyOptions'),
  page('ListEffectiveAccess', { Limit: 500 }),
  { ...page('FindObjects'), inputOf: (round) => ({ Text: `billing-${round}`.slice(0, 3 + (round % 7)) }) },
  page('ListRotationSchedule'),
  page('DescribeHome'),
  page('ListAlerts'),
  page('DescribePosture'),
  page('ListPrincipalDependencies', { PrincipalId: services[0]?.principalId }),
];

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);

/** Answers markdown. */
export async function measureSearchKeys(folder: string): Promise<string> {
  const data = join(folder, 'search-keys');
  process.stderr.write(`seeding ${KEYS} keys and ${EVENTS} events\n`);
  const seeded = await seededDesk({ keys: KEYS, events: EVENTS }, data);
  const desk = await startDesk(data);
  const rows: string[][] = [];
  try {
    for (const { what, operation, inputOf, limit } of casesOf(seeded)) {
      const times: number[] = [];
      /* oxlint-disable no-await-in-loop -- one person types */
      for (let round = -WARM_UP; round < ROUNDS; round++) {
        const call = signCall(desk.ready, CREDENTIALS, `Keydesk.${operation}`, inputOf(Math.abs(round)));
        const before = performance.now();
        await send(call);
        if (round >= 0) times.push(performance.now() - before);
      }
      /* oxlint-enable no-await-in-loop */
      const sorted = times.toSorted((a, b) => a - b);
      rows.push([
        what,
        at(sorted, 0.5),
        at(sorted, 0.95),
        at(sorted, 1),
        limit === null ? '' : String(limit),
      ]);
      process.stderr.write(`${rows.at(-1)?.join('  ')}\n`);
    }
  } finally {
    await desk.stop();
  }
  return table(['at 10,000 keys', 'p50 ms', 'p95 ms', 'worst', 'limit of p95'], rows);
}
