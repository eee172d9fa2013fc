import { describe, expect, test } from 'vitest';
import { applyEdits } from '../apply.ts';
import {
  DELEGATION,
  EXAMPLE_WORLD,
  exampleUsage,
  keyPolicy,
  OTHER_ACCOUNT,
  role,
  user,
  type ExampleStatement,
} from '../examples.ts';
import { lintPolicy } from '../lint.ts';
import type { PolicyWorld } from '../../world.ts';
import { SEPARATION_OF_DUTIES } from '../separation-of-duties/separation-of-duties.ts';
import { SECURITY } from './security.ts';

const ACCOUNT = '111122223333';
const lint = (statements: readonly ExampleStatement[], world: Partial<PolicyWorld> = {}) =>
  lintPolicy(
    keyPolicy(...statements),
    'key',
    { ...EXAMPLE_WORLD, ...world },
    {
      rules: [...SECURITY, ...SEPARATION_OF_DUTIES],
    },
  );
const codes = (...statements: readonly ExampleStatement[]): readonly string[] => {
  const { findings, problems } = lint(statements);
  expect(problems).toEqual([]);
  return findings.map(({ code }) => code);
};
const everyone = (Condition: ExampleStatement[string]): ExampleStatement => ({ Principal: '*', Condition });

describe('who is everyone', () => {
  test('of this account: told as such, with how many that are, and how to leave it to identity policies', () => {
    const text = keyPolicy(DELEGATION, {
      Sid: 'All of us',
      ...everyone({ StringEquals: { 'kms:CallerAccount': ACCOUNT } }),
    });
    const of = (given: string) =>
      lintPolicy(given, 'key', EXAMPLE_WORLD).findings.filter(({ code }) => code.startsWith('public'));
    const [found] = of(text);
    expect(found).toMatchObject({ code: 'public-weak-condition', severity: 'medium' });
    expect(found?.message).toBe(
      'Statement "All of us" allows kms:Decrypt to everyone of this account, 10 principals today and all to come, whatever their identity policies say. Name those who are meant, or leave it to identity policies.',
    );
    const [fix] = found?.fixes ?? [];
    expect(of(applyEdits(text, fix?.edits ?? []))).toEqual([]);
    // The first thing offered for a public statement does not leave it to all of the account.
    const open = keyPolicy({ Sid: 'All', Principal: '*' });
    const [first] = of(open)[0]?.fixes ?? [];
    expect(of(applyEdits(open, first?.edits ?? []))).toEqual([]);
  });

  test('a Deny for all other accounts makes "*" everyone of the account', () => {
    const open = { Principal: '*' };
    const deny = (key: string) => ({
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:*',
      Condition: { StringNotEquals: { [key]: ACCOUNT } },
    });
    expect(codes(open)).toContain('public');
    expect(codes(open, deny('kms:CallerAccount'))).not.toContain('public');
    expect(codes(open, deny('KMS:calleraccount'))).not.toContain('public');
    expect(codes(open, deny('aws:PrincipalAccount'))).not.toContain('public');
    expect(codes(open, deny('aws:PrincipalOrgID'))).not.toContain('public');
    expect(codes(open, deny('kms:EncryptionContext:tenant'))).toContain('public');
  });

  test('a Deny that denies nothing, or not all strangers, hides nothing', () => {
    const open = { Principal: '*', Action: 'kms:*' };
    const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:*' };
    expect(codes(open, { ...deny, NotResource: '*' })).toContain('public');
    const some = { StringNotLike: { 'aws:PrincipalAccount': '1*' } };
    expect(codes(open, { ...deny, Condition: some })).toContain('public');
    expect(codes(DELEGATION, { Action: 'kms:*' }, { ...deny, NotResource: '*' })).toContain(
      'full-access-principal',
    );
  });

  test('a request is shown only where it is allowed as it is', () => {
    const tenant = { StringNotEquals: { 'kms:EncryptionContext:tenant': 'acme' } };
    const { findings } = lint([
      { Principal: '*' },
      { Effect: 'Deny', Principal: '*', Action: 'kms:*', Condition: tenant },
    ]);
    const found = findings.find(({ code }) => code === 'public');
    expect(found).toMatchObject({ code: 'public' });
    expect(found).not.toHaveProperty('witness');
  });

  test('a Deny of one action leaves the others public', () => {
    const open = { Principal: '*', Action: ['kms:Decrypt', 'kms:DescribeKey'] };
    const { findings } = lint([open, { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt' }]);
    const found = findings.find(({ code }) => code === 'public');
    expect(found?.message).toContain('allows kms:DescribeKey to everyone');
    expect(found?.witness).toMatchObject({ action: 'kms:DescribeKey', values: [] });
  });

  test.each([
    ['the account', { StringEquals: { 'kms:CallerAccount': ACCOUNT } }],
    ['the account, whatever the spelling', { StringEquals: { 'KMS:callerAccount': ACCOUNT } }],
    ['one ARN', { ArnEquals: { 'aws:PrincipalArn': role('app') } }],
    [
      'a pattern within the account',
      { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/app-*` } },
    ],
    ['the organisation', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }],
  ])('is bounded by %s', (_, condition) => {
    const open = lint([everyone(condition)]).findings.filter(
      ({ code, severity }) => severity === 'high' && code.startsWith('public'),
    );
    expect(open).toEqual([]);
  });

  test.each([
    ['a service in between', { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }],
    ['an encryption context', { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } }],
    ['a tag that every account gives itself', { StringEquals: { 'aws:PrincipalTag/team': 'payments' } }],
    ['a user name', { StringEquals: { 'aws:username': 'alice' } }],
    ['some accounts', { StringLike: { 'aws:PrincipalAccount': '1*' } }],
    ['an ARN of some accounts', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::1*:role/x' } }],
    ['an ARN of any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app-*' } }],
    ['any account', { StringLike: { 'aws:PrincipalAccount': '*' } }],
    ['the kind of principal', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }],
    ['an account, if the key is there', { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } }],
  ])('is not bounded by %s', (_, condition) => {
    expect(codes(everyone(condition))).toContain('public-weak-condition');
  });

  test.each([
    ['another account', { StringNotEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } }],
    ['a role', { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/evil` } }],
  ])('is not bounded by leaving out %s', (_, condition) => {
    expect(codes(everyone(condition))).toContain('public-via-negation');
    expect(codes(everyone(condition))).not.toContain('public-weak-condition');
  });

  test('a foreign account in a condition is that account as a whole', () => {
    expect(codes(everyone({ StringEquals: { 'kms:CallerAccount': OTHER_ACCOUNT } }))).toEqual([
      'cross-domain-root',
    ]);
  });
});

describe('one fault, one finding', () => {
  test('who may do everything is told once', () => {
    expect(codes(DELEGATION, { Action: 'kms:*' })).toEqual(['full-access-principal']);
    expect(codes(DELEGATION, { Action: '*' })).toEqual(['full-access-principal']);
  });

  test('two statements that are everything together', () => {
    const { findings } = lint([DELEGATION, { NotAction: 'kms:Decrypt' }, {}]);
    expect(findings.map(({ code }) => code)).toEqual(['allow-notaction']);
    const all = lint([DELEGATION, { Action: ['kms:[D-Z]*', 'kms:*Key*', 'kms:?*'] }]);
    expect(all.findings.map(({ code }) => code)).toEqual(['full-access-principal']);
  });

  test('a Deny of what matters makes it less than everything', () => {
    expect(
      codes(DELEGATION, { Action: 'kms:*' }, { Effect: 'Deny', Principal: '*', Action: 'kms:PutKeyPolicy' }),
    ).not.toContain('full-access-principal');
  });

  test('everyone is told once', () => {
    expect(codes({ Principal: '*', Action: 'kms:*' })).toEqual(['public']);
  });
});

describe('grants', () => {
  const grants = (Condition?: ExampleStatement[string]): ExampleStatement => ({
    Action: ['kms:CreateGrant', 'kms:ListGrants'],
    ...(Condition === undefined ? {} : { Condition }),
  });

  test('whatever bounds them is enough', () => {
    expect(codes(DELEGATION, grants())).toEqual(['creategrant-unbounded']);
    expect(codes(DELEGATION, grants({ Bool: { 'kms:GrantIsForAWSResource': 'true' } }))).toEqual([]);
    expect(codes(DELEGATION, grants({ StringEquals: { 'kms:GranteePrincipal': role('billing') } }))).toEqual([
      'grant-redelegation',
    ]);
    expect(
      codes(
        DELEGATION,
        grants({
          StringEquals: { 'kms:GranteePrincipal': role('billing') },
          'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] },
        }),
      ),
    ).toEqual([]);
  });

  test('ForAnyValue asks for one operation among all, so it bounds nothing', () => {
    expect(
      codes(DELEGATION, grants({ 'ForAnyValue:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } })),
    ).toContain('creategrant-unbounded');
  });

  test('a Deny unless a service makes the grant', () => {
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:CreateGrant',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'false' } },
    };
    expect(codes(DELEGATION, { Action: ['kms:Create*', 'kms:DescribeKey'] }, deny)).toEqual([]);
    expect(codes(DELEGATION, { Action: ['kms:Create*', 'kms:DescribeKey'] })).toEqual(['creategrant-hidden']);
  });

  test('the template takes only the grants into a statement of its own', () => {
    const { findings } = lint([DELEGATION, { Sid: 'Use', Action: ['kms:Decrypt', 'kms:CreateGrant'] }]);
    const [fix] = findings.find(({ code }) => code === 'creategrant-unbounded')?.fixes ?? [];
    const after = JSON.parse(
      applyEdits(
        keyPolicy(DELEGATION, { Sid: 'Use', Action: ['kms:Decrypt', 'kms:CreateGrant'] }),
        fix?.edits ?? [],
      ),
    ) as { Statement: readonly Readonly<Record<string, unknown>>[] };
    expect(after.Statement.slice(1)).toEqual([
      { Sid: 'Use', Effect: 'Allow', Principal: { AWS: role('app') }, Action: 'kms:Decrypt', Resource: '*' },
      {
        Sid: 'Use, bound',
        Effect: 'Allow',
        Principal: { AWS: role('app') },
        Action: 'kms:CreateGrant',
        Resource: '*',
        Condition: {
          'ForAllValues:StringEquals': {
            'kms:GrantOperations': ['Decrypt', 'Encrypt', 'GenerateDataKey', 'DescribeKey'],
          },
        },
      },
    ]);
  });
});

describe('deletion and availability', () => {
  const schedule: ExampleStatement = { Action: 'kms:ScheduleKeyDeletion' };
  const guard = (days: string): ExampleStatement => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 'kms:ScheduleKeyDeletion',
    Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': days } },
  });

  test('a guard is one only if it stops the shortest wait', () => {
    expect(codes(DELEGATION, schedule)).toContain('deletion-unguarded');
    expect(codes(DELEGATION, schedule, guard('30'))).not.toContain('deletion-unguarded');
    expect(codes(DELEGATION, schedule, guard('7'))).toContain('deletion-unguarded');
  });

  test('a guard in one statement is none for who has another way, and the fix closes that, too', () => {
    const alice = { ...schedule, Sid: 'Administrators', Principal: { AWS: user('alice') } };
    const guarded = {
      ...alice,
      Condition: { NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } },
    };
    const found = (...statements: readonly ExampleStatement[]) =>
      lint(statements).findings.find(({ code }) => code === 'deletion-unguarded');
    expect(found(DELEGATION, guarded)?.message).toBe(
      'Statement "Administrators" bounds how user/alice may schedule deletion, and by statement "Control by the account" and the identity policy "administrator" the same is allowed with 7 days, even while the key is in use. Only a Deny holds for every way.',
    );
    // Carol has no identity policy, and without the account nobody has another way.
    expect(found(DELEGATION, { ...guarded, Principal: { AWS: user('carol') } })).toBeUndefined();
    expect(found(guarded)).toBeUndefined();
    for (const statement of [alice, guarded]) {
      const text = keyPolicy(DELEGATION, statement);
      const fixes = found(DELEGATION, statement)?.fixes ?? [];
      expect(fixes.map(({ class: of }) => of)).toEqual(['N', 'N']);
      for (const { edits } of fixes) {
        const after = lintPolicy(applyEdits(text, edits), 'key', EXAMPLE_WORLD, { fixes: 'later' });
        expect(after.findings.map(({ code }) => code)).not.toContain('deletion-unguarded');
      }
    }
    expect(found(alice)?.fixes.map(({ class: of }) => of)).toEqual(['T', 'T']);
  });

  test('a user of the key who can delete it', () => {
    const { findings } = lint([DELEGATION, { Action: ['kms:Decrypt', 'kms:ScheduleKeyDeletion'] }]);
    expect(findings.map(({ code }) => code)).toContain('deletion-broad');
    expect(codes(DELEGATION, { Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'] })).not.toContain(
      'deletion-broad',
    );
  });

  test('everyone of the account, a few too many', () => {
    expect(codes({ ...schedule, ...everyone({ StringEquals: { 'kms:CallerAccount': ACCOUNT } }) })).toContain(
      'deletion-broad',
    );
    const four = [user('alice'), user('bob'), user('carol'), role('app')];
    expect(codes(DELEGATION, { ...schedule, Principal: { AWS: four } })).toContain('deletion-broad');
    expect(codes(DELEGATION, { ...schedule, Principal: { AWS: four.slice(1) } })).not.toContain(
      'deletion-broad',
    );
  });

  test('RevokeGrant for what AWS granted on one’s behalf stops nobody else', () => {
    const revoke = { Action: ['kms:Decrypt', 'kms:RevokeGrant'] };
    expect(codes(DELEGATION, revoke)).toContain('availability-broad');
    expect(
      codes(
        DELEGATION,
        {},
        { Action: 'kms:RevokeGrant', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
      ),
    ).toEqual([]);
  });
});

describe('conditions that pass what they seem to stop', () => {
  test('a list that its requests always have cannot be left out', () => {
    expect(
      codes(DELEGATION, {
        Action: 'kms:CreateGrant',
        Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } },
      }),
    ).not.toContain('forall-absent-true');
  });

  test('another test of the same context asks that it is there', () => {
    const all = { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['tenant'] } };
    expect(codes({ Condition: all })).toContain('forall-absent-true');
    expect(
      codes({ Condition: { ...all, StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } }),
    ).toEqual([]);
    expect(
      codes({ Condition: { ...all, 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' } } }),
    ).toEqual([]);
  });

  test('a Deny is skippable only where the Allow lets the rest through', () => {
    const deny: ExampleStatement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:GenerateDataKey',
      Condition: { StringEquals: { 'kms:EncryptionContext:env': 'prod' } },
    };
    const allow = (Condition?: ExampleStatement[string]): ExampleStatement => ({
      Action: 'kms:GenerateDataKey',
      ...(Condition === undefined ? {} : { Condition }),
    });
    expect(codes(allow(), deny)).toEqual(['deny-skippable']);
    expect(codes(allow({ Null: { 'kms:EncryptionContext:env': 'false' } }), deny)).toEqual([]);
    expect(codes(allow({ StringLike: { 'kms:EncryptionContext:env': 'test-*' } }), deny)).toEqual([]);
    expect(codes({ Action: 'kms:DescribeKey' }, deny)).toEqual([]);
    const bare = { ...deny, Condition: { Null: { 'kms:EncryptionContext:env': 'true' } } };
    expect(codes(allow(), deny, bare)).toEqual([]);
  });

  test('IfExists on what is always there is no hole', () => {
    expect(codes({ Condition: { StringEqualsIfExists: { 'kms:CallerAccount': ACCOUNT } } })).toEqual([]);
    expect(
      codes({ Condition: { StringEqualsIfExists: { 'kms:EncryptionContext:tenant': 'acme' } } }),
    ).toEqual(['ifexists-in-allow']);
  });

  test.each([
    ['Allow', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, true],
    ['Allow', { Null: { 'aws:MultiFactorAuthPresent': 'false' } }, true],
    ['Allow', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, false],
    [
      'Allow',
      { Null: { 'aws:MultiFactorAuthPresent': 'false' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      false,
    ],
    ['Deny', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, true],
    ['Deny', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, false],
  ])('a second factor: %s %j', (Effect, Condition, fires) => {
    const found = codes({}, { Effect, Condition });
    expect(found.includes('mfa-pattern')).toBe(fires);
  });
});

describe('what stands in a policy for all to read', () => {
  const secret = 'AKIAIOSFODNN7EXAMPLE';

  test('is found, and never repeated', () => {
    const { findings } = lint([
      {
        Sid: `key of ${secret}`,
        Condition: { StringEquals: { 'kms:EncryptionContext:api-key': 'hunter22' } },
      },
    ]);
    const found = findings.filter(({ code }) => code === 'context-secret');
    expect(found).toHaveLength(2);
    for (const { message } of found) {
      expect(message).not.toContain(secret);
      expect(message).not.toContain('hunter22');
    }
  });

  test.each([
    ['a person as a session', { StringEquals: { 'aws:userid': 'AROAEXAMPLE:carol@example.com' } }, false],
    ['a person in a context', { StringEquals: { 'kms:EncryptionContext:owner': 'carol@example.com' } }, true],
    [
      'the ARN of a secret',
      { StringEquals: { 'kms:EncryptionContext:SecretARN': 'arn:aws:secretsmanager:eu-west-1:1:secret:x' } },
      false,
    ],
    ['a pattern', { StringLike: { 'kms:EncryptionContext:token': 'prod-*' } }, false],
  ])('%s', (_, Condition, fires) => {
    expect(codes({ Condition }).includes('context-secret')).toBe(fires);
  });
});

describe('what was used', () => {
  test('is offered to whoever may do everything, from the first day', () => {
    const usage = {
      ...exampleUsage([role('app'), 'kms:Decrypt'], [role('app'), 'kms:DescribeKey']),
      policySince: EXAMPLE_WORLD.now,
    };
    const [finding] = lintPolicy(
      keyPolicy(DELEGATION, { Action: 'kms:*' }),
      'key',
      { ...EXAMPLE_WORLD, usage },
      { rules: SECURITY, engine: { certify: () => 'narrower', idle: () => [] } },
    ).findings;
    expect(finding?.fixes.map(({ title }) => title)).toEqual([
      'Leave what was used in the last 120 days: kms:Decrypt and kms:DescribeKey',
      'Leave use of the key, without administration',
      'Leave administration, without use of the key',
    ]);
  });
});

describe('who is of another account', () => {
  test('is not known without one’s own', () => {
    const text = keyPolicy({ Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` } });
    const { findings } = lintPolicy(
      text,
      'key',
      { ...EXAMPLE_WORLD, accountId: '', key: null, principals: null },
      { rules: SECURITY },
    );
    expect(findings).toEqual([]);
  });

  test('a service says for whom it acts by the context that it sets', () => {
    const logs = (Condition: ExampleStatement[string]): ExampleStatement => ({
      Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
      Condition,
    });
    expect(
      codes(logs({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:1:*' } })),
    ).toEqual([]);
    expect(codes(logs({ StringNotEquals: { 'aws:SourceAccount': ACCOUNT } }))).toEqual(['service-no-source']);
  });
});

describe('whom a condition picks', () => {
  test('by a pattern of ARNs: those whom it fits, of this account or another', () => {
    const like = (pattern: string): ExampleStatement => ({
      ...everyone({ ArnLike: { 'aws:PrincipalArn': pattern } }),
      Action: 'kms:*',
    });
    const { findings } = lint([DELEGATION, like(`arn:aws:iam::${ACCOUNT}:role/app-*`)]);
    expect(findings.map(({ code }) => code)).toEqual(['full-access-principal']);
    expect(findings[0]?.message).toContain(
      `lets whoever matches arn:aws:iam::${ACCOUNT}:role/app-* do everything`,
    );
    expect(codes(DELEGATION, like(`arn:aws:iam::${OTHER_ACCOUNT}:role/app-*`))).toContain('cross-domain');
  });

  test('by a tag: those who have it, as the directory knows', () => {
    const red = {
      ...everyone({ StringEquals: { 'aws:PrincipalTag/team': 'red', 'kms:CallerAccount': ACCOUNT } }),
      Action: ['kms:PutKeyPolicy', 'kms:Decrypt'],
    };
    const principals = (EXAMPLE_WORLD.principals ?? []).map((principal) =>
      principal.name === 'carol' ? { ...principal, tags: [['Team', 'red'] as const] } : principal,
    );
    const found = (world: Partial<PolicyWorld>) =>
      lint([DELEGATION, red], world).findings.filter(({ code }) => code === 'admin-and-user');
    expect(found({ principals })[0]?.message).toContain('user/carol');
    expect(found({})).toEqual([]);
    expect(found({ principals: null })).toEqual([]);
  });

  test('by leaving all others out of a Deny', () => {
    const deny = (...AWS: readonly string[]): ExampleStatement => ({
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': AWS } },
    });
    const full = { Principal: '*', Action: 'kms:*' };
    expect(codes(full, deny(role('app')))).toEqual(['full-access-principal']);
  });
});
