import { describe, expect, test } from 'vitest';
import { ACTIONS } from './actions.ts';
import { compilePolicy } from './compile.ts';
import { parsePolicy } from './parse.ts';
import { ACCOUNT, ANNA, ROOT_ARN, source, type Written } from './policies.fixture.ts';

const allow: Written = { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' };
const compiled = (change: Written) => source('key', [{ ...allow, ...change }]).compiled.statements[0];
const none = (): undefined => undefined;
const covered = (Action: string | readonly string[]): readonly string[] =>
  ACTIONS.filter((_, index) => compiled({ Action })?.actions[index] === 1).map(({ name }) => name);

describe('compilePolicy', () => {
  test('expands actions without case', () => {
    expect(covered('KMS:dECRYPT')).toEqual(['kms:Decrypt']);
    expect(covered('kms:ReEncrypt*')).toEqual(['kms:ReEncryptFrom', 'kms:ReEncryptTo']);
    expect(covered('kms:?ncrypt')).toEqual(['kms:Encrypt']);
    expect(covered(['kms:generatedatakey', 'kms:Decript'])).toEqual(['kms:GenerateDataKey']);
    expect(covered('*')).toHaveLength(ACTIONS.length);
    expect(covered('kms:*').every((name) => name.startsWith('kms:'))).toBe(true);
    expect(covered('k*')).toHaveLength(ACTIONS.length);
    expect(covered('kms:Create*')).toContain('kms:CreateGrant');
  });

  test('turns NotAction round, over the whole catalogue', () => {
    const left = (NotAction: string): readonly string[] => {
      const { Action: _, ...rest } = allow;
      const [statement] = source('key', [{ ...rest, NotAction }]).compiled.statements;
      return ACTIONS.filter((_row, index) => statement?.actions[index] === 1).map(({ name }) => name);
    };
    expect(left('kms:*').every((name) => name.startsWith('keydesk:'))).toBe(true);
    expect(left('*')).toEqual([]);
    expect(left('s3:*')).toHaveLength(ACTIONS.length);
    expect(left('kms:decrypt')).not.toContain('kms:Decrypt');
    expect(left('kms:decrypt')).toContain('kms:Encrypt');
  });

  test('lists the statements that cover an action, in their order', () => {
    const policy = source('key', [
      allow,
      { ...allow, Action: 'kms:Decrypt' },
      { ...allow, Action: 'kms:Encrypt' },
    ]).compiled;
    const covering = (name: string): readonly number[] | undefined =>
      policy.covering[ACTIONS.findIndex((row) => row.name === name)]?.map(({ index }) => index);
    expect(covering('kms:Decrypt')).toEqual([0, 1]);
    expect(covering('kms:Encrypt')).toEqual([0, 2]);
    expect(covering('keydesk:ReadLog')).toEqual([]);
  });

  test('takes 12 digits and the root ARN for the same', () => {
    const both = [compiled({ Principal: { AWS: ACCOUNT } }), compiled({ Principal: { AWS: ROOT_ARN } })];
    for (const statement of both)
      expect(statement?.principals).toEqual({
        inverted: false,
        anyone: false,
        arns: new Set(),
        accounts: new Set([ACCOUNT]),
      });
    expect(compiled({ Principal: { AWS: [ANNA, '*'] } })?.principals).toEqual({
      inverted: false,
      anyone: true,
      arns: new Set([ANNA]),
      accounts: new Set(),
    });
  });

  test('matches resources with case', () => {
    const statement = compiled({ Resource: ['arn:aws:kms:*:key/AB*', 'arn:aws:kms:x:1:alias/a'] });
    expect(statement?.resource('arn:aws:kms:us-east-1:1:key/ABC/d', none)).toBe(true);
    expect(statement?.resource('arn:aws:kms:us-east-1:1:key/abc', none)).toBe(false);
    expect(statement?.resource('arn:aws:kms:x:1:alias/a', none)).toBe(true);
  });

  test('folds condition keys for the look-up and keeps how they were written', () => {
    const statement = compiled({ Condition: { StringEquals: { 'kms:EncryptionContext:Tenant': 'A' } } });
    expect(statement?.conditions[0]).toMatchObject({
      key: 'kms:EncryptionContext:Tenant',
      folded: 'kms:encryptioncontext:tenant',
      wanted: ['A'],
    });
  });

  test('asks texts first, and reads nothing for a request that fails by one', () => {
    const statement = compiled({
      Condition: {
        DateGreaterThan: { 'aws:CurrentTime': '2026-01-01' },
        IpAddress: { 'aws:SourceIp': '192.0.2.0/24' },
        StringEquals: { 'kms:EncryptionContext:tenant': 'acme' },
      },
    });
    const [time, address, tenant] = ['aws:currenttime', 'aws:sourceip', 'kms:encryptioncontext:tenant'];
    const good = { [time]: '2026-11-30T20:00:00Z', [address]: '192.0.2.7', [tenant]: 'acme' };
    const asked = (values: Readonly<Record<string, string>>): readonly [boolean | undefined, string[]] => {
      const keys: string[] = [];
      const meets = statement?.meets((key) => {
        keys.push(key);
        return values[key];
      });
      return [meets, keys];
    };
    expect(asked(good)).toEqual([true, [tenant, address, time]]);
    expect(asked({ ...good, [tenant]: 'other' })).toEqual([false, [tenant]]);
    expect(asked({ ...good, [address]: '192.0.3.7' })).toEqual([false, [tenant, address]]);
    expect(asked({ ...good, [time]: '2025-12-31' })).toEqual([false, [tenant, address, time]]);
    expect(statement?.conditions.map(({ folded }) => folded)).toEqual([time, address, tenant]);
  });

  test('knows a statement again that says the same, and no other', () => {
    const condition = { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/a*' } };
    const [first, second] = source('key', [
      { ...allow, Sid: 'A', Condition: condition },
      { ...allow, Sid: 'B', Condition: condition },
    ]).compiled.statements;
    expect(second?.conditions).toBe(first?.conditions);
    expect([first?.sid, second?.sid, first?.index, second?.index]).toEqual(['A', 'B', 0, 1]);
    const others: readonly Written[] = [
      { Condition: { StringNotLike: condition.StringLike } },
      { Condition: { StringLikeIfExists: condition.StringLike } },
      { Condition: condition, Effect: 'Deny' },
      { Condition: condition, Principal: { AWS: '*' }, Action: 'kms:Decrypt' },
      { Condition: condition, Principal: { AWS: ANNA } },
      { Condition: condition, Principal: { Service: 'x.amazonaws.com' } },
      { Condition: condition, Resource: 'arn:aws:kms:*' },
      {},
    ];
    const all = [first, ...others.map(compiled)].map((each) => each?.conditions);
    expect(new Set(all).size).toBe(others.length + 1);
  });

  test('refuses an operator that the parser would have refused', () => {
    const parsed = parsePolicy(
      JSON.stringify({ Statement: [{ ...allow, Condition: { Bool: { 'aws:SecureTransport': true } } }] }),
      'key',
    );
    if (!parsed.ok) throw new Error('the policy is good');
    const [statement] = parsed.document.statements;
    if (statement === undefined) throw new Error('it has a statement');
    const conditions = statement.conditions.map((condition) => ({
      ...condition,
      base: 'Equals',
      operator: 'Equals',
    }));
    expect(() =>
      compilePolicy({ ...parsed.document, statements: [{ ...statement, conditions }] }, 'key'),
    ).toThrow(/Equals/);
  });
});
