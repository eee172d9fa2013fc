import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from './evaluate.ts';
import { foresee } from './foresee.ts';
import { ACCOUNT, ANNA, anna, ask, KEY_ARN, source } from './policies.fixture.ts';

const ALIAS = `arn:aws:kms:us-east-1:${ACCOUNT}:alias/`;
const allow = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: string, more: object = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more });
const named = { Principal: { AWS: ANNA } };
const can = (
  statements: readonly object[],
  action = 'kms:ScheduleKeyDeletion',
  values: Readonly<Record<string, string>> = {},
): boolean =>
  foresee(
    ask(action, anna, values),
    source(
      'key',
      statements.map((each) => ({ ...each, ...named })),
    ),
    [],
  ).allowed;

describe('what only the request will say', () => {
  const tenant = { Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } };
  it('does not forbid yet', () => {
    expect(can([allow('kms:Decrypt', tenant)], 'kms:Decrypt')).toBe(true);
    expect(can([allow('kms:Decrypt'), deny('kms:Decrypt', tenant)], 'kms:Decrypt')).toBe(true);
  });
  it('is no reason where another part says no', () => {
    expect(can([allow('kms:Encrypt', tenant)], 'kms:Decrypt')).toBe(false);
    expect(can([allow('kms:Decrypt', tenant), deny('kms:Decrypt')], 'kms:Decrypt')).toBe(false);
  });
});

it('decides what is known: who asks, from where', () => {
  const own = { Condition: { StringEquals: { 'aws:username': 'anna' } } };
  expect(can([allow('kms:Decrypt', own)], 'kms:Decrypt', { 'aws:username': 'anna' })).toBe(true);
  expect(can([allow('kms:Decrypt', own)], 'kms:Decrypt', { 'aws:username': 'ben' })).toBe(false);
  expect(
    can([allow('kms:Decrypt'), deny('kms:Decrypt', own)], 'kms:Decrypt', { 'aws:username': 'anna' }),
  ).toBe(false);
});

it('knows the key of a key that is there, and not of one that will be', () => {
  const spec = { Condition: { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } } };
  const identity = [source('identity', [allow('kms:CreateKey', spec)])];
  expect(foresee(ask('kms:CreateKey', anna, {}, '*'), null, identity).allowed).toBe(true);
  expect(can([allow('kms:Decrypt', spec)], 'kms:Decrypt', { 'kms:keyspec': 'RSA_2048' })).toBe(false);
});

it('counts a name that is not chosen yet in favour, but for a Deny of every name', () => {
  const asked = ask('kms:CreateAlias', anna, {}, ALIAS);
  const open = { key: true, resource: true };
  const mine = { ...allow('kms:CreateAlias'), Resource: `${ALIAS}app-*` };
  expect(foresee(asked, null, [source('identity', [mine])]).allowed).toBe(false);
  expect(foresee(asked, null, [source('identity', [mine])], open).allowed).toBe(true);
  expect(foresee(asked, null, [source('identity', [mine, deny('kms:CreateAlias')])], open).allowed).toBe(
    false,
  );
});

it('never says no to what `decide` allows, whatever the request turns out to say', () => {
  const conditions = fc.constantFrom(
    {},
    { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } },
    { StringEquals: { 'aws:username': 'anna' } },
    { Null: { 'kms:RequestAlias': 'true' } },
  );
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.constantFrom('kms:Decrypt', 'kms:*'),
    Resource: fc.constantFrom('*', KEY_ARN),
    Principal: fc.constant({ AWS: ANNA }),
    Condition: conditions,
  });
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), fc.boolean(), (statements, given) => {
      const policy = source('key', statements);
      const known = { 'aws:username': 'anna' };
      const later = given
        ? { ...known, 'kms:encryptioncontext:tenant': 'acme', 'kms:requestalias': 'alias/x' }
        : known;
      if (decide(ask('kms:Decrypt', anna, later), policy, []).allowed)
        expect(foresee(ask('kms:Decrypt', anna, known), policy, []).allowed).toBe(true);
    }),
  );
});
