/** An edited policy asked again about the log: at the API on a desk with a busy key, and the engine alone on events in memory. */
import { join } from 'node:path';
import { seededDesk } from '../src/hosts/node/testing/seeded/seeded-desk.ts';
import { compilePolicy } from '../src/domain/policy/compile.ts';
import type { PolicySource } from '../src/domain/policy/evaluate.ts';
import { parsePolicy } from '../src/domain/policy/parse.ts';
import { Replay, type ReplayedEvent } from '../src/domain/policy/replay.ts';
import { CREDENTIALS, startDesk } from './desk.ts';
import { send, signCall } from './sigv4-client.ts';
import { table } from './table.ts';

const SIZE = { keys: 24, events: 1_000_000 };
const WARM_MS = 20_000;
const ENGINE_EVENTS = 1_000_000;
const ACCOUNT = '000000000000';

type Desk = Awaited<ReturnType<typeof startDesk>>;

interface Replayed {
  readonly Looked: number;
  readonly WouldBeRefused: { readonly Count: number };
  readonly WouldBeAllowed: { readonly Count: number };
  readonly CannotTell: number;
  readonly NextMarker?: string;
}
interface Sums {
  readonly looked: number;
  readonly refused: number;
  readonly allowed: number;
  readonly calls: number;
  readonly ms: number;
}

/** All pages of one replay. */
async function replay(desk: Desk, KeyId: string, Policy: string, Days: number): Promise<Sums> {
  let [looked, refused, allowed, calls] = [0, 0, 0, 0];
  let Marker: string | undefined;
  const start = performance.now();
  do {
    const call = signCall(desk.ready, CREDENTIALS, 'Keydesk.ReplayKeyPolicy', {
      KeyId,
      Policy,
      Days,
      Marker,
    });
    const page = await send<Replayed>(call);
    looked += page.Looked;
    refused += page.WouldBeRefused.Count;
    allowed += page.WouldBeAllowed.Count;
    calls++;
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return { looked, refused, allowed, calls, ms: performance.now() - start };
}

const statement = (more: object): object => ({ Effect: 'Allow', Action: 'kms:*', Resource: '*', ...more });
const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const account = statement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } });

const TEXTS: readonly (readonly [string, string])[] = [
  ['the account alone may', policyOf(account)],
  [
    'one context name is asked for',
    policyOf(
      account,
      statement({
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Decrypt',
        Condition: { Null: { 'kms:EncryptionContext:record': 'true' } },
      }),
    ),
  ],
  [
    'fifty statements',
    policyOf(
      account,
      ...Array.from({ length: 49 }, (_, i) =>
        statement({
          Principal: { AWS: `arn:aws:iam::999999999999:role/app-${i}` },
          Condition: { StringEquals: { 'kms:EncryptionContext:tenant': `tenant-${i}` } },
        }),
      ),
    ),
  ],
];

function sourceOf(text: string): PolicySource {
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error('the bench’s own policy cannot be read');
  return { compiled: compilePolicy(parsed.document, 'key'), id: 'key', version: 1, digest: '' };
}

/** Forty principals, four operations, a hundred tenants: as a busy key's log looks. */
function* events(count: number): Generator<ReplayedEvent> {
  const operations = ['Encrypt', 'Decrypt', 'GenerateDataKey', 'DescribeKey'] as const;
  for (let i = 0; i < count; i++)
    yield {
      sequence: count - i,
      time: i,
      operation: operations[i % 4] ?? 'Decrypt',
      principal: `arn:aws:iam::${ACCOUNT}:role/app-${i % 40}`,
      source: '10.0.0.1',
      agent: 'app/1',
      key: 'key',
      context: [['tenant', `tenant-${i % 100}`]],
      outcome: 'allowed',
      decidedBy: [],
      reason: null,
      parameters: [],
      extensions: [],
    };
}

function engine(text: string): number {
  const run = new Replay({
    keyId: 'key',
    keyArn: 'arn:aws:kms:us-east-1:000000000000:key/key',
    saved: sourceOf(policyOf(account)),
    edited: sourceOf(text),
    principal: (arn) => ({
      caller: { arn, accountId: ACCOUNT, kind: 'role' },
      identity: [],
      grants: null,
      settled: () => undefined,
    }),
    actions: new Map(
      ['Encrypt', 'Decrypt', 'GenerateDataKey', 'DescribeKey'].map((name) => [name, [`kms:${name}`]]),
    ),
    isSettled: () => false,
  });
  const all = [...events(ENGINE_EVENTS)];
  const start = performance.now();
  for (const event of all) run.look(event);
  return ENGINE_EVENTS / ((performance.now() - start) / 1000);
}

const perSecond = (rate: number): string => Math.round(rate).toLocaleString('en');

/** Answers markdown. */
export async function measurePolicyReplay(folder: string): Promise<string> {
  process.stderr.write(`seeding ${SIZE.keys} keys, ${SIZE.events} events\n`);
  const seeded = await seededDesk(SIZE, join(folder, 'policy-replay'));
  const desk = await startDesk(seeded.dataDirectory);
  process.stderr.write(`waiting ${WARM_MS / 1000} s for a desk that has been up for a while\n`);
  await new Promise((done) => setTimeout(done, WARM_MS));
  const rows: string[][] = [];
  for (const [what, text] of TEXTS) {
    const { looked, refused, allowed, calls, ms } = await replay(desk, seeded.story.keyId, text, 366);
    rows.push([
      what,
      perSecond(looked),
      perSecond(refused),
      perSecond(allowed),
      String(calls),
      ms.toFixed(0),
      perSecond(looked / (ms / 1000)),
      perSecond(engine(text)),
    ]);
    process.stderr.write(`${rows.at(-1)?.join('  ')}\n`);
  }
  await desk.stop();
  const head = [
    'replay of',
    'requests',
    'refused',
    'allowed',
    'calls',
    'ms',
    'requests/s at the API',
    'engine alone/s',
  ];
  return table(head, rows);
}
