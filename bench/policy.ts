/**
 * What one decision costs on the hot path: compiled policies, condition values of a request as the service gives them. And what a text
 * costs before that, parsed and compiled. One thread, after a warm-up.
 */
import { compilePolicy } from '../src/domain/policy/compile.ts';
import {
  decide,
  explain,
  type AuthorisationRequest,
  type PolicySource,
} from '../src/domain/policy/evaluate.ts';
import { parsePolicy } from '../src/domain/policy/parse.ts';
import type { PolicyKind } from '../src/domain/policy/document.ts';
import { State } from '../src/domain/state/state.ts';
import type { KeyEntity } from '../src/domain/state/entities.ts';
import { conditionValues, type Asked } from '../src/service/condition-values.ts';
import { authorise, Denied, type Request } from '../src/service/dispatch/authorise.ts';
import type { Permission } from '../src/service/operation.ts';
import { table } from './table.ts';

const ACCOUNT = '000000000000';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const PRINCIPAL = role('service-49');

const WARM_UP = 20_000;
/** Decisions of one batch: more than the clock can be wrong by, and few enough to fit between two turns of a busy machine. */
const BATCH = 100;
const BATCHES = 2_000;
const LIMIT_US = 5;

type Statement = Readonly<Record<string, unknown>>;

/** Statements of one service each, with its own tenant, as keys of a shared database have them. */
const ofServices = (count: number, more: (index: number) => object = () => ({})): readonly Statement[] =>
  Array.from({ length: count }, (_, index) => ({
    Sid: `Service ${index}`,
    Effect: 'Allow',
    Principal: { AWS: role(`service-${index}`) },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:EncryptionContext:tenant': `tenant-${index}` } },
    ...more(index),
  }));

function source(kind: PolicyKind, statements: readonly Statement[]): PolicySource {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const parsed = parsePolicy(text, kind);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { compiled: compilePolicy(parsed.document, kind), id: 'bench', version: 1, digest: '' };
}

const CONTEXT = new Map([
  ['tenant', 'tenant-49'],
  ['purpose', 'bench'],
  ['table', 'orders'],
]);

const CALLER = { arn: PRINCIPAL, accountId: ACCOUNT, kind: 'role' } as const;
const PERMISSION = {
  action: 'kms:Decrypt',
  // The members that conditions ask for.
  key: {
    id: KEY.slice(-36),
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    tags: [],
  } as unknown as KeyEntity,
  resource: KEY,
} satisfies Permission;

/** A call anew for every decision, as the service makes it. */
const call = () => ({
  principal: { id: 'AROABENCH', name: 'service-49', caller: CALLER, policies: [], tags: TAGS },
  source: '203.0.113.7',
  agent: 'aws-sdk-js/3.525.0',
  secure: true,
  // No two requests are of one time, as none are in life.
  time: ++time,
  sessionId: null,
});

function request(): AuthorisationRequest {
  const asked = {
    call: call(),
    state: STATE,
    region: 'us-east-1',
    input: {},
    context: () => CONTEXT,
  } as unknown as Asked; // likewise
  const values = conditionValues(asked, PERMISSION);
  return { action: PERMISSION.action, resource: KEY, caller: CALLER, values, onKey: true };
}

/** The whole decision as the dispatch takes it: also what the log keeps of a refusal (which statement came closest, and why not). */
function authorised({ key, identity = [] }: Pick<Case, 'key' | 'identity'>): boolean {
  const asked = {
    call: call(),
    state: STATE,
    ports: { policies: { keyPolicy: () => key, identityPolicies: () => identity } },
    operation: { context: () => CONTEXT },
    input: {},
    region: 'us-east-1',
  } as unknown as Request; // likewise
  try {
    authorise(asked, [PERMISSION]);
    return true;
  } catch (error) {
    if (!(error instanceof Denied)) throw error;
    return false;
  }
}
const STATE = new State();
const TAGS = [['team', 'payments']];
let time = 1_790_000_000_000;

const delegation: Statement = {
  Effect: 'Allow',
  Principal: { AWS: ACCOUNT },
  Action: 'kms:*',
  Resource: '*',
};
const source50 = source('key', ofServices(50));
const open: Statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
const everywhere = { Principal: '*' };

const second = (index: number): string => String(index).padStart(2, '0');

interface Case {
  readonly what: string;
  readonly key: PolicySource;
  readonly identity?: readonly PolicySource[];
  readonly allowed: boolean;
}

const cases = (): readonly Case[] => [
  { what: '50 statements by service, the last allows', key: source('key', ofServices(50)), allowed: true },
  { what: '10 statements by service, none allows', key: source('key', ofServices(10)), allowed: false },
  { what: '50 statements by service, none allows', key: source('key', ofServices(49)), allowed: false },
  {
    what: '50 statements for anyone by ARN pattern and tenant, the last allows',
    key: source(
      'key',
      ofServices(50, (index) => ({
        ...everywhere,
        Condition: {
          ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/*-${index}` },
          StringLike: { 'kms:EncryptionContext:tenant': `tenant-${index}*` },
        },
      })),
    ),
    allowed: true,
  },
  {
    what: '50 statements for anyone by address, time and variable, the last allows',
    key: source(
      'key',
      ofServices(50, (index) => ({
        ...everywhere,
        Condition: {
          IpAddress: { 'aws:SourceIp': [`198.51.${index}.0/24`, '203.0.113.0/24'] },
          DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
          StringEquals: {
            'kms:EncryptionContext:tenant': index === 49 ? 'tenant-49' : '${aws:PrincipalTag/team}',
          },
        },
      })),
    ),
    allowed: true,
  },
  {
    what: 'the same, each with its own address, time and variable, the last allows',
    key: source(
      'key',
      ofServices(50, (index) => ({
        ...everywhere,
        Condition: {
          IpAddress: { 'aws:SourceIp': [`198.51.${index}.0/24`, '203.0.113.0/24'] },
          DateGreaterThan: { 'aws:CurrentTime': `2020-01-01T00:00:${second(index)}Z` },
          StringEquals: {
            'kms:EncryptionContext:tenant': index === 49 ? 'tenant-49' : `\${aws:PrincipalTag/team}-${index}`,
          },
        },
      })),
    ),
    allowed: true,
  },
  {
    what: '50 statements for anyone by address, time and tenant: all holds but what is asked last, none allows',
    key: source(
      'key',
      ofServices(50, (index) => ({
        ...everywhere,
        Condition: {
          IpAddress: { 'aws:SourceIp': [`198.51.${index}.0/24`, '203.0.113.0/24'] },
          DateLessThan: { 'aws:CurrentTime': `2020-01-01T00:00:${second(index)}Z` },
          StringEquals: { 'kms:EncryptionContext:tenant': [`other-${index}`, 'tenant-49'] },
        },
      })),
    ),
    allowed: false,
  },
  {
    what: '49 Deny with conditions that do not hold, and the account delegates to 2 identity policies',
    key: source('key', [
      ...ofServices(49, (index) => ({
        ...everywhere,
        Effect: 'Deny',
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': `other-${index}` } },
      })),
      delegation,
    ]),
    identity: [source('identity', [{ ...open, Action: 'kms:List*' }]), source('identity', [open])],
    allowed: true,
  },
];

/** µs of one run, sorted. */
function timed(run: () => void): readonly number[] {
  for (let i = 0; i < WARM_UP; i++) run();
  const times: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const start = performance.now();
    for (let i = 0; i < BATCH; i++) run();
    times.push(((performance.now() - start) * 1000) / BATCH);
  }
  return times.toSorted((a, b) => a - b);
}

/** Statements that the caller could use, each but for one condition: the dearest to explain. */
const nearly = (count: number): PolicySource =>
  source(
    'key',
    ofServices(count, (index) => ({
      Principal: { AWS: PRINCIPAL },
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': `other-${index}` } },
    })),
  );

/** A refusal against an allowance of the same run, both with everything around the decision. */
function refusals(): readonly (readonly string[])[] {
  const allowance = timed(() => authorised({ key: source50 }));
  const median = Number(at(allowance, 0.5));
  return [
    ['allowed: 50 statements by service, the last', source50, true] as const,
    ['refused: 50 statements of others', source('key', ofServices(49)), false] as const,
    ['refused: 50 statements of the caller, each for another tenant', nearly(50), false] as const,
    ['refused: 10 statements of the caller, each for another tenant', nearly(10), false] as const,
  ].map(([what, key, allowed]) => {
    process.stderr.write(`${what}\n`);
    if (authorised({ key }) !== allowed) throw new Error(`${what}: the wrong answer`);
    const times = timed(() => authorised({ key }));
    return [what, at(times, 0.5), at(times, 0.95), `${(Number(at(times, 0.5)) / median).toFixed(1)} ×`];
  });
}

const at = (times: readonly number[], share: number): string =>
  (times[Math.floor(times.length * share)] ?? 0).toFixed(2);

/** Answers markdown. */
export function measurePolicy(): Promise<string> {
  const rows = cases().map(({ what, key, identity = [], allowed }) => {
    process.stderr.write(`${what}\n`);
    if (decide(request(), key, identity).allowed !== allowed) throw new Error(`${what}: the wrong answer`);
    const times = timed(() => decide(request(), key, identity));
    const median = times[Math.floor(times.length / 2)] ?? Infinity;
    return [what, at(times, 0.5), at(times, 0.95), median <= LIMIT_US ? 'yes' : 'no'];
  });
  const text = JSON.stringify({ Version: '2012-10-17', Statement: ofServices(50) }, null, 2);
  const shared = source('key', ofServices(50));
  const whole: readonly (readonly [string, () => void])[] = [
    ['parse', () => void parsePolicy(text, 'key')],
    [
      'parse and compile',
      () => {
        const parsed = parsePolicy(text, 'key');
        if (parsed.ok) compilePolicy(parsed.document, 'key');
      },
    ],
    ['explain one request', () => void explain(request(), shared, [])],
  ];
  const texts = whole.map(([what, run]) => {
    process.stderr.write(`${what}\n`);
    for (let i = 0; i < 200; i++) run();
    const times = Array.from({ length: 300 }, () => {
      const start = performance.now();
      run();
      return (performance.now() - start) * 1000;
    }).toSorted((a, b) => a - b);
    return [what, at(times, 0.5), at(times, 0.95)];
  });
  return Promise.resolve(
    [
      table([`One decision (the goal is ${LIMIT_US} µs)`, 'p50 µs', 'p95 µs', 'kept'], rows),
      '',
      table(['Authorised, with what the log keeps of it', 'p50 µs', 'p95 µs', 'of an allowance'], refusals()),
      '',
      table([`A policy of 50 statements (${Math.round(text.length / 1024)} KiB)`, 'p50 µs', 'p95 µs'], texts),
    ].join('\n'),
  );
}
