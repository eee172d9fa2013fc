/** Rewritings of a policy that must not change what it decides, and some that may only take away. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../testing/runs.ts';
import { decide, type Decision } from './evaluate.ts';
import type { NaivePolicy, NaiveStatement } from './naive.fixture.ts';
import { authorisationOf, compiled, policyOf, request } from './random-policies.fixture.ts';

const requests = fc.array(request, { minLength: 8, maxLength: 8 });
const identities = fc.array(policyOf('identity'), { maxLength: 2 });
const verdict = (decision: Decision): string => (decision.allowed ? 'allowed' : decision.reason);

type Members = Readonly<Record<string, unknown>>;
const membersOf = (value: unknown): Members => value as Members; // the generators write objects there
const mapMembers = (value: unknown, change: (name: string, member: unknown) => unknown): Members =>
  Object.fromEntries(Object.entries(membersOf(value)).map(([name, member]) => [name, change(name, member)]));
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const statementsOf = ({ Statement }: NaivePolicy): readonly NaiveStatement[] =>
  isList(Statement) ? Statement : [Statement];
const firstOf = (policy: NaivePolicy): NaiveStatement => {
  const [first] = statementsOf(policy);
  if (first === undefined) throw new Error('the generators write at least one statement');
  return first;
};
const each = (policy: NaivePolicy, change: (statement: NaiveStatement) => Members): NaivePolicy => ({
  ...policy,
  Statement: statementsOf(policy).map((statement) => ({ Effect: statement.Effect, ...change(statement) })),
});

/** The same in other letters, where letters do not count. */
const swapCase = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
const recased = (statement: NaiveStatement): Members =>
  mapMembers(statement, (name, member) => {
    if (name === 'Action' || name === 'NotAction')
      return isList(member) ? member.map((action) => swapCase(String(action))) : swapCase(String(member));
    if (name !== 'Condition') return member;
    return mapMembers(member, (_operator, block) =>
      Object.fromEntries(Object.entries(membersOf(block)).map(([key, wanted]) => [swapCase(key), wanted])),
    );
  });

const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'];
/** Changes every value that may be a list. */
const lists =
  (change: (value: unknown) => unknown) =>
  (statement: NaiveStatement): Members =>
    mapMembers(statement, (name, member) => {
      if (LISTS.includes(name)) return change(member);
      if (name === 'Condition')
        return mapMembers(member, (_operator, block) => mapMembers(block, (_key, wanted) => change(wanted)));
      if ((name === 'Principal' || name === 'NotPrincipal') && member !== '*')
        return mapMembers(member, (_kind, names) => change(names));
      return member;
    });
const wrap = (value: unknown): unknown => {
  if (!isList(value)) return [value];
  return value.length === 1 ? value[0] : value;
};
const shuffle = (value: unknown): unknown => (isList(value) ? [...value.toReversed(), value[0]] : value);
const turned = (statement: NaiveStatement): Members =>
  mapMembers(statement, (name, member) =>
    name === 'Condition' ? Object.fromEntries(Object.entries(membersOf(member)).toReversed()) : member,
  );

const SAME: readonly (readonly [string, (policy: NaivePolicy) => NaivePolicy])[] = [
  ['the order of statements', (policy) => ({ ...policy, Statement: statementsOf(policy).toReversed() })],
  [
    'a statement that stands twice',
    (policy) => ({ ...policy, Statement: statementsOf(policy).flatMap((one) => [one, one]) }),
  ],
  ['the case of actions and condition keys', (policy) => each(policy, recased)],
  ['a value, or a list of that value', (policy) => each(policy, lists(wrap))],
  ['the order of values, and a value that stands twice', (policy) => each(policy, lists(shuffle))],
  ['the order of operators', (policy) => each(policy, turned)],
  [
    'one statement without brackets',
    (policy) => (statementsOf(policy).length === 1 ? { ...policy, Statement: firstOf(policy) } : policy),
  ],
  ['names of statements', (policy) => each(policy, (statement) => ({ Sid: 'é', ...statement }))],
  [
    'a statement on what nobody can ask',
    (policy) => {
      const { NotAction: _, ...first } = firstOf(policy);
      return { ...policy, Statement: [...statementsOf(policy), { ...first, Action: 'kms:Nonsense' }] };
    },
  ],
];

describe('a decision is not changed by', () => {
  test.each(SAME)('%s', (_name, rewrite) => {
    let allowed = 0;
    fc.assert(
      fc.property(policyOf('key'), identities, requests, (key, attached, asked) => {
        const before = [compiled(key, 'key'), attached.map((one) => compiled(one, 'identity'))] as const;
        const after = [
          compiled(rewrite(key), 'key'),
          attached.map((one) => compiled(rewrite(one), 'identity')).toReversed(),
        ] as const;
        for (const one of asked) {
          const wanted = verdict(decide(authorisationOf(one), ...before));
          if (wanted === 'allowed') allowed++;
          expect(verdict(decide(authorisationOf(one), ...after))).toBe(wanted);
        }
      }),
      { numRuns: runs(300), seed: 20261130 },
    );
    expect(allowed).toBeGreaterThan(50);
  });
});

describe('nothing is gained', () => {
  /** How many requests lose; throws when one gains. */
  function losses(change: (policy: NaivePolicy, more: NaiveStatement) => NaivePolicy): number {
    let lost = 0;
    fc.assert(
      fc.property(policyOf('key'), policyOf('key'), identities, requests, (key, other, attached, asked) => {
        const policies = attached.map((one) => compiled(one, 'identity'));
        const before = compiled(key, 'key');
        const after = compiled(change(key, firstOf(other)), 'key');
        for (const one of asked) {
          const was = decide(authorisationOf(one), before, policies).allowed;
          const is = decide(authorisationOf(one), after, policies).allowed;
          expect(is && !was).toBe(false);
          if (was && !is) lost++;
        }
      }),
      { numRuns: runs(400), seed: 20261130 },
    );
    return lost;
  }

  test('by one more Deny', () => {
    const more = losses((policy, statement) => ({
      ...policy,
      Statement: [...statementsOf(policy), { ...statement, Effect: 'Deny' }],
    }));
    expect(more).toBeGreaterThan(20);
  });

  test('by one Allow less', () => {
    const less = losses((policy) => {
      const statements = statementsOf(policy);
      const at = statements.findIndex(({ Effect }) => Effect === 'Allow');
      // A policy has one statement at least: in place of the last Allow, its Deny.
      const left = statements.filter((_, index) => index !== at);
      return { ...policy, Statement: left.length === 0 ? { ...firstOf(policy), Effect: 'Deny' } : left };
    });
    expect(less).toBeGreaterThan(20);
  });
});
