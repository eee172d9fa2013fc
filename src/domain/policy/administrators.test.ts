import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PrincipalEntity } from '../state/entities.ts';
import {
  administered,
  isActiveAdministrator,
  losesLastAdministrator as loses,
  type PoliciesOf,
} from './administrators.ts';
import { BUILT_IN_POLICIES } from './built-in-policies.ts';
import { compilePolicy } from './compile.ts';
import { parsePolicy } from './parse.ts';

const statement = (over: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Action: 'keydesk:*', Resource: '*', ...over },
  });
const OWN: Readonly<Record<string, string>> = {
  'deny-all': statement({ Action: ['kms:*', 'keydesk:Update*'] }),
  'deny-keys': statement({ Action: 'kms:*' }),
  'deny-elsewhere': statement({ Condition: { Null: { 'aws:PrincipalTag/place': 'true' } } }),
  'deny-on-keys': statement({ Resource: 'arn:aws:kms:us-east-1:000000000000:key/*' }),
  'allow-all': statement({ Effect: 'Allow' }),
};
const policiesOf: PoliciesOf = ({ policies }) =>
  policies.map((name) => {
    const text = OWN[name] ?? BUILT_IN_POLICIES.find((policy) => policy.name === name)?.text ?? '';
    const parsed = parsePolicy(text, 'identity');
    if (!parsed.ok) throw new Error(`${name}: ${parsed.problems[0]?.message}`);
    return compilePolicy(parsed.document, 'identity');
  });
const losesLastAdministrator = (
  principals: readonly PrincipalEntity[],
  before: PrincipalEntity,
  after: PrincipalEntity | null,
): boolean => loses(principals, before, after, policiesOf);

const person = (id: string, over: Partial<PrincipalEntity> = {}): PrincipalEntity => ({
  id,
  kind: 'user',
  name: id,
  createdAt: 0,
  policies: ['administrator'],
  passwordHash: 'x',
  ...over,
});

test('only a person who can sign in counts', () => {
  expect(isActiveAdministrator(person('a'))).toBe(true);
  expect(isActiveAdministrator(person('a', { passwordHash: null }))).toBe(false);
  expect(isActiveAdministrator(person('a', { kind: 'role' }))).toBe(false);
  expect(isActiveAdministrator(person('a', { policies: ['auditor'] }))).toBe(false);
});

test('the last administrator is told by what is left, however it is lost', () => {
  const ada = person('ada');
  const invited = person('bob', { passwordHash: null });
  for (const after of [null, person('ada', { policies: [] }), person('ada', { passwordHash: null })])
    expect(losesLastAdministrator([ada, invited], ada, after)).toBe(true);
  expect(
    losesLastAdministrator([ada, invited], ada, person('ada', { policies: ['administrator', 'auditor'] })),
  ).toBe(false);
  expect(losesLastAdministrator([ada, invited], invited, null)).toBe(false);
  expect(losesLastAdministrator([ada, person('eve')], ada, null)).toBe(false);
});

const holding = (...policies: readonly string[]): PrincipalEntity =>
  person('ada', { policies: ['administrator', ...policies] });

test.each([
  [2, holding()],
  [2, holding('deny-keys', 'deny-on-keys', 'allow-all')],
  [1, holding('deny-elsewhere')],
  [0, holding('deny-elsewhere', 'deny-all')],
  [0, person('ada', { policies: ['allow-all'] })],
  [0, person('ada', { policies: [] })],
] as const)('an administrator whom a policy of theirs denies is none: %i', (rank, ada) => {
  expect(administered([ada], policiesOf)).toBe(rank);
  expect(administered([ada, person('bob', { passwordHash: null })], policiesOf)).toBe(rank);
  expect(administered([ada, person('eve')], policiesOf)).toBe(2);
});

test('the last administrator is not denied, not even under a condition, and one who is does not replace another', () => {
  const ada = person('ada');
  expect(losesLastAdministrator([ada], ada, holding('deny-all'))).toBe(true);
  expect(losesLastAdministrator([ada], ada, holding('deny-elsewhere'))).toBe(true);
  expect(losesLastAdministrator([ada], ada, holding('deny-keys'))).toBe(false);
  expect(losesLastAdministrator([ada, person('eve')], ada, holding('deny-all'))).toBe(false);
  const stopped = person('bob', { policies: ['administrator', 'deny-elsewhere'] });
  expect(losesLastAdministrator([ada, stopped], ada, null)).toBe(true);
  expect(losesLastAdministrator([stopped], stopped, null)).toBe(true);
  expect(losesLastAdministrator([holding('deny-all')], holding('deny-all'), null)).toBe(false);
});

test('whatever is done by its leave, an administrator stays', () => {
  const people = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      policies: fc.subarray(['administrator', 'auditor', 'deny-all', 'deny-elsewhere', 'allow-all']),
      passwordHash: fc.constantFrom(null, 'x'),
      kind: fc.constantFrom('user' as const, 'role' as const),
    }),
    { selector: ({ id }) => id, minLength: 1 },
  );
  fc.assert(
    fc.property(
      people,
      fc.nat(),
      fc.subarray(['administrator', 'auditor', 'deny-all', 'deny-elsewhere']),
      (given, at, policies) => {
        const all = given.map((each) => person(each.id, each));
        const before = all[at % all.length]!; // at least one
        const after = { ...before, policies };
        if (losesLastAdministrator(all, before, after)) return true;
        const then = all.map((each) => (each === before ? after : each));
        return administered(then, policiesOf) >= administered(all, policiesOf);
      },
    ),
  );
});
