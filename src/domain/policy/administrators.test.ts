import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PrincipalEntity } from '../state/entities.ts';
import { isActiveAdministrator, losesLastAdministrator } from './administrators.ts';

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

test('whatever is done by its leave, an administrator stays', () => {
  const people = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      policies: fc.subarray(['administrator', 'auditor']),
      passwordHash: fc.constantFrom(null, 'x'),
      kind: fc.constantFrom('user' as const, 'role' as const),
    }),
    { selector: ({ id }) => id, minLength: 1 },
  );
  fc.assert(
    fc.property(people, fc.nat(), fc.subarray(['administrator', 'auditor']), (given, at, policies) => {
      const all = given.map((each) => person(each.id, each));
      const before = all[at % all.length]!; // at least one
      const after = { ...before, policies };
      if (losesLastAdministrator(all, before, after)) return true;
      const then = all.map((each) => (each === before ? after : each));
      return then.some(isActiveAdministrator) || !all.some(isActiveAdministrator);
    }),
  );
});
