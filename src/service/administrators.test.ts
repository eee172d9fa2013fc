/** Who counts as an administrator on a desk with policies of its own. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { PrincipalEntity } from '../domain/state/entities.ts';
import { State } from '../domain/state/state.ts';
import { administersSurely, isLastAdministrator, shutsAdministratorsOut } from './administrators.ts';
import { createPolicyLibrary } from './policy-library.ts';

const policies = createPolicyLibrary((bytes) => createHash('sha256').update(bytes).digest());
const deny = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action, Resource: '*' } });

const person = (id: string, ...roles: readonly string[]): PrincipalEntity => ({
  id,
  kind: 'user',
  name: id,
  createdAt: 1,
  policies: roles,
  passwordHash: 'x',
});
function desk(people: readonly PrincipalEntity[], text: string) {
  const state = new State();
  for (const each of people) state.apply('principal', each.id, 1, '', each);
  state.apply('identityPolicy', 'limit', 1, '', { name: 'limit', text, description: '', createdAt: 1 });
  return { state, ports: { policies } };
}

it('does not count an administrator whom a policy of the desk’s own stops, nor one whose policy is missing', () => {
  const ada = person('ada', 'administrator', 'limit');
  const eve = person('eve', 'administrator', 'gone');
  expect(administersSurely(desk([ada], deny('kms:*')), ada)).toBe(true);
  expect(administersSurely(desk([ada], deny('keydesk:*')), ada)).toBe(false);
  expect(administersSurely(desk([eve], deny('kms:*')), eve)).toBe(false);
});

it('lets the last one go only when another is left who can act', () => {
  const ada = person('ada', 'administrator');
  const limited = person('ben', 'administrator', 'limit');
  expect(isLastAdministrator(desk([ada, limited], deny('kms:*')), ada, null)).toBe(false);
  expect(isLastAdministrator(desk([ada, limited], deny('keydesk:Update*')), ada, null)).toBe(true);
  expect(isLastAdministrator(desk([ada], deny('keydesk:*')), ada, limited)).toBe(true);
});

it('judges a policy by what it would make of everybody', () => {
  const ada = person('ada', 'administrator', 'limit');
  const eve = person('eve', 'administrator');
  const after = desk([ada], deny('keydesk:*'));
  const asAfter = {
    ...policies,
    identityPolicies: (_: State, names: readonly string[]) => policies.identityPolicies(after.state, names),
  };
  expect(shutsAdministratorsOut(desk([ada], deny('kms:*')), asAfter)).toBe(true);
  expect(shutsAdministratorsOut(desk([ada, eve], deny('kms:*')), asAfter)).toBe(false);
  expect(shutsAdministratorsOut(desk([ada], deny('keydesk:*')), asAfter)).toBe(false);
});
