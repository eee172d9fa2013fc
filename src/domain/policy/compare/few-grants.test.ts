import { describe, expect, test } from 'vitest';
import { foldContext, meetsConstraints } from '../../grants/constraints.ts';
import type { GrantFacts } from '../world.ts';
import { comparePolicies } from './compare.ts';
import { grantsOfGrantee, MOST_CONSTRAINTS, withFewGrants } from './few-grants.ts';
import { MANY_GRANTS } from './limits.ts';
import { APP, own, policy, world } from './worlds.fixture.ts';

const grant = (i: number, more: Partial<GrantFacts> = {}): GrantFacts => ({
  id: `g${i}`,
  name: '',
  grantee: APP,
  retiring: null,
  operations: ['Decrypt'],
  contextEquals: null,
  contextSubset: null,
  createdAt: i,
  lastUsed: null,
  ...more,
});
const each = (length: number, make: (i: number) => GrantFacts): GrantFacts[] =>
  Array.from({ length }, (_, i) => make(i));
const record = (i: number): Partial<GrantFacts> => ({ contextSubset: [['record', `v${i}`]] });

const ROOT = { Principal: { AWS: own('root') }, Action: 'kms:*' };
const DENY = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'kms:Decrypt',
  Condition: { StringEquals: { 'kms:EncryptionContext:record': 'v7' } },
};

describe('a key with very many grants', () => {
  test('has each that says the same once', () => {
    const grants = each(50_000, (i) => grant(i, record(i % 10)));
    const { world: few, tooMany } = withFewGrants(world({ grants }));
    expect(tooMany).toBe(false);
    expect(few.grants?.map(({ id }) => id)).toEqual(grants.slice(0, 10).map(({ id }) => id));
    const differs = [
      grant(0),
      grant(1, { operations: ['Encrypt'] }),
      grant(2, { retiring: APP }),
      grant(3, { grantee: own('role/other') }),
      grant(4, { contextEquals: [['record', 'v']] }),
      grant(5, { contextSubset: [['record', 'v']] }),
    ];
    const all = world({ grants: differs });
    expect(withFewGrants(all).world).toBe(all);
  });

  test('is compared as if they were not known, and says why', () => {
    const many = world({ grants: each(MOST_CONSTRAINTS + 1, (i) => grant(i, record(i))) });
    const made = comparePolicies(policy(ROOT), policy(ROOT, DENY), many);
    expect([made.exact, made.limits]).toEqual([false, [MANY_GRANTS]]);
    expect(made.lost.some(({ layer }) => layer === 'grant')).toBe(true);
    // As many as are told apart are exact, and where no grant matters nothing is said of them.
    const few = world({ grants: each(MOST_CONSTRAINTS, (i) => grant(i, record(i))) });
    expect(comparePolicies(policy(ROOT), policy(ROOT, DENY), few)).toMatchObject({ exact: true, gained: [] });
    expect(comparePolicies(policy(ROOT), policy(ROOT), many)).toMatchObject({ exact: true });
  });
});

test('of a grantee only those are looked at that could fit, and those are all that do', () => {
  const grants = [
    ...each(5000, (i) => grant(i, record(i))),
    grant(5000, { contextEquals: [['Record', 'v7']] }),
    grant(5001, { contextEquals: [['a', 'b']], contextSubset: [['record', 'v7']] }),
    grant(5002),
    grant(5003, { grantee: own('role/other') }),
  ];
  for (const pairs of [
    [['record', 'v7']],
    [
      ['record', 'v7'],
      ['a', 'b'],
    ],
    [['a', 'b']],
    [],
  ] as const) {
    const context = foldContext(pairs.map(([name, value]): [string, string] => [name, value]));
    const found = grantsOfGrantee(grants, APP)?.candidates('Decrypt', context) ?? [];
    expect(found.length).toBeLessThanOrEqual(4);
    const fitting = (
      all: readonly { readonly body: Pick<GrantFacts, 'id' | 'contextEquals' | 'contextSubset'> }[],
    ) => all.filter(({ body }) => meetsConstraints(body, context)).map(({ body }) => body.id);
    const all = grantsOfGrantee(grants, APP)?.all ?? [];
    expect(fitting(found).toSorted()).toEqual(fitting(all).toSorted());
  }
  // Of an operation that has no context, all.
  expect(grantsOfGrantee(grants, APP)?.candidates('DescribeKey', [])).toHaveLength(5003);
  expect(grantsOfGrantee(grants, own('role/nobody'))).toBeNull();
});
