import { expect, test } from 'vitest';
import { statementsNaming } from './statements-naming.ts';

const arn = (name: string): string => `arn:aws:iam::111122223333:${name}`;
const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const statement = (over: object): object => ({
  Effect: 'Allow',
  Principal: { AWS: arn('root') },
  Action: 'kms:*',
  Resource: '*',
  ...over,
});

test('a statement that names somebody is told by its place, its Sid and its effect', () => {
  const text = policy(
    statement({}),
    statement({ Sid: 'use', Principal: { AWS: [arn('role/api'), arn('user/bob')] } }),
    statement({ Effect: 'Deny', Principal: { AWS: arn('user/bob') } }),
  );
  expect(statementsNaming(text, arn('user/bob'))).toEqual([
    { index: 1, sid: 'use', effect: 'Allow' },
    { index: 2, sid: null, effect: 'Deny' },
  ]);
  expect(statementsNaming(text, arn('user/bo'))).toEqual([]);
});

test('so is one that names them in a condition, and one that is written with escapes', () => {
  const condition = { ArnLike: { 'aws:PrincipalArn': arn('user/bob') } };
  expect(
    statementsNaming(policy(statement({ Principal: '*', Condition: condition })), arn('user/bob')),
  ).toHaveLength(1);
  const escaped = policy(statement({ Principal: { AWS: arn('user/bob') } })).replace(
    'user/bob',
    'user\\/bo\\u0062',
  );
  expect(escaped).not.toContain('user/bob');
  expect(statementsNaming(escaped, arn('user/bob'))).toHaveLength(1);
});

test.each([
  [
    'an account that a variable stands for',
    { StringEquals: { 'aws:PrincipalArn': 'arn:aws:iam::${aws:PrincipalAccount}:user/bob' } },
    true,
  ],
  ['any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/bob' } }, true],
  ['another case', { StringEqualsIgnoreCase: { 'aws:PrincipalArn': arn('USER/Bob') } }, true],
  ['the name of a person', { StringEquals: { 'AWS:username': ['eve', 'bob'] } }, true],
  ['the same as another value', { StringEquals: { 'kms:EncryptionContext:for': 'bob' } }, false],
  [
    'a longer name',
    { StringEquals: { 'aws:username': 'bobby', 'aws:PrincipalArn': arn('user/bobby') } },
    false,
  ],
  ['a pattern of names', { ArnLike: { 'aws:PrincipalArn': arn('user/bo*') } }, false],
])('a condition names them by %s', (_how, Condition, names) => {
  const text = policy(statement({ Principal: '*', Condition }));
  expect(statementsNaming(text, arn('user/bob'))).toHaveLength(names ? 1 : 0);
  expect(statementsNaming(text, arn('role/bob'))).toEqual([]);
});

test('what cannot be read names nobody', () => {
  expect(statementsNaming(`{"${arn('user/bob')}`, arn('user/bob'))).toEqual([]);
});
