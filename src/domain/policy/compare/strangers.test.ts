import { describe, expect, test } from 'vitest';
import { boundOf } from './strangers.ts';
import { ACCOUNT, FOREIGN, foreign, policy, world, type Written } from './worlds.fixture.ts';

const bound = (written: Written, ...more: readonly Written[]): string =>
  boundOf(policy({ Principal: '*', ...written }, ...more), 0, world());
const when = (operator: string, key: string, value: string): Written => ({
  Condition: { [operator]: { [key]: value } },
});

describe('a statement for anyone', () => {
  test.each<[string, Written]>([
    ['without a condition', {}],
    ['by a context', when('StringEquals', 'kms:EncryptionContext:tenant', 'acme')],
    ['by an address', when('IpAddress', 'aws:SourceIp', '10.0.0.0/8')],
    ['but for one account', when('StringNotEquals', 'aws:PrincipalAccount', FOREIGN)],
    ['by a pattern over accounts', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/app-*')],
    ['by a pattern that only looks bound', when('StringLike', 'aws:PrincipalArn', `*${FOREIGN}*`)],
    ['by a user name', when('StringEquals', 'aws:username', 'alice')],
    ['by some accounts', when('StringLike', 'aws:PrincipalAccount', '1*')],
    ['by a role of some accounts', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::1*:role/x')],
    ['if the account is there', when('StringLikeIfExists', 'kms:CallerAccount', '*')],
  ])('%s is open', (_, written) => {
    expect(bound(written)).toBe('open');
  });
  test.each<[string, Written]>([
    ['by account', when('StringEquals', 'kms:CallerAccount', ACCOUNT)],
    ['by ARN', when('ArnEquals', 'aws:PrincipalArn', foreign('role/app'))],
    ['by a pattern in one account', when('ArnLike', 'aws:PrincipalArn', foreign('role/*'))],
    ['by what no request has', when('StringEquals', 'kms:ViaService', 's3.us-east-1.amazonaws.com')],
  ])('%s is bounded', (_, written) => {
    expect(bound(written)).toBe('bounded');
  });
  test('and a Deny for all others bounds it', () => {
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      ...when('StringNotEquals', 'aws:PrincipalAccount', ACCOUNT),
    };
    expect(bound({}, deny)).toBe('bounded');
  });
  test('and a Deny for all but some accounts, or of another key, does not', () => {
    const deny = { Effect: 'Deny', Principal: '*' };
    expect(bound({}, { ...deny, ...when('StringNotLike', 'aws:PrincipalAccount', '1*') })).toBe('open');
    expect(bound({}, { ...deny, NotResource: '*' })).toBe('open');
  });
});
