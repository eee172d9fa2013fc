/** How long SearchKeys takes over 10,000 keys, over HTTP, each search another one: what the Keys page waits for. */
import { join } from 'node:path';
import { seededDesk } from '../src/hosts/node/testing/seeded/seeded-desk.ts';
import { CREDENTIALS, startDesk } from './desk.ts';
import { send, signCall } from './sigv4-client.ts';
import { table } from './table.ts';

const KEYS = 10_000;
const EVENTS = 100_000;
const ROUNDS = 100;
const LIMIT_MS = 20;

const SEARCHES: Readonly<Record<string, (round: number) => object>> = {
  'first page by alias': () => ({}),
  'a text, keystroke by keystroke': (round) => ({ Text: `billing-${round}`.slice(0, 3 + (round % 7)) }),
  'text, tag, rotation and use': (round) => ({
    Text: `key ${round}`,
    Tags: [{ TagKey: 'env', TagValue: 'prod' }],
    WithoutTags: ['owner'],
    Rotation: 'Off',
    UsedWithinDays: 30,
  }),
  'not used for 90 days, by last use': () => ({ NotUsedForDays: 90, Sort: 'LastUsedDate' }),
  'by services, descending': () => ({ Sort: 'Services90Days', Descending: true }),
  'grouped by a tag, by last use': () => ({ GroupBy: 'domain', Sort: 'LastUsedDate', Descending: true }),
};

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);

/** Answers markdown. */
export async function measureSearchKeys(folder: string): Promise<string> {
  const data = join(folder, 'search-keys');
  process.stderr.write(`seeding ${KEYS} keys and ${EVENTS} events\n`);
  await seededDesk({ keys: KEYS, events: EVENTS }, data);
  const desk = await startDesk(data);
  const rows: string[][] = [];
  try {
    const facets = { 'facets of all tags': (): object => ({}) };
    for (const [name, inputOf] of Object.entries<(round: number) => object>({ ...SEARCHES, ...facets })) {
      const operation = Object.hasOwn(SEARCHES, name) ? 'Keydesk.SearchKeys' : 'Keydesk.DescribeKeyFacets';
      const times: number[] = [];
      /* oxlint-disable no-await-in-loop -- one person types */
      for (let round = 0; round < ROUNDS; round++) {
        const call = signCall(desk.ready, CREDENTIALS, operation, inputOf(round));
        const before = performance.now();
        await send(call);
        times.push(performance.now() - before);
      }
      /* oxlint-enable no-await-in-loop */
      const sorted = times.toSorted((a, b) => a - b);
      rows.push([name, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1), String(LIMIT_MS)]);
    }
  } finally {
    await desk.stop();
  }
  return table(['SearchKeys over 10,000 keys', 'p50 ms', 'p95 ms', 'worst', 'limit of p95'], rows);
}
