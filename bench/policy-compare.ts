/** How long the exact comparison takes over realistic edits of policies of 10 and 50 statements, as the editor runs it at every keystroke. */
import { comparePolicies } from '../src/domain/policy/compare/compare.ts';
import { idleStatements } from '../src/domain/policy/compare/idle.ts';
import { compilePolicy, type CompiledPolicy } from '../src/domain/policy/compile.ts';
import { parsePolicy } from '../src/domain/policy/parse.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../src/domain/policy/world.ts';
import { table } from './table.ts';

const ACCOUNT = '111122223333';
const SIZES = [10, 50];
const ROUNDS = 200;
const WARM_UP = 30;
const PRINCIPALS = 120;

const arn = (rest: string): string => `arn:aws:iam::${ACCOUNT}:${rest}`;
type Statement = Readonly<Record<string, unknown>>;

/** The same numbers on every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const USE = [
  ['kms:Decrypt'],
  ['kms:Encrypt', 'kms:GenerateDataKey*'],
  ['kms:Decrypt', 'kms:DescribeKey', 'kms:ReEncrypt*'],
];

/** What a grown policy is made of: services by tenant, roles by pattern, administrators, guard-rails. */
function statement(pick: (below: number) => number, index: number): Statement {
  const service = { AWS: arn(`role/service-${pick(PRINCIPALS)}`) };
  const Action = USE[pick(USE.length)];
  const tenant = { 'kms:EncryptionContext:tenant': `tenant-${pick(20)}` };
  const base = { Sid: `Statement ${index}`, Effect: 'Allow', Resource: '*' };
  switch (pick(10)) {
    case 0:
      return {
        ...base,
        Principal: { AWS: arn(`user/person-${pick(40)}`) },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:PutKeyPolicy'],
      };
    case 1:
      return {
        ...base,
        Principal: '*',
        Action,
        Condition: {
          ArnLike: { 'aws:PrincipalArn': arn(`role/team-${pick(6)}-*`) },
          StringEquals: { 'kms:CallerAccount': ACCOUNT },
        },
      };
    case 2:
      return {
        ...base,
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:ScheduleKeyDeletion',
        Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': `${14 + pick(10)}` } },
      };
    case 3:
      return {
        ...base,
        Principal: service,
        Action: 'kms:CreateGrant',
        Condition: {
          'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'Encrypt'] },
          StringEquals: { 'kms:GranteePrincipal': arn(`role/service-${pick(PRINCIPALS)}`) },
        },
      };
    case 4:
      return {
        ...base,
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Decrypt',
        Condition: {
          NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', `192.168.${pick(4)}.0/24`] },
          Bool: { 'aws:MultiFactorAuthPresent': 'false' },
        },
      };
    case 5:
      return {
        ...base,
        Principal: { AWS: [service.AWS, arn(`role/service-${pick(PRINCIPALS)}`)] },
        Action,
        Condition: { StringLike: { 'kms:EncryptionContext:path': `/data/${pick(5)}/*` } },
      };
    default:
      return { ...base, Principal: service, Action, Condition: { StringEquals: tenant } };
  }
}

const ROOT: Statement = {
  Sid: 'Control by the account',
  Effect: 'Allow',
  Principal: { AWS: arn('root') },
  Action: 'kms:*',
  Resource: '*',
};

/** One change as people make it: a statement more, one less, another condition, a condition less, other actions. */
function edit(statements: readonly Statement[], pick: (below: number) => number): readonly Statement[] {
  const at = 1 + pick(statements.length - 1);
  const old = statements[at] ?? ROOT;
  switch (pick(5)) {
    case 0:
      return [...statements, statement(pick, statements.length)];
    case 1:
      return statements.toSpliced(at, 1);
    case 2:
      return statements.with(at, { ...old, Condition: {} });
    case 3:
      return statements.with(at, { ...old, Action: ['kms:Decrypt', 'kms:Encrypt'] });
    default:
      return statements.with(at, {
        ...old,
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': [`tenant-${pick(20)}`, 'tenant-new'] } },
      });
  }
}

function compiled(statements: readonly Statement[]): CompiledPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems[0]));
  return compilePolicy(parsed.document, 'key');
}

function principals(): readonly DirectoryPrincipal[] {
  const text = (action: string): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
    });
  const of = (kind: 'user' | 'role', name: string, index: number): DirectoryPrincipal => ({
    arn: arn(`${kind}/${name}`),
    id: `${kind}-${index}`,
    kind,
    name,
    tags: [],
    policies: [{ name: 'own', text: text(['kms:*', 'kms:Decrypt', 'kms:List*'][index % 3] ?? '') }],
    active: true,
    lastSeen: null,
  });
  return [
    ...Array.from({ length: PRINCIPALS }, (_, i) => of('role', `service-${i}`, i)),
    ...Array.from({ length: 40 }, (_, i) => of('user', `person-${i}`, i)),
  ];
}

const WORLD: PolicyWorld = {
  accountId: ACCOUNT,
  region: 'eu-central-1',
  key: {
    id: 'k',
    arn: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/k`,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    tags: [],
    aliases: [],
    createdAt: 0,
  },
  principals: principals(),
  grants: [],
  usage: null,
  now: Date.UTC(2026, 10, 30),
  me: null,
};

const percentile = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);

function timed(what: string, run: (round: number) => boolean): readonly string[] {
  const times: number[] = [];
  let inexact = 0;
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const start = performance.now();
    const exact = run(round);
    if (round < 0) continue;
    times.push(performance.now() - start);
    if (!exact) inexact++;
  }
  const sorted = times.toSorted((a, b) => a - b);
  return [what, percentile(sorted, 0.5), percentile(sorted, 0.95), percentile(sorted, 1), String(inexact)];
}

export function measurePolicyCompare(): string {
  const rows = SIZES.flatMap((size) => {
    const cases = Array.from({ length: WARM_UP + ROUNDS }, (_, round) => {
      const pick = chance(round + size * 1000);
      const before = [ROOT, ...Array.from({ length: size - 1 }, (__, index) => statement(pick, index))];
      return { before: compiled(before), after: compiled(edit(before, pick)) };
    });
    const at = (round: number): (typeof cases)[number] => cases[round + WARM_UP] ?? cases[0]!; // there are that many
    return [
      timed(
        `difference of an edit, ${size} statements`,
        (round) => comparePolicies(at(round).before, at(round).after, WORLD).exact,
      ),
      timed(
        `idle statements, ${size} statements`,
        (round) => idleStatements(at(round).after, WORLD) !== null,
      ),
    ];
  });
  return table(
    [
      `Comparison of key policies (${PRINCIPALS + 40} principals)`,
      'p50 ms',
      'p95 ms',
      'most ms',
      'not exact',
    ],
    rows,
  );
}
