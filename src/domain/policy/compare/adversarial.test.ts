/** Policies made to be hard: the budget holds, and nothing that is gained is missed. */
import { describe, expect, test } from 'vitest';
import type { CompiledPolicy } from '../compile.ts';
import type { Witness } from '../witness.ts';
import { DEFAULT_BUDGET } from './budget.ts';
import { certify, comparePolicies } from './compare.ts';
import { idleStatements } from './idle.ts';
import { isAllowed } from './request.ts';
import { ACCOUNT, APP, foreign, own, policy, world, type Written } from './worlds.fixture.ts';

const WORLD = world();
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** `*ab*`, `*ac*`, …: each doubles what an automaton has to remember. */
const globs = (count: number, form: (pair: string) => string): readonly string[] =>
  Array.from({ length: count }, (_, i) =>
    form(LETTERS.charAt(i % 26) + LETTERS.charAt((i * 7 + Math.floor(i / 26)) % 26)),
  );

const app = { Principal: { AWS: APP } };
const tenant = 'kms:EncryptionContext:tenant';
const like = (key: string, value: string | readonly string[]): Written => ({
  Condition: { StringLike: { [key]: value } },
});

/** The request is gained, and some row says so. */
function isCovered(request: Witness, before: CompiledPolicy, after: CompiledPolicy): boolean {
  expect([isAllowed(request, before, WORLD), isAllowed(request, after, WORLD)]).toEqual([false, true]);
  return comparePolicies(before, after, WORLD).gained.some(
    ({ actions, who }) =>
      actions.includes(request.action) && who.some(({ arn, open }) => arn === request.principal || open),
  );
}

describe('32 KiB of leading stars', () => {
  const statements = globs(300, (pair) => `*${pair}*${pair}*`).map((glob) => ({
    ...app,
    ...like(tenant, glob),
  }));
  const before = policy(...statements);

  test('on a value: over-approximated, and said so', () => {
    const after = policy(...statements, { ...app, ...like(tenant, '*ZZ*ZZ*') });
    const { exact, gained, limits } = comparePolicies(before, after, WORLD);
    expect([exact, limits.length]).toEqual([false, 1]);
    expect(gained).not.toEqual([]);
    const values = [[tenant.toLowerCase(), 'ZZ-ZZ']] as const;
    expect(isCovered({ principal: APP, action: 'kms:Decrypt', values }, before, after)).toBe(true);
    expect(certify(before, after, WORLD)).toBe('wider');
  });

  test('one statement less: nobody gains, which stays a proof', () => {
    const after = policy(...statements.slice(1));
    expect(comparePolicies(before, after, WORLD).gained).toEqual([]);
    expect(certify(before, after, WORLD)).toBe('narrower');
  });

  test('the same statements in another order are the same', () => {
    expect(certify(before, policy(...statements.toReversed()), WORLD)).toBe('same');
  });

  test('no statement is called idle without a proof', () => {
    expect(idleStatements(before, WORLD)).toBeNull();
  });

  test('on callers', () => {
    const callers = globs(200, (pair) => `*${pair}*${pair}*`).map((glob) => ({
      Principal: '*',
      ...like('aws:PrincipalArn', glob),
    }));
    const [old, now] = [
      policy(...callers),
      policy(...callers, { Principal: '*', ...like('aws:PrincipalArn', '*app-*') }),
    ];
    const { exact } = comparePolicies(old, now, WORLD);
    expect(exact).toBe(false);
    const principal = foreign('role/app-1');
    expect(isCovered({ principal, action: 'kms:Decrypt', values: [] }, old, now)).toBe(true);
    expect(isCovered({ principal: own('role/app-2'), action: 'kms:Decrypt', values: [] }, old, now)).toBe(
      true,
    );
  });
});

test('a tautology of many conditions costs no more than the budget', () => {
  const keys = Array.from({ length: 24 }, (_, i) => `kms:EncryptionContext:k${i}`);
  const clauses = Array.from({ length: 60 }, (_, i) => ({
    ...app,
    Condition: {
      StringEquals: Object.fromEntries(
        [3, 7, 11].map((step) => [keys[(i * step + step) % keys.length], `v${(i + step) % 3}`]),
      ),
    },
  }));
  const [before, after] = [
    policy(...clauses),
    policy(...clauses.slice(1), { ...app, Action: 'kms:Encrypt' }),
  ];
  const { gained } = comparePolicies(before, after, WORLD);
  expect(gained.some(({ actions }) => actions.includes('kms:Encrypt'))).toBe(true);
});

test('without any budget everything that differs may change', () => {
  const [before, after] = [
    policy({ ...app, ...like(tenant, 'a*') }),
    policy({ ...app, ...like(tenant, 'b*') }),
  ];
  const nothing = { steps: 0, nodes: 0 };
  const { exact, gained, lost } = comparePolicies(before, after, WORLD, nothing);
  expect(exact).toBe(false);
  for (const row of [...gained, ...lost])
    expect(row).toMatchObject({ actions: ['kms:Decrypt'], witness: null });
  expect([gained.length, lost.length]).toEqual([1, 1]);
  const exactly = comparePolicies(before, after, WORLD, DEFAULT_BUDGET);
  expect([exactly.exact, exactly.gained[0]?.who[0]?.arn, ACCOUNT]).toEqual([true, APP, ACCOUNT]);
});

test('of more accounts than words are looked for, each is still told', () => {
  const accounts = Array.from({ length: 600 }, (_, i) => String(2e11 + i));
  const { gained } = comparePolicies(policy(app), policy(app, { Principal: { AWS: accounts } }), WORLD);
  const told = JSON.stringify(gained.flatMap(({ who }) => who.map(({ words, arn }) => [words, arn])));
  expect(accounts.filter((account) => !told.includes(account))).toEqual([]);
});

test('hundreds of accounts are told apart exactly, and in a moment', () => {
  const accounts = Array.from({ length: 400 }, (_, i) => String(1e11 + i));
  const half = accounts.length / 2;
  const after = policy(
    { Principal: { AWS: own('root') }, Action: 'kms:*' },
    { Principal: { AWS: accounts.slice(0, half) } },
    { Effect: 'Deny', Principal: { AWS: accounts.slice(half) }, NotAction: 'kms:Decrypt' },
  );
  const began = performance.now();
  const { exact, gained } = comparePolicies(
    policy({ Principal: { AWS: own('root') }, Action: 'kms:*' }),
    after,
    WORLD,
  );
  expect(performance.now() - began).toBeLessThan(2000); // each looked at with each other, it takes minutes
  expect(exact).toBe(true);
  const roots = gained
    .flatMap(({ who }) => who.map(({ words }) => words))
    .filter((words) => words.startsWith('root of'));
  expect(roots).toEqual(accounts.slice(0, half).map((account) => `root of ${account}`));
});

test('a class is put into words with the classes that are out of it', () => {
  const [one, other] = ['111111111111', '222222222222'];
  const { gained } = comparePolicies(
    policy(app),
    policy(
      app,
      { Principal: '*', Action: 'kms:Encrypt' },
      { Effect: 'Deny', Principal: { AWS: [one, other] }, Action: 'kms:Encrypt' },
    ),
    WORLD,
  );
  expect(gained.flatMap(({ who }) => who.map(({ words }) => words))).toEqual([
    `anyone, except anyone in ${one} and anyone in ${other}`,
  ]);
});
