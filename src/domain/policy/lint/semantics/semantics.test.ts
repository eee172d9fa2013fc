import { describe, expect, test } from 'vitest';
import { BUILT_IN_POLICIES } from '../../built-in-policies.ts';
import { keyPolicyFor } from '../../default-policy.ts';
import {
  EXAMPLE_WORLD,
  exampleUsage,
  keyPolicy,
  OTHER_ACCOUNT,
  role,
  ROOT,
  user,
  type ExampleStatement,
} from '../examples.ts';
import { lintPolicy } from '../lint.ts';
import { codesOf, fixedBy, messagesOf } from '../lint.fixture.ts';
import { accountVsRootUser } from './account-vs-root-user.ts';
import { allowFullyDenied } from './allow-fully-denied.ts';
import { denyNoEffect } from './deny-no-effect.ts';
import { emptyPart } from './empty-part.ts';
import { mergeable } from './mergeable.ts';
import { neverTrue } from './never-true.ts';
import { presenceTest } from './presence-test.ts';
import { redundantAction } from './redundant-action.ts';
import { redundantPrincipal } from './redundant-principal.ts';
import { redundantValue } from './redundant-value.ts';
import { regionMismatch } from './region-mismatch.ts';
import { shadowedAllow } from './shadowed-allow.ts';
import { valueCase } from './value-case.ts';
import { viaServiceFormat } from './via-service-format.ts';
import { wildcardNoLike } from './wildcard-no-like.ts';

const when = (
  operator: string,
  key: string,
  value: string | readonly string[],
  more: ExampleStatement = {},
) => keyPolicy({ ...more, Condition: { [operator]: { [key]: value } } });
const ROLE_USE: ExampleStatement = { Sid: 'Use', Action: ['kms:Decrypt', 'kms:Encrypt'] };

describe('shadowed-allow', () => {
  test('counts several statements together', () => {
    const tenant = (value: string): ExampleStatement => ({
      Sid: value,
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': value } },
    });
    const both: ExampleStatement = {
      Sid: 'Both',
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': ['a', 'b'] } },
    };
    expect(messagesOf(shadowedAllow, keyPolicy(tenant('a'), tenant('b'), both)).length).toBeGreaterThan(0);
    expect(
      messagesOf(shadowedAllow, keyPolicy(tenant('a'), both)).some((each) =>
        each.startsWith('Statement "Both"'),
      ),
    ).toBe(false);
  });

  test('is not said of a name beside its account, nor of what an identity policy happens to give', () => {
    const account: ExampleStatement = { Sid: 'Account', Principal: { AWS: ROOT }, Action: 'kms:*' };
    expect(
      codesOf(shadowedAllow, keyPolicy(account, { Sid: 'Alice', Principal: { AWS: user('alice') } })),
    ).toEqual([]);
    expect(codesOf(shadowedAllow, keyPolicy(account, { Sid: 'App' }))).toEqual([]);
  });

  test('is not said where a Deny takes the other away', () => {
    expect(
      codesOf(shadowedAllow, keyPolicy(ROLE_USE, { Sid: 'Reader', Principal: { AWS: role('reader') } })),
    ).toEqual([]);
  });

  test('reads a name and a condition on the name as one', () => {
    const byCondition = {
      Sid: 'Pattern',
      Principal: '*',
      Condition: { ArnEquals: { 'aws:PrincipalArn': role('app') } },
    };
    expect(messagesOf(shadowedAllow, keyPolicy({ Sid: 'Name' }, byCondition)).length).toBeGreaterThan(0);
  });
});

describe('statements without an effect', () => {
  test('a Deny of everything denies the Allow; of another principal it does not', () => {
    const deny = (AWS: string): ExampleStatement => ({
      Sid: 'No',
      Effect: 'Deny',
      Principal: { AWS },
      Action: 'kms:*',
    });
    expect(codesOf(allowFullyDenied, keyPolicy(ROLE_USE, deny(role('app'))))).toEqual(['allow-fully-denied']);
    expect(codesOf(allowFullyDenied, keyPolicy(ROLE_USE, deny(role('reader'))))).toEqual([]);
    expect(codesOf(denyNoEffect, keyPolicy(ROLE_USE, deny(role('reader'))))).toEqual(['deny-no-effect']);
    expect(codesOf(denyNoEffect, keyPolicy(ROLE_USE, deny(role('app'))))).toEqual([]);
  });

  test('a Deny beside the account has an effect: identity policies may allow', () => {
    const account: ExampleStatement = { Sid: 'Account', Principal: { AWS: ROOT }, Action: 'kms:*' };
    const deny: ExampleStatement = {
      Sid: 'No',
      Effect: 'Deny',
      Principal: { AWS: user('alice') },
      Action: 'kms:Decrypt',
    };
    expect(codesOf(denyNoEffect, keyPolicy(account, deny))).toEqual([]);
  });

  test.each<[string, ExampleStatement, boolean]>([
    [
      'two values at once',
      {
        Condition: {
          StringEquals: { 'kms:RequestAlias': 'alias/a' },
          StringLike: { 'kms:RequestAlias': 'alias/b*' },
        },
      },
      true,
    ],
    [
      'the principal and another account',
      { Condition: { StringEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } } },
      true,
    ],
    [
      'a number below and above',
      {
        Action: 'kms:ScheduleKeyDeletion',
        Condition: {
          NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '10' },
          NumericGreaterThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '20' },
        },
      },
      true,
    ],
    [
      'present and absent',
      { Condition: { Null: { 'kms:RequestAlias': 'true' }, StringLike: { 'kms:RequestAlias': 'alias/*' } } },
      true,
    ],
    ['a key of another spec', { Condition: { StringEquals: { 'kms:KeySpec': 'RSA_2048' } } }, true],
    [
      'values that can both be',
      {
        Condition: {
          StringEquals: { 'kms:RequestAlias': 'alias/ab' },
          StringLike: { 'kms:RequestAlias': 'alias/a*' },
        },
      },
      false,
    ],
    [
      'a time that will come',
      { Condition: { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } } },
      false,
    ],
  ])('never-true: %s', (_, statement, fires) => {
    const text = keyPolicy({ Sid: 'Other', Action: 'kms:Encrypt' }, { Sid: 'This', ...statement });
    expect(codesOf(neverTrue, text)).toEqual(fires ? ['never-true'] : []);
  });

  test('what only AWS can match is a note, and is not removed in bulk', () => {
    const text = keyPolicy(
      { Sid: 'Other', Action: 'kms:Encrypt' },
      { Sid: 'This', Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } },
    );
    expect(messagesOf(neverTrue, text)).toEqual([
      expect.stringContaining('Keep it if the policy is used in AWS as well.') as string,
    ]);
  });
});

describe('presence-test', () => {
  test.each([
    ['StringLike', { Null: { 'kms:RequestAlias': 'false' } }],
    ['StringNotLike', { Null: { 'kms:RequestAlias': 'true' } }],
    ['StringLikeIfExists', undefined],
  ])('%s "*" is the same as plain words', (operator, meant) => {
    const [text] = fixedBy(presenceTest, when(operator, 'kms:RequestAlias', '*'));
    const { Statement } = JSON.parse(text ?? '{}') as { Statement: { Condition?: unknown }[] }; // the policy of this test
    expect(Statement[0]?.Condition).toEqual(meant);
  });

  test.each([
    ['StringEquals', '*'],
    ['StringLike', 'a*'],
    ['StringLike', '?*'],
  ])('%s %j looks at the value', (operator, value) => {
    expect(codesOf(presenceTest, when(operator, 'kms:RequestAlias', value))).toEqual([]);
  });

  test('keeps the other conditions where they are', () => {
    const text = keyPolicy({
      Condition: {
        StringLike: { 'kms:RequestAlias': '*', 'kms:EncryptionContext:a': 'x*' },
        Null: { 'kms:EncryptionContext:b': 'false' },
      },
    });
    const [fixed] = fixedBy(presenceTest, text);
    expect(
      (JSON.parse(fixed ?? '{}') as { Statement: { Condition: unknown }[] }).Statement[0]?.Condition,
    ).toEqual({
      // as above
      StringLike: { 'kms:EncryptionContext:a': 'x*' },
      Null: { 'kms:EncryptionContext:b': 'false', 'kms:RequestAlias': 'false' },
    });
  });
});

test('wildcard-no-like looks beside variables, and not at operators that know wildcards', () => {
  expect(codesOf(wildcardNoLike, when('StringEquals', 'kms:RequestAlias', '${*}'))).toEqual([]);
  expect(codesOf(wildcardNoLike, when('ArnEquals', 'aws:PrincipalArn', role('app-*')))).toEqual([]);
  expect(
    codesOf(wildcardNoLike, when('ForAnyValue:StringEquals', 'kms:EncryptionContextKeys', 'a?')),
  ).toEqual(['wildcard-no-like']);
});

describe('what is said twice', () => {
  test.each<[readonly string[], number]>([
    [['kms:*', 'kms:Encrypt'], 1],
    [['kms:Encrypt', 'KMS:encrypt'], 1],
    [['kms:Encrypt', 'kms:Encrypt', 'kms:Encrypt'], 2],
    [['kms:Get*', 'kms:*Policy'], 0],
    [['kms:Nothing', 'kms:Nothing'], 0],
  ])('actions %j: %d', (Action, count) => {
    expect(messagesOf(redundantAction, keyPolicy({ Action }))).toHaveLength(count);
  });

  test.each<[string, readonly string[], number]>([
    ['StringLike', ['a*', 'ab', 'abc*'], 2],
    ['StringLike', ['a?', 'a*'], 1],
    ['StringLike', ['a?', 'ab*'], 0],
    ['StringEquals', ['a', 'a'], 1],
    ['StringEqualsIgnoreCase', ['a', 'A'], 1],
    ['StringEquals', ['a', 'A'], 0],
    ['StringNotLike', ['a*', 'ab'], 1],
  ])('values of %s %j: %d', (operator, values, count) => {
    expect(messagesOf(redundantValue, when(operator, 'kms:RequestAlias', values))).toHaveLength(count);
  });

  test.each<[string, readonly string[], string, number]>([
    ['a role beside everyone', ['*', role('app')], 'Allow', 1],
    [
      'a session beside its role',
      [role('app'), 'arn:aws:sts::111122223333:assumed-role/app/one'],
      'Allow',
      1,
    ],
    ['an account in two forms', [ROOT, '111122223333'], 'Allow', 1],
    ['a role beside its account', [ROOT, role('app')], 'Allow', 0],
    ['a role beside its account, denied', [ROOT, role('app')], 'Deny', 1],
    ['two roles', [role('app'), role('reader')], 'Allow', 0],
  ])('principals: %s', (_, AWS, Effect, count) => {
    expect(messagesOf(redundantPrincipal, keyPolicy({ Effect, Principal: { AWS } }))).toHaveLength(count);
  });
});

describe('mergeable', () => {
  const titles = (...statements: readonly ExampleStatement[]): readonly string[] =>
    fixedBy(mergeable, keyPolicy(...statements));

  test('one name is kept; two names are left to their author', () => {
    const [merged] = titles({ Sid: 'The app', Action: 'kms:Encrypt' }, { Action: 'kms:Decrypt' });
    expect(merged).toBe(
      keyPolicy({ Sid: 'The app', Action: ['kms:Encrypt', 'kms:Decrypt'] }).replace(
        '[\n        "kms:Encrypt",\n        "kms:Decrypt"\n      ]',
        '["kms:Encrypt", "kms:Decrypt"]',
      ),
    );
  });

  test.each<[string, ExampleStatement, number]>([
    ['other actions', { Action: 'kms:Encrypt' }, 1],
    ['other principals', { Principal: { AWS: role('reader') } }, 1],
    ['other actions and principals', { Action: 'kms:Encrypt', Principal: { AWS: role('reader') } }, 0],
    ['the account beside a name', { Principal: { AWS: ROOT } }, 0],
    ['another effect', { Effect: 'Deny', Action: 'kms:Encrypt' }, 0],
    [
      'another condition',
      { Action: 'kms:Encrypt', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      0,
    ],
    ['all but some actions', { Action: undefined, NotAction: 'kms:Encrypt' }, 0],
  ])('%s', (_, second, count) => {
    expect(messagesOf(mergeable, keyPolicy({ Sid: 'A' }, second))).toHaveLength(count);
    expect(messagesOf(mergeable, keyPolicy({ Sid: 'A' }, { ...second, Sid: 'B' }))).toEqual([]);
  });

  test('says nothing of the policies that this desk writes', () => {
    for (const { text } of BUILT_IN_POLICIES)
      expect(lintPolicy(text, 'identity', EXAMPLE_WORLD, { rules: [mergeable] }).findings).toEqual([]);
    const [administrators, users] = [[user('alice')], [user('alice'), role('app')]];
    for (const delegateToAccount of [true, false])
      for (const who of [users, administrators]) {
        const choice = { accountId: EXAMPLE_WORLD.accountId, administrators, users: who, delegateToAccount };
        expect(messagesOf(mergeable, keyPolicyFor(choice))).toEqual([]);
      }
  });

  test.each<[string, ExampleStatement, ExampleStatement]>([
    [
      'the account and names',
      { Principal: { AWS: ROOT } },
      { Principal: { AWS: [role('app'), user('bob')] } },
    ],
    ['names and the account', { Principal: { AWS: role('app') } }, { Principal: { AWS: ROOT } }],
    ['the account with a name and a name', { Principal: { AWS: [ROOT, role('app')] } }, {}],
  ])('%s stay apart', (_, first, second) => {
    expect(messagesOf(mergeable, keyPolicy({ Sid: 'First', ...first }, second))).toEqual([]);
  });
});

test('empty-part: what is empty is taken out, and what cannot be empty is refused', () => {
  expect(fixedBy(emptyPart, keyPolicy({ Sid: '' }))).toEqual([keyPolicy({})]);
  expect(
    fixedBy(
      emptyPart,
      keyPolicy({ Condition: { StringEquals: {}, Bool: { 'aws:SecureTransport': 'true' } } }),
    ),
  ).toEqual([keyPolicy({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })]);
  expect(fixedBy(emptyPart, keyPolicy({ Sid: 'A', Action: [] }, { Sid: 'B' }))).toEqual([
    keyPolicy({ Sid: 'B' }),
  ]);
});

describe('values', () => {
  test('are compared with those of the directory, the key and the log', () => {
    const usage = exampleUsage([role('app'), 'kms:Decrypt', { steadyContext: [['tenant', 'acme']] }]);
    const codes = (key: string, value: string) =>
      codesOf(valueCase, when('StringEquals', key, value), { usage });
    expect(codes('kms:EncryptionContext:tenant', 'Acme')).toEqual(['value-case']);
    expect(codes('kms:EncryptionContext:tenant', 'acme')).toEqual([]);
    expect(codes('kms:EncryptionContext:tenant', 'other')).toEqual([]);
    expect(codes('kms:RequestAlias', 'alias/Orders')).toEqual(['value-case']);
    expect(codes('kms:KeySpec', 'symmetric_default')).toEqual(['value-case']);
    expect(codes('aws:username', 'Carol')).toEqual(['value-case']);
  });

  test.each([
    ['s3', ['via-service-format']],
    ['s3.amazonaws.com', ['via-service-format']],
    ['s3.eu-west-1.amazonaws.com', []],
    ['*.eu-west-1.amazonaws.com', []],
    ['s3.*.amazonaws.com', []],
    ['${aws:RequestedRegion}', []],
  ])('kms:ViaService %s: %j', (value, codes) => {
    expect(codesOf(viaServiceFormat, when('StringLike', 'kms:ViaService', value))).toEqual(codes);
  });

  test('the region of a service is that of the key', () => {
    expect(
      fixedBy(regionMismatch, when('StringEquals', 'kms:ViaService', 's3.us-east-1.amazonaws.com')),
    ).toEqual([when('StringEquals', 'kms:ViaService', 's3.eu-west-1.amazonaws.com')]);
    expect(codesOf(regionMismatch, when('StringLike', 'kms:ViaService', 's3.*.amazonaws.com'))).toEqual([]);
  });
});

test.each([
  ['RootOnly', ['account-vs-root-user']],
  ['Allow root user', ['account-vs-root-user']],
  ['Enable IAM User Permissions', []],
  ['Root account access', []],
  ['DelegateToRoot', []],
  ['Chroot', []],
])('account-vs-root-user: the Sid %s: %j', (Sid, codes) => {
  expect(codesOf(accountVsRootUser, keyPolicy({ Sid, Principal: { AWS: ROOT }, Action: 'kms:*' }))).toEqual(
    codes,
  );
});
