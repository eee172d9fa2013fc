import { describe, expect, test } from 'vitest';
import type { Caller } from './evaluate.ts';
import { lockedOut, type Party } from './lockout.ts';
import { ANNA, anna, app, APP, KEY_ARN, ROOT_ARN, source, type Written } from './policies.fixture.ts';

const to = (AWS: string | readonly string[], change: Written = {}): Written => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'kms:*',
  Resource: '*',
  ...change,
});
const all = source('identity', [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }], 'administrator');
const party = (name: string, caller: Caller, ...identityPolicies: Party['identityPolicies']): Party => ({
  name,
  caller,
  identityPolicies,
  values: (key) => (key === 'aws:principalarn' ? caller.arn : undefined),
});
const change = (
  before: readonly Written[] | null,
  after: readonly Written[],
  caller: Party,
  ...others: Party[]
) =>
  lockedOut({
    keyArn: KEY_ARN,
    before: before === null ? null : source('key', before),
    after: source('key', after),
    caller,
    others,
  });

const me = party('anna', anna);
const service = party('app', app);

describe('lockedOut', () => {
  test('lets a policy pass that names the caller, or delegates to an account whose identity policy allows', () => {
    expect(change([to(ANNA)], [to(ANNA)], me).caller).toBe(false);
    expect(change([to(ANNA)], [to(ROOT_ARN)], party('anna', anna, all)).caller).toBe(false);
  });

  test('holds a policy under which the caller could not put another', () => {
    expect(change([to(ANNA)], [to(APP)], me).caller).toBe(true);
    expect(change([to(ANNA)], [to(ROOT_ARN)], me).caller).toBe(true);
    expect(change([to(ANNA)], [to(ANNA, { Action: 'kms:Get*' })], me).caller).toBe(true);
    expect(
      change([to(ANNA)], [to(ANNA), to('*', { Effect: 'Deny', Action: 'kms:PutKeyPolicy' })], me).caller,
    ).toBe(true);
    expect(change(null, [to(APP)], party('anna', anna, all)).caller).toBe(true);
  });

  test('evaluates conditions with this request', () => {
    const only = (arn: string): Written => to('*', { Condition: { ArnLike: { 'aws:PrincipalArn': arn } } });
    expect(change([to(ANNA)], [only(ANNA)], me, service)).toEqual({ caller: false, losing: [] });
    expect(change([to([ANNA, APP])], [only(ANNA)], me, service)).toEqual({
      caller: false,
      losing: [service],
    });
  });

  test('names who loses, and neither who never could nor the caller', () => {
    const bystander = party('ben', { ...anna, arn: `${ANNA}2` });
    expect(change([to([ANNA, APP])], [to(ANNA)], me, me, service, bystander)).toEqual({
      caller: false,
      losing: [service],
    });
    expect(change([to([ANNA, APP])], [to(APP)], me, me, service)).toEqual({ caller: true, losing: [] });
    expect(change(null, [to(ANNA)], me, service).losing).toEqual([]);
  });

  test('sees loss through the account: delegation taken away', () => {
    const administrator = party('ben', { ...anna, arn: `${ANNA}2` }, all);
    expect(change([to(ROOT_ARN), to(ANNA)], [to(ANNA)], me, administrator).losing).toEqual([administrator]);
  });
});
