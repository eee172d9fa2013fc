import { expect, it } from 'vitest';
import type { KeyEntity } from '../domain/state/entities.ts';
import { State } from '../domain/state/state.ts';
import { conditionValues, type Asked } from './condition-values.ts';
import type { Permission } from './operation.ts';

const asked = { state: new State(), region: 'us-east-1', input: {} } as unknown as Asked; // no value below asks for the call
const on = (...tags: readonly (readonly [string, string])[]) =>
  conditionValues(asked, { action: 'kms:Encrypt', resource: '*', key: { tags } } as unknown as Permission); // its tags only

it('knows the principal’s tags by name in any case', () => {
  const tags = [['Team', 'payments']] as const;
  const call = { principal: { tags } };
  const values = conditionValues({ ...asked, call } as unknown as Asked, {
    action: 'kms:ListKeys',
    resource: '*',
    key: null,
  }); // nothing else of the call is asked
  expect(values('aws:principaltag/team')).toBe('payments');
  expect(values('aws:principaltag/tea')).toBeUndefined();
  const without = conditionValues({ ...asked, call: { principal: {} } } as unknown as Asked, {
    action: 'kms:ListKeys',
    resource: '*',
    key: null,
  });
  expect(without('aws:principaltag/team')).toBeUndefined();
});

it('gives every value of tags whose names differ in case only', () => {
  const tags = [
    ['ENV', 'dev'],
    ['env', 'prod'],
    ['team', 'x'],
  ] as const;
  expect(on(...tags)('aws:resourcetag/env')).toEqual(['dev', 'prod']);
  expect(on(...tags)('aws:resourcetag/team')).toBe('x');
  expect(on(...tags)('aws:resourcetag/other')).toBeUndefined();
});

const state = new State();
state.apply('session', 's1', 1, '', {
  id: 's1',
  principalId: 'U1',
  createdAt: Date.UTC(2026, 0, 31),
  expiresAt: Date.UTC(2026, 1, 1),
  address: '127.0.0.1',
  agent: '',
});
const called = (id: string, sessionId: string | null, more: Partial<Permission> = {}) =>
  conditionValues({ ...asked, state, call: { principal: { id }, sessionId, time: 0 } } as unknown as Asked, {
    action: 'kms:DescribeKey',
    resource: '*',
    key: null,
    ...more,
  });

it('knows when a session began, and that it has no second factor; of an access key neither', () => {
  expect(called('U1', 's1')('aws:tokenissuetime')).toBe('2026-01-31T00:00:00.000Z');
  expect(called('U1', 's1')('aws:multifactorauthpresent')).toBe('false');
  expect(called('U1', 's1')('aws:multifactorauthage')).toBeUndefined();
  for (const values of [called('U1', null), called('U1', 'gone')]) {
    expect(values('aws:tokenissuetime')).toBeUndefined();
    expect(values('aws:multifactorauthpresent')).toBeUndefined();
  }
});

it('does not lend the caller’s session to somebody else that is asked about', () => {
  expect(called('U2', 's1')('aws:tokenissuetime')).toBeUndefined();
  expect(called('U2', 's1')('aws:multifactorauthpresent')).toBeUndefined();
});

it('takes the account of a resource from its ARN', () => {
  const resource = 'arn:aws:kms:us-east-1:111122223333:alias/a';
  expect(called('U1', null, { resource })('aws:resourceaccount')).toBe('111122223333');
  expect(called('U1', null)('aws:resourceaccount')).toBeUndefined();
});

it('counts whole days without a use, only for what puts a key away', () => {
  const key = { id: 'k', createdAt: -2.5 * 86_400_000 } as KeyEntity; // no use of it is in the state
  const days = (action: string) => called('U1', null, { action, key })('kms:trailingdayswithoutkeyusage');
  expect(days('kms:ScheduleKeyDeletion')).toBe('2');
  expect(days('kms:DisableKey')).toBe('2');
  expect(days('kms:EnableKey')).toBeUndefined();
});

it('looks a value up once', () => {
  let looked = 0;
  const conditions = () => {
    looked++;
    return { 'kms:keyspec': undefined };
  };
  const values = conditionValues({ ...asked, conditions }, {
    action: 'kms:CreateKey',
    resource: '*',
    key: null,
  } satisfies Permission);
  expect([values('kms:keyspec'), values('kms:keyspec')]).toEqual([undefined, undefined]);
  expect(looked).toBe(1);
});
