/** What grants allow, in the comparison, as the service decides it: CreateGrant within the bounds of one grant, RetireGrant by a rule of its own. */
import { describe, expect, test } from 'vitest';
import type { GrantFacts } from '../world.ts';
import { certify, comparePolicies } from './compare.ts';
import { idleStatements } from './idle.ts';
import { ANNA, APP, FOREIGN, own, policy, SESSION, world, type Written } from './worlds.fixture.ts';

const ROOT: Written = { Principal: { AWS: own('root') }, Action: 'kms:*' };
const BOB = own('user/bob');
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

describe('CreateGrant', () => {
  const where = world({ grants: [grant({ operations: ['CreateGrant', 'Encrypt'] })] });
  const free = policy(ROOT, { Principal: { AWS: APP }, Action: 'kms:CreateGrant' });

  test('by a policy is more than by a grant: other operations', () => {
    const { exact, gained, lost } = comparePolicies(policy(ROOT), free, where);
    expect([exact, lost]).toEqual([true, []]);
    expect(gained).toMatchObject([
      {
        layer: 'direct',
        actions: ['kms:CreateGrant'],
        who: [{ arn: APP }],
        when: [{ key: 'kms:GrantOperations', words: expect.stringContaining('include Decrypt') as string }],
        witness: { principal: APP },
      },
    ]);
    expect(certify(policy(ROOT), free, where)).toBe('wider');
    expect(certify(free, policy(ROOT), where)).toBe('narrower');
  });

  test('within the bounds of the grant, it is the same', () => {
    const bound = policy(ROOT, {
      Principal: { AWS: APP },
      Action: 'kms:CreateGrant',
      Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['CreateGrant', 'Encrypt'] } },
    });
    expect(certify(policy(ROOT), bound, where)).toBe('same');
    expect(certify(policy(ROOT), bound, world())).toBe('wider');
  });

  test('a Deny takes away no more than the grant gives', () => {
    const deny = policy(ROOT, {
      Effect: 'Deny',
      Principal: { AWS: APP },
      Action: 'kms:CreateGrant',
      Condition: { 'ForAnyValue:StringEquals': { 'kms:GrantOperations': 'Decrypt' } },
    });
    expect(certify(policy(ROOT), deny, where)).toBe('same');
    expect(idleStatements(deny, where)).toMatchObject([{ index: 1, why: 'nothing-to-deny' }]);
  });

  test.each([
    grant({ operations: ['CreateGrant', 'Encrypt'], contextSubset: [['tenant', 'acme']] }),
    grant({ operations: ['CreateGrant', 'Encrypt'], contextEquals: [] }),
  ])('of a grant with constraints what may be passed on is not told exactly: %j', (parent) => {
    const bounded = world({ grants: [parent] });
    const { exact, gained, limits } = comparePolicies(policy(ROOT), free, bounded);
    expect([exact, gained.length > 0, limits.length]).toEqual([false, true, 1]);
    expect(certify(policy(ROOT), free, bounded)).toBe('wider');
    const deny = policy(ROOT, { Effect: 'Deny', Principal: { AWS: APP }, Action: 'kms:CreateGrant' });
    expect(comparePolicies(policy(ROOT), deny, bounded).lost).not.toEqual([]);
    expect(idleStatements(deny, bounded)).toEqual([]);
  });

  test('DescribeKey and RetireGrant of the same grant are not bound by it', () => {
    const all = world({ grants: [grant({ operations: ['CreateGrant', 'DescribeKey', 'RetireGrant'] })] });
    const named = { Principal: { AWS: APP }, Action: ['kms:DescribeKey', 'kms:RetireGrant'] };
    expect(certify(policy(ROOT), policy(ROOT, named), all)).toBe('same');
    const { lost } = comparePolicies(policy(ROOT), policy(ROOT, { ...named, Effect: 'Deny' }), all);
    expect(lost).toMatchObject([
      { layer: 'grant', when: [], actions: ['kms:DescribeKey', 'kms:RetireGrant'] },
    ]);
  });
});

test('thousands of grants for one are taken together: what they allow may be gained, and is not told exactly', () => {
  const many = Array.from({ length: 5000 }, (_, i) =>
    grant({ id: `g${i}`, contextSubset: [['record', `r${i}`]] }),
  );
  const where = world({ grants: many });
  const named = policy(ROOT, { Principal: { AWS: APP } });
  expect(comparePolicies(policy(ROOT), named, where)).toMatchObject({ exact: false, lost: [] });
  expect(comparePolicies(policy(ROOT), named, where).gained).not.toEqual([]);
  const deny = policy(ROOT, { Effect: 'Deny', Principal: '*' });
  expect(comparePolicies(policy(ROOT), deny, where).lost.map(({ layer }) => layer)).toContain('grant');
  // That one grant for all would cover them is not looked at: they count as not known.
  expect(certify(policy(ROOT), named, world({ grants: [...many, grant({ id: 'all' })] }))).toBe('wider');
});

describe('RetireGrant', () => {
  const admin: Written = { Principal: { AWS: ANNA }, Action: 'kms:PutKeyPolicy' };
  const deny: Written = { Effect: 'Deny', Principal: '*', Action: 'kms:RetireGrant' };
  const [guarded, open] = [policy(admin, deny), policy(admin)];
  const existing = (where: ReturnType<typeof world>): readonly string[] => [
    ...new Set(
      comparePolicies(guarded, open, where).gained.flatMap(({ who }) => who.flatMap((each) => each.existing)),
    ),
  ];

  test('a Deny that goes lets retire: by the grant, the root of the account, and whom an identity policy allows', () => {
    expect(existing(world())).toEqual([ANNA]);
    expect(existing(world({ grants: [grant({ retiring: BOB })] }))).toEqual([ANNA, BOB]);
    expect(existing(world({ grants: [grant({ operations: ['RetireGrant'] })] }))).toEqual([ANNA, APP]);
    const { exact, gained } = comparePolicies(guarded, open, world());
    expect(exact).toBe(true);
    expect(gained.flatMap(({ who }) => who.map(({ words }) => words))).toContain('root of this account');
    expect(JSON.stringify(gained)).not.toContain(FOREIGN);
    expect(idleStatements(guarded, world())).toEqual([]);
  });

  test('a session that may retire is a caller of its own', () => {
    const { gained } = comparePolicies(guarded, open, world({ grants: [grant({ retiring: SESSION })] }));
    expect(gained.flatMap(({ who }) => who.map(({ arn }) => arn))).toContain(SESSION);
  });

  test('whom grants name is told apart where the directory is not known', () => {
    const blind = world({ principals: null, grants: [grant({ retiring: BOB })] });
    expect(
      comparePolicies(guarded, open, blind).gained.filter(({ layer }) => layer === 'grant'),
    ).toMatchObject([{ who: [{ arn: BOB }] }]);
  });

  test('what a key policy allows of it is nothing', () => {
    const allowed = policy(ROOT, { Principal: { AWS: own('role/new') }, Action: 'kms:RetireGrant' });
    expect(certify(policy(ROOT), allowed, world())).toBe('same');
    expect(comparePolicies(policy(ROOT), allowed, world())).toMatchObject({
      exact: true,
      gained: [],
      lost: [],
    });
  });

  test('past the budget nobody is left out', () => {
    const spent = comparePolicies(guarded, open, world(), { steps: 0, nodes: 0 });
    expect(spent.exact).toBe(false);
    const who = spent.gained.flatMap((row) => row.who);
    expect(who.flatMap((each) => each.existing)).toContain(ANNA);
    expect(who.map(({ words }) => words).join()).toMatch(/root of this account|anyone/);
  });
});
