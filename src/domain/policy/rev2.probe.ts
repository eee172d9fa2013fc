/** Review 2 of issue 6: each of these fails today. Run: npx vitest run --config vitest.config.ts, with include set to this file; or see /tmp/wt/rev2-findings. */
import { expect, test } from 'vitest';
import { decideRetire } from '../grants/retire.ts';
import { certify, comparePolicies } from './compare/compare.ts';
import { isAllowed, requestOf } from './compare/request.ts';
import { ANNA, APP, own, policy, world, type Written } from './compare/worlds.fixture.ts';
import type { ConditionValue } from './operators.ts';
import { lintPolicy } from './lint/lint.ts';
import type { GrantFacts } from './world.ts';

const ROOT: Written = { Principal: { AWS: own('root') }, Action: 'kms:*' };
const grant = (more: Partial<GrantFacts>): GrantFacts => ({
  id: 'g',
  name: '',
  grantee: APP,
  retiring: null,
  operations: ['Decrypt'],
  contextEquals: null,
  contextSubset: null,
  createdAt: 0,
  lastUsed: null,
  ...more,
});
const values = (of: Record<string, ConditionValue>) =>
  Object.entries(of).map(([key, value]) => [key, value ?? ''] as const);
const PRINTABLE =
  'xabcdefghijklmnopqrstuvwyz0123456789-_.ABCDEFGHIJKLMNOPQRSTUVWXYZ/+=,@ !#$%&()[]{}<>;|~^"\'`\\:'.split('');
const codes = (...statements: readonly Written[]): readonly string[] =>
  lintPolicy(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map((each) => ({
        Effect: 'Allow',
        ...('NotResource' in each ? {} : { Resource: '*' }),
        ...each,
      })),
    }),
    'key',
    world(),
  ).findings.map(({ code }) => code);

test('S1: who may pass on a grant within bounds gains CreateGrant without', () => {
  const where = world({ grants: [grant({ operations: ['CreateGrant', 'Encrypt'] })] });
  const after = policy(ROOT, { Principal: { AWS: APP }, Action: 'kms:CreateGrant' });
  expect(comparePolicies(policy(ROOT), after, where).gained).not.toEqual([]);
  expect(certify(policy(ROOT), after, where)).not.toBe('same');
});

test('S2: a Deny of RetireGrant that goes lets the retiring principal retire', () => {
  const where = world({ grants: [grant({ retiring: own('user/bob') })] });
  const admin: Written = { Principal: { AWS: ANNA }, Action: 'kms:PutKeyPolicy' };
  const before = policy(admin, { Effect: 'Deny', Principal: '*', Action: 'kms:RetireGrant' });
  expect(comparePolicies(before, policy(admin), where).gained).not.toEqual([]);
});

test('S2: an Allow of RetireGrant in a key policy gives nothing', () => {
  const after = policy(ROOT, { Principal: { AWS: own('role/new') }, Action: 'kms:RetireGrant' });
  for (const { witness } of comparePolicies(policy(ROOT), after, world()).gained) {
    const asked = witness === null ? null : requestOf(witness, world());
    if (asked === null) continue;
    const source = { compiled: after, id: '', version: 1, digest: '' };
    expect(decideRetire(asked.request, source, asked.identityPolicies, null).allowed).toBe(true);
  }
});

test.each([
  [
    'S3: a value that begins with no printable ASCII letter',
    {
      StringNotLike: { 'kms:EncryptionContext:t': PRINTABLE.map((each) => `${each}*`) },
      StringLike: { 'kms:EncryptionContext:t': '?*' },
    },
    { 'kms:encryptioncontext:t': 'é1' },
    [],
  ],
  [
    'S4: a name whose lower case has more units',
    {
      Null: { 'kms:EncryptionContext:\u0130': 'false' },
      'ForAllValues:StringLike': { 'kms:EncryptionContextKeys': '?' },
    },
    { 'kms:encryptioncontext:i\u0307': '1', 'kms:encryptioncontextkeys': ['\u0130'] },
    [],
  ],
  [
    'S5: two names that differ in case, against EncryptionContextEquals',
    {
      'ForAllValues:StringEqualsIgnoreCase': { 'kms:EncryptionContextKeys': 'tenant' },
      StringEquals: { 'kms:EncryptionContext:tenant': 'acme' },
    },
    { 'kms:encryptioncontext:tenant': ['acme', 'acme'], 'kms:encryptioncontextkeys': ['tenant', 'TENANT'] },
    [grant({ contextEquals: [['tenant', 'acme']] })],
  ],
] as const)('%s', (_, Condition, request, grants) => {
  const where = world({ grants });
  const after = policy(ROOT, { Principal: { AWS: APP }, Action: 'kms:Decrypt', Condition });
  const witness = { principal: APP, action: 'kms:Decrypt', values: values(request) };
  expect([isAllowed(witness, policy(ROOT), where), isAllowed(witness, after, where)]).toEqual([false, true]);
  expect(comparePolicies(policy(ROOT), after, where).gained).not.toEqual([]);
});

test('L1: a Deny that denies nothing hides no finding', () => {
  const all: Written = { Principal: '*', Action: 'kms:*' };
  const idle: Written = { Effect: 'Deny', Principal: '*', Action: 'kms:*', NotResource: '*' };
  expect(codes(ROOT, all)).toContain('public');
  expect(codes(ROOT, all, idle)).toContain('public');
});

test.each([
  { StringEquals: { 'aws:username': 'alice' } },
  { StringLike: { 'aws:PrincipalAccount': '1*' } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::1*:role/x' } },
])('L2: public by a condition that strangers can meet: %j', (Condition) => {
  expect(codes(ROOT, { Principal: '*', Action: 'kms:*', Condition })).toContain('public-weak-condition');
});

test('D2: a hundred accounts are compared in a moment', () => {
  const accounts = Array.from({ length: 100 }, (_, i) => String(100_000_000_000 + i));
  const after = policy(
    ROOT,
    { Principal: { AWS: accounts.slice(0, 50) }, Action: 'kms:Decrypt' },
    { Effect: 'Deny', Principal: { AWS: accounts.slice(50) }, NotAction: 'kms:Decrypt' },
  );
  const began = performance.now();
  comparePolicies(policy(ROOT), after, world(), { steps: 200_000, nodes: 30_000 });
  expect(performance.now() - began).toBeLessThan(500);
});
