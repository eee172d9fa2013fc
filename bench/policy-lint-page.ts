/** The part of bench/policy-lint.ts that runs in the page: Vite makes one script of it and of the engine. */
import { comparePolicies } from '../src/domain/policy/compare/compare.ts';
import { compilePolicy, type CompiledPolicy } from '../src/domain/policy/compile.ts';
import { fixAll, lintPolicy } from '../src/domain/policy/lint/lint.ts';
import { parsePolicy } from '../src/domain/policy/parse.ts';
import type { DirectoryPrincipal, PolicyWorld } from '../src/domain/policy/world.ts';

const ACCOUNT = '111122223333';
const SERVICES = 120;
const PEOPLE = 40;

const arn = (rest: string): string => `arn:aws:iam::${ACCOUNT}:${rest}`;
const service = (index: number): string => arn(`role/service-${index % SERVICES}`);
const person = (index: number): string => arn(`user/person-${index % PEOPLE}`);

type Statement = Readonly<Record<string, unknown>>;
const allow = (more: Statement): Statement => ({ Effect: 'Allow', Resource: '*', ...more });
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/** Ten kinds of statement that a grown key policy is made of, by turns. */
const KINDS: readonly ((index: number) => Statement)[] = [
  (i) =>
    allow({
      Sid: `Administration ${i}`,
      Principal: { AWS: [person(i), person(i + 1)] },
      Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:EnableKey', 'kms:DisableKey'],
    }),
  (i) =>
    allow({
      Sid: `Tenant ${i}`,
      Principal: { AWS: service(i) },
      Action: USE.slice(0, 4),
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': `tenant-${i}` } },
    }),
  (i) =>
    allow({
      Sid: `Reader ${i}`,
      Principal: { AWS: service(i * 7) },
      Action: 'kms:Decrypt',
      Condition: { StringLike: { 'kms:EncryptionContext:path': `/data/${i}/*` } },
    }),
  (i) =>
    allow({
      Sid: `Writer ${i}`,
      Principal: { AWS: [service(i * 5), service(i * 5 + 1)] },
      Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
    }),
  (i) => ({
    Sid: `Deletion ${i}`,
    Effect: 'Deny',
    Principal: '*',
    Action: 'kms:ScheduleKeyDeletion',
    Resource: '*',
    Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': `${14 + (i % 10)}` } },
  }),
  (i) =>
    allow({
      Sid: `Grants ${i}`,
      Principal: { AWS: service(i * 3) },
      Action: 'kms:CreateGrant',
      Condition: {
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'Encrypt'] },
        StringEquals: { 'kms:GranteePrincipal': service(i + 2) },
      },
    }),
  (i) =>
    allow({
      Sid: `Team ${i}`,
      Principal: '*',
      Action: 'kms:Decrypt',
      Condition: {
        ArnLike: { 'aws:PrincipalArn': arn(`role/team-${i}-*`) },
        StringEquals: { 'aws:PrincipalAccount': ACCOUNT },
      },
    }),
  (i) => ({
    Sid: `Network ${i}`,
    Effect: 'Deny',
    Principal: '*',
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', `192.168.${i % 200}.0/24`] } },
  }),
  (i) =>
    allow({
      Sid: `Backup ${i}`,
      Principal: { AWS: service(i * 11) },
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Condition: { DateLessThan: { 'aws:CurrentTime': `2027-0${1 + (i % 9)}-01T00:00:00Z` } },
    }),
  (i) => allow({ Principal: { AWS: service(i * 13) }, Action: USE }),
];

const ROOT = allow({ Sid: 'Control by the account', Principal: { AWS: arn('root') }, Action: 'kms:*' });
const statementsOf = (count: number): readonly Statement[] => [
  ROOT,
  ...Array.from({ length: count - 1 }, (_, i) => KINDS[i % KINDS.length]?.(i) ?? ROOT),
];
const textOf = (statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);

/** One edit as people make it; another one each time. */
function edited(statements: readonly Statement[], round: number): readonly Statement[] {
  const at = 1 + (round % (statements.length - 1));
  const old = statements[at] ?? ROOT;
  switch (round % 4) {
    case 0:
      return statements.toSpliced(at, 1);
    case 1:
      return statements.with(at, { ...old, Action: ['kms:Decrypt', 'kms:Encrypt'] });
    case 2:
      return statements.with(at, {
        ...old,
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': `tenant-${round}` } },
      });
    default:
      return [
        ...statements,
        allow({ Sid: 'New', Principal: { AWS: service(round) }, Action: 'kms:Decrypt' }),
      ];
  }
}

const own = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
const principal = (kind: 'user' | 'role', which: string, index: number): DirectoryPrincipal => ({
  arn: which,
  id: `${kind === 'user' ? 'AIDA' : 'AROA'}${String(index).padStart(17, '2')}`,
  kind,
  name: which.slice(which.lastIndexOf('/') + 1),
  tags: [],
  policies: index % 4 === 0 ? [{ name: 'own', text: own(index % 8 === 0 ? 'kms:*' : 'kms:Describe*') }] : [],
  active: true,
  lastSeen: null,
});
const WORLD: PolicyWorld = {
  accountId: ACCOUNT,
  region: 'eu-central-1',
  key: {
    id: '1234abcd-12ab-34cd-56ef-1234567890ab',
    arn: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    tags: [],
    aliases: ['alias/orders'],
    createdAt: Date.UTC(2026, 0, 1),
  },
  principals: [
    ...Array.from({ length: SERVICES }, (_, i) => principal('role', service(i), i)),
    ...Array.from({ length: PEOPLE }, (_, i) => principal('user', person(i), i)),
  ],
  grants: [],
  usage: null,
  now: Date.UTC(2026, 10, 30),
  me: person(0),
};

export interface PolicyLintBench {
  /** Milliseconds of each round, sorted: of the lint, and of lint and comparison together, over as many edits of a policy. */
  rounds(
    statements: number,
    rounds: number,
  ): { readonly lint: readonly number[]; readonly both: readonly number[] };
  /** Milliseconds of proving all fixes of one text, and of making all that change nothing. */
  proofs(statements: number): { readonly prove: number; readonly fixes: number; readonly all: number };
  /** Milliseconds of each lint of 32 KiB of patterns that begin with a star. */
  adversarial(rounds: number): readonly number[];
}

function compiledOf(text: string): CompiledPolicy | null {
  const parsed = parsePolicy(text, 'key');
  return parsed.ok ? compilePolicy(parsed.document, 'key') : null;
}

const timed = (run: () => void): number => {
  const start = performance.now();
  run();
  return performance.now() - start;
};
const ascending = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
/** Rounds until the compiler has settled. */
const WARM_UP = 60;

const bench: PolicyLintBench = {
  rounds(count, rounds) {
    const statements = statementsOf(count);
    const before = compiledOf(textOf(statements));
    const lint: number[] = [];
    const both: number[] = [];
    for (let round = 0; round < rounds + WARM_UP; round++) {
      const text = textOf(edited(statements, round));
      let linting = 0;
      const whole = timed(() => {
        let after: CompiledPolicy | null = null;
        linting = timed(() => {
          after = lintPolicy(text, 'key', WORLD, { fixes: 'later' }).subject.compiled;
        });
        comparePolicies(before, after, WORLD);
      });
      if (round < WARM_UP) continue;
      lint.push(linting);
      both.push(whole);
    }
    return { lint: ascending(lint), both: ascending(both) };
  },
  proofs(count) {
    const text = textOf(statementsOf(count));
    const lint = lintPolicy(text, 'key', WORLD, { fixes: 'later' });
    let fixes = 0;
    const prove = timed(() => {
      for (const finding of lint.findings) fixes += lint.fixesOf(finding).length;
    });
    const all = timed(() => void fixAll(text, 'key', WORLD));
    return { prove, fixes, all };
  },
  adversarial(rounds) {
    const globs = Array.from({ length: 24 }, (_, i) => `*${'ab'.repeat(20 + i)}*?*${String(i)}*`);
    const Condition = { StringLike: { 'kms:EncryptionContext:path': globs, 'kms:RequestAlias': globs } };
    const statements: Statement[] = [];
    while (textOf([...statements, allow({ Principal: '*', Action: '*', Condition })]).length < 32 * 1024)
      statements.push(
        allow({ Principal: '*', Action: `kms:*e*${'*'.repeat(statements.length)}`, Condition }),
      );
    const text = textOf(statements);
    return ascending(
      Array.from({ length: rounds }, () =>
        timed(() => void lintPolicy(text, 'key', WORLD, { fixes: 'later' })),
      ),
    );
  },
};
(globalThis as unknown as { policyLintBench: PolicyLintBench }).policyLintBench = bench; // for bench/policy-lint.ts
