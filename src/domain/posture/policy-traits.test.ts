import { expect, it } from 'vitest';
import { compilePolicy } from '../policy/compile.ts';
import { keyPolicyFor } from '../policy/default-policy.ts';
import { parsePolicy } from '../policy/parse.ts';
import { policyTraits } from './policy-traits.ts';

const ACCOUNT = '000000000000';
const A = `arn:aws:iam::${ACCOUNT}:role/a`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

function traits(...statements: readonly object[]) {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return policyTraits(compilePolicy(parsed.document, 'key'), ACCOUNT);
}
const allow = (principal: string, action: string | readonly string[], more: object = {}): object => ({
  Effect: 'Allow',
  Principal: principal === '*' ? '*' : { AWS: principal },
  Action: action,
  Resource: '*',
  ...more,
});
const toAccount = allow(ROOT, 'kms:*');

it('tells a policy that only delegates from one that names somebody', () => {
  expect(traits(toAccount).delegatesOnly).toBe(true);
  expect(traits(toAccount, allow(A, 'kms:Decrypt')).delegatesOnly).toBe(false);
  expect(traits(toAccount).everything).toEqual([]);
});

it('finds nothing in the policy that the console makes', () => {
  const text = keyPolicyFor({
    accountId: ACCOUNT,
    administrators: [`arn:aws:iam::${ACCOUNT}:user/anna`],
    users: [A],
    delegateToAccount: true,
  });
  const parsed = parsePolicy(text, 'key');
  if (!parsed.ok) throw new Error('our own policy');
  expect(policyTraits(compilePolicy(parsed.document, 'key'), ACCOUNT)).toMatchObject({
    everyone: [],
    everything: [],
    administersAndDecrypts: [],
    grantsByPattern: [],
    delegatesOnly: false,
  });
});

it('everyone: of any account, of this one, and not where the policy says who it is', () => {
  const seen = (...statements: readonly object[]): readonly string[] =>
    traits(...statements).everyone.map(({ statement, where, uses, administers, conditional }) =>
      [statement, where, uses ? 'use' : '', administers ? 'administer' : '', conditional ? 'if' : '']
        .filter((word) => word !== '')
        .join(' '),
    );
  const when = (operator: string, name: string, value: string): object => ({
    Sid: 'Open',
    Condition: { [operator]: { [name]: value } },
  });
  expect(seen(allow('*', 'kms:*'))).toEqual(['statement 1 any-account use administer']);
  expect(seen(allow('*', 'kms:Decrypt', { Sid: 'Open' }))).toEqual(['Open any-account use']);
  expect(seen(allow('*', 'kms:PutKeyPolicy', { Sid: 'Open' }))).toEqual(['Open any-account administer']);
  expect(seen(allow('*', 'kms:DescribeKey'))).toEqual([]);
  expect(seen(allow('*', 'kms:Decrypt', when('StringEquals', 'kms:CallerAccount', ACCOUNT)))).toEqual([
    'Open this-account use',
  ]);
  expect(seen(allow('*', 'kms:Decrypt', when('StringEquals', 'kms:CallerAccount', '999999999999')))).toEqual(
    [],
  );
  expect(
    seen(allow('*', 'kms:Decrypt', when('StringEquals', 'kms:EncryptionContext:tenant', 'acme'))),
  ).toEqual(['Open any-account use if']);
  expect(seen(allow('*', 'kms:Decrypt', when('ArnEquals', 'aws:PrincipalArn', A)))).toEqual([]);
  const deny = (more: object): object => ({ ...allow('*', 'kms:*', more), Effect: 'Deny' });
  expect(seen(allow('*', 'kms:Decrypt'), deny({}))).toEqual([]);
  expect(
    seen(allow('*', 'kms:Decrypt'), deny(when('StringNotEquals', 'aws:PrincipalAccount', ACCOUNT))),
  ).toEqual(['statement 1 this-account use']);
});

it('everything in one statement, administering and decrypting over several', () => {
  expect(traits(allow(A, 'kms:*'))).toMatchObject({ everything: [A], administersAndDecrypts: [] });
  expect(traits(allow(A, 'kms:PutKeyPolicy'), allow(A, 'kms:Decrypt'))).toMatchObject({
    everything: [],
    administersAndDecrypts: [A],
  });
  expect(traits(allow(A, 'kms:PutKeyPolicy'), allow(A, 'kms:Encrypt')).administersAndDecrypts).toEqual([]);
});

it('believes a deny that nothing can get round', () => {
  const deny = { ...allow(A, 'kms:Decrypt'), Effect: 'Deny' };
  expect(traits(allow(A, 'kms:*'), deny).everything).toEqual([]);
  expect(traits(allow(A, ['kms:PutKeyPolicy', 'kms:Decrypt']), deny).administersAndDecrypts).toEqual([]);
  const sometimes = { ...deny, Condition: { StringEquals: { 'kms:ViaService': 'x' } } };
  expect(traits(allow(A, ['kms:PutKeyPolicy', 'kms:Decrypt']), sometimes).administersAndDecrypts).toEqual([
    A,
  ]);
});

it('grants: by a pattern, not by name', () => {
  expect(traits(allow(A, 'kms:Create*')).grantsByPattern).toEqual([A]);
  expect(traits(allow(A, ['kms:Create*', 'kms:CreateGrant'])).grantsByPattern).toEqual([]);
  expect(traits(allow(A, 'kms:CreateAlias')).grantsByPattern).toEqual([]);
});

it('reads inverted elements for what they leave', () => {
  const but = (Effect: string, AWS: readonly string[], more: object = {}): object => ({
    Effect,
    NotPrincipal: { AWS },
    Action: 'kms:*',
    Resource: '*',
    ...more,
  });
  expect(traits(but('Allow', [A], { Sid: 'Most' }))).toMatchObject({
    everyone: [{ statement: 'Most', where: 'any-account' }],
    everything: [],
    delegatesOnly: false,
  });
  const { Action: _, ...rest } = allow(A, '') as Record<string, unknown>; // as allow writes it
  expect(traits({ ...rest, NotAction: 'kms:Decrypt' }).grantsByPattern).toEqual([A]);
  expect(traits({ ...rest, NotAction: 's3:*' }).everything).toEqual([A]);
  // A Deny of all others takes everything away, one that spares it does not; nor does one that spares every resource.
  const B = `arn:aws:iam::${ACCOUNT}:role/b`;
  expect(traits(allow(A, 'kms:*'), but('Deny', [B, ROOT])).everything).toEqual([]);
  expect(traits(allow(A, 'kms:*'), but('Deny', [A, ROOT])).everything).toEqual([A]);
  expect(traits(allow(A, 'kms:*'), but('Deny', [A])).everything).toEqual([]);
  const nowhere = { Effect: 'Deny', Principal: '*', Action: 'kms:*', NotResource: '*' };
  expect(traits(allow(A, 'kms:*'), nowhere).everything).toEqual([A]);
});

it('who may change it: by name, by the account, by anybody, and not whom a Deny stops', () => {
  const ANNA = `arn:aws:iam::${ACCOUNT}:user/anna`;
  const may = (...statements: readonly object[]): boolean => traits(...statements).mayChange(ANNA);
  const only = allow(A, 'kms:*');
  expect([may(only), traits(only).changers]).toEqual([false, [A]]);
  expect(may(only, allow(ANNA, 'kms:PutKeyPolicy'))).toBe(true);
  expect(may(only, allow(ANNA, 'kms:Decrypt'))).toBe(false);
  expect(may(only, toAccount)).toBe(true);
  expect(may(allow('*', 'kms:Put*'))).toBe(true);
  const deny = { ...allow(ANNA, 'kms:PutKeyPolicy'), Effect: 'Deny' };
  expect(may(toAccount, deny)).toBe(false);
  const abroad = { ...deny, Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
  expect(may(toAccount, abroad)).toBe(true);
});
