import { describe, expect, test } from 'vitest';
import type { EstateFacts, PolicyWorld } from '../../world.ts';
import { applyEdits } from '../apply.ts';
import {
  DELEGATION,
  examplePrincipal,
  EXAMPLE_WORLD,
  exampleUsage,
  keyPolicy,
  role,
  user,
  withPrincipals,
  type ExampleStatement,
} from '../examples.ts';
import { lintPolicy } from '../lint.ts';
import { ENGINE } from '../lint.fixture.ts';
import { SECURITY } from '../security/security.ts';
import { SEPARATION_OF_DUTIES } from './separation-of-duties.ts';

const lint = (text: string, world: Partial<PolicyWorld> = {}) => {
  const found = lintPolicy(
    text,
    'key',
    { ...EXAMPLE_WORLD, ...world },
    { rules: SEPARATION_OF_DUTIES, engine: ENGINE },
  );
  expect(found.problems).toEqual([]);
  return found;
};
const codesIn = (
  world: Partial<PolicyWorld>,
  ...statements: readonly ExampleStatement[]
): readonly string[] => lint(keyPolicy(...statements), world).findings.map(({ code }) => code);
const codes = (...statements: readonly ExampleStatement[]): readonly string[] => codesIn({}, ...statements);

const PUT = 'kms:PutKeyPolicy';
const operations = { AWS: role('operations') };

describe('administration and use', () => {
  test('are found across statements, and as * bound to one ARN', () => {
    const put = { Principal: operations, Action: PUT };
    expect(codes(DELEGATION, put, { Principal: operations })).toEqual(['admin-and-user']);
    const everyone = { Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': role('operations') } } };
    expect(codes(DELEGATION, put, everyone)).toEqual(['admin-and-user']);
    expect(
      codes(DELEGATION, put, { Principal: { AWS: role('app') }, Action: 'kms:GenerateDataKey' }),
    ).toEqual(['admin-self-grant']);
  });

  test('a Deny that always holds takes one of them away', () => {
    const both = { Principal: operations, Action: [PUT, 'kms:Decrypt'] };
    const deny = (Condition?: ExampleStatement[string]) => ({
      Effect: 'Deny',
      Principal: '*',
      ...(Condition === undefined ? {} : { Condition }),
    });
    expect(codes(DELEGATION, both, deny())).toEqual(['admin-self-grant']);
    expect(codes(DELEGATION, both, deny({ ArnEquals: { 'aws:PrincipalArn': role('operations') } }))).toEqual([
      'admin-self-grant',
    ]);
    expect(
      codes(DELEGATION, both, deny({ ArnNotEquals: { 'aws:PrincipalArn': role('operations') } })),
    ).toEqual(['admin-and-user']);
    expect(codes(DELEGATION, both, deny({ Bool: { 'aws:SecureTransport': 'false' } }))).toEqual([
      'admin-and-user',
    ]);
  });

  test('the fix takes them from those only: a shared statement loses the name', () => {
    const text = keyPolicy(
      DELEGATION,
      { Sid: 'Admin', Principal: operations, Action: [PUT, 'kms:EnableKey'] },
      { Sid: 'Use', Principal: { AWS: [role('app'), role('operations')] } },
    );
    const fixes = lint(text).findings.find(({ code }) => code === 'admin-and-user')?.fixes ?? [];
    const after = fixes.map(
      ({ edits }) =>
        (JSON.parse(applyEdits(text, edits)) as { Statement: readonly ExampleStatement[] }).Statement,
    );
    expect(fixes.map((fix) => fix.class)).toEqual(['N', 'N']);
    expect(after[0]?.map(({ Sid }) => Sid)).toEqual(['Control by the account', 'Use']);
    expect(after[1]).toMatchObject([
      {},
      { Action: [PUT, 'kms:EnableKey'] },
      { Principal: { AWS: [role('app')] } },
    ]);
  });

  test('who may do everything is told by full-access-principal', () => {
    expect(codes(DELEGATION, { Principal: operations, Action: 'kms:*' })).toEqual([]);
  });
});

describe('an administrator', () => {
  test('who uses the key by an identity policy is not told to be without use of it', () => {
    const care = (name: string) => ({ Principal: { AWS: user(name) }, Action: [PUT, 'kms:EnableKey'] });
    expect(codes(DELEGATION, care('carol'))).toEqual(['admin-self-grant']);
    expect(codes(DELEGATION, care('alice'))).toEqual([]);
    const grants = { Principal: { AWS: user('alice') }, Action: [PUT, 'kms:CreateGrant'] };
    expect(lint(keyPolicy(DELEGATION, grants)).findings[0]?.message).toContain(
      'user/alice is not named to use the key, and by kms:CreateGrant',
    );
  });

  test('who can make any grant: told once, by the rule that fits', () => {
    const rules = [...SECURITY, ...SEPARATION_OF_DUTIES];
    const high = (Action: readonly string[]) =>
      lintPolicy(keyPolicy(DELEGATION, { Principal: operations, Action }), 'key', EXAMPLE_WORLD, { rules })
        .findings.filter(({ severity }) => severity === 'high')
        .map(({ code }) => code);
    expect(high([PUT, 'kms:EnableKey', 'kms:CreateGrant'])).toEqual(['admin-self-grant']);
    expect(high([PUT, 'kms:EnableKey', 'kms:Create*'])).toEqual(['creategrant-hidden']);
    expect(high(['kms:EnableKey', 'kms:CreateGrant'])).toEqual(['creategrant-unbounded']);
    expect(high([PUT, 'kms:EnableKey'])).toEqual([]);
  });

  test('alone among services', () => {
    const put = (...AWS: readonly string[]) => ({ Principal: { AWS }, Action: PUT });
    expect(codes(put(user('carol'), role('operations')))).toContain('sole-admin');
    expect(codes(put(user('carol'), role('operations')), DELEGATION)).not.toContain('sole-admin');
    expect(codes(put(user('carol')))).not.toContain('sole-admin'); // lockout-fragile
    expect(codes(put(user('carol'), user('dave'), role('operations')))).toContain('sole-admin'); // dave cannot sign in
    expect(codesIn({ principals: null }, put(user('carol'), role('operations')))).not.toContain('sole-admin');
  });

  test('one of too many, counted in principals and not in statements', () => {
    const all = [user('alice'), user('bob'), user('carol'), role('operations'), role('billing')];
    const each = all.map((arn) => ({ Principal: { AWS: arn }, Action: PUT }));
    expect(codes(...each)).toContain('too-many-admins');
    expect(codes(...each.slice(1), ...each.slice(1))).not.toContain('too-many-admins');
  });

  test('of the key that guards the traces', () => {
    const estate: EstateFacts = {
      keys: 3,
      decrypts: [],
      guards: [
        { keyId: 'k2', name: 'alias/log', protects: 'audit log', administrators: [role('operations')] },
      ],
    };
    const { key } = EXAMPLE_WORLD;
    const put = { Principal: operations, Action: PUT };
    expect(codesIn({ estate }, put, DELEGATION)).toContain('keyset-conflict');
    expect(codesIn({ estate: null }, put, DELEGATION)).not.toContain('keyset-conflict');
    const itself = key === null ? null : { ...key, id: 'k2', tags: [['protects', 'audit log'] as const] };
    expect(codesIn({ estate, key: itself }, put, DELEGATION)).not.toContain('keyset-conflict');
  });
});

describe('deletion', () => {
  const both = { Principal: operations, Action: ['kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion'] };
  test('needs somebody else who can cancel it', () => {
    expect(codes(both)).toEqual(['delete-no-canceller']);
    expect(codes(both, DELEGATION)).toEqual([]); // alice and bob, by their identity policies
    expect(codesIn({ principals: null }, both, DELEGATION)).toEqual([]); // whoever that is
    const alice = examplePrincipal('user', 'alice', EXAMPLE_WORLD.principals?.[0]);
    const alone = { principals: [alice, examplePrincipal('role', 'operations')] };
    const mine = { ...both, Principal: { AWS: user('alice') } };
    const [left] = lint(keyPolicy(mine, DELEGATION), alone).findings;
    expect(left).toMatchObject({ code: 'delete-no-canceller', severity: 'low', fixes: [] });
    expect(left?.message).toContain('Give somebody a policy with kms:CancelKeyDeletion');
    const fixed = lint(keyPolicy(mine)).findings.find(({ code }) => code === 'delete-no-canceller');
    expect(fixed?.severity).toBe('medium');
    expect(fixed?.fixes).toHaveLength(1);
    const schedule = { Principal: operations, Action: 'kms:ScheduleKeyDeletion' };
    expect(lint(keyPolicy(schedule)).findings[0]?.message).toContain('nobody can cancel it');
    expect(codes(schedule, { Principal: { AWS: user('dave') }, Action: 'kms:CancelKeyDeletion' })).toEqual([
      'delete-no-canceller',
    ]);
  });
});

describe('both halves of one thing', () => {
  test('a service that encrypts and decrypts, as far as the log does not show that it needs one half', () => {
    const both = { Action: ['kms:Encrypt', 'kms:Decrypt'] };
    expect(codes(both)).toEqual(['encrypt-and-decrypt']);
    expect(codesIn({ usage: exampleUsage([role('app'), 'kms:Encrypt']) }, both)).toEqual([]);
    expect(
      codesIn({ usage: exampleUsage([role('app'), 'kms:Encrypt'], [role('app'), 'kms:Decrypt']) }, both),
    ).toEqual(['encrypt-and-decrypt']);
    expect(codes({ ...both, Principal: { AWS: user('carol') } })).toEqual(['human-decrypts']);
  });

  test('import, on keys that take it', () => {
    const both = { Principal: operations, Action: ['kms:ImportKeyMaterial', 'kms:Sign'] };
    const { key } = EXAMPLE_WORLD;
    expect(codes(both)).toEqual([]);
    expect(codesIn({ key: key === null ? null : { ...key, origin: 'EXTERNAL' } }, both)).toEqual([
      'import-and-use',
    ]);
    expect(codesIn({ key: null }, both)).toEqual(['import-and-use']);
  });

  test('a grant to oneself is a gain only of what one lacks', () => {
    const grant = {
      Principal: operations,
      Action: 'kms:CreateGrant',
      Condition: { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'DescribeKey'] } },
    };
    expect(codes(grant)).toEqual(['grantor-is-grantee']);
    expect(codes(grant, { Principal: operations })).toEqual([]);
    const others = {
      ...grant,
      Condition: { ...grant.Condition, StringNotEquals: { 'kms:GranteePrincipal': role('operations') } },
    };
    expect(codes(others)).toEqual([]);
  });
});

describe('auditors', () => {
  const reads = ['kms:DescribeKey', 'kms:List*', 'kms:Get*'];
  test('by name or by the role that the desk gave', () => {
    const who = (name: string, Action: readonly string[], policy?: string) =>
      codesIn(
        {
          principals: withPrincipals(
            examplePrincipal(
              'role',
              name,
              policy === undefined ? {} : { policies: [{ name: policy, text: '{}' }] },
            ),
          ),
        },
        { Principal: { AWS: role(name) }, Action },
      );
    expect(who('external-auditors', [...reads, 'kms:TagResource'])).toEqual(['auditor-writes']);
    expect(who('external-auditors', reads)).toEqual([]);
    expect(who('kim', ['kms:EnableKey'], 'auditor')).toEqual(['auditor-writes']);
    expect(who('kim', ['kms:EnableKey'])).toEqual([]);
    expect(who('audit-log-writer', ['kms:GenerateDataKey'])).toEqual([]);
  });
});

describe('a change that helps who makes it', () => {
  const base = { Principal: { AWS: user('alice') }, Action: PUT };
  const change = (me: string | null, inForce: string | null, ...statements: readonly ExampleStatement[]) =>
    codesIn({ me, inForce }, ...statements).includes('self-benefit-change');
  const mine = { Principal: { AWS: user('alice') }, Action: 'kms:Sign' };

  test('is one that gives them what they do not have', () => {
    expect(change(user('alice'), keyPolicy(base), base, mine)).toBe(true);
    expect(change(user('carol'), keyPolicy(base), base, mine)).toBe(false);
    expect(change(null, keyPolicy(base), base, mine)).toBe(false);
    expect(change(user('alice'), null, base, mine)).toBe(false);
    expect(change(user('alice'), keyPolicy(base, mine), base, mine)).toBe(false);
  });

  test('also through the account, by the identity policies they have', () => {
    expect(change(user('alice'), keyPolicy(base), base, DELEGATION)).toBe(true);
    expect(change(user('carol'), keyPolicy(base), base, DELEGATION)).toBe(false);
    expect(change(user('alice'), keyPolicy(DELEGATION), DELEGATION, { ...base })).toBe(false);
  });

  test('also by dropping a condition or a Deny', () => {
    const bound = { ...mine, Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };
    expect(change(user('alice'), keyPolicy(base, bound), base, mine)).toBe(true);
    expect(change(user('alice'), keyPolicy(base, mine), base, bound)).toBe(false);
    const deny = { ...mine, Effect: 'Deny' };
    expect(change(user('alice'), keyPolicy(base, mine, deny), base, mine)).toBe(true);
  });
});

describe('a person who decrypts', () => {
  const carol = (Condition?: ExampleStatement[string]): ExampleStatement => ({
    Principal: { AWS: user('carol') },
    ...(Condition === undefined ? {} : { Condition }),
  });
  test('is bound by a second factor or by time, wherever that is said', () => {
    expect(codes(carol())).toEqual(['human-decrypts']);
    expect(codes(carol({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }))).toEqual([]);
    expect(codes(carol({ DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }))).toEqual([]);
    expect(codes(carol({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }))).toEqual(['human-decrypts']);
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    };
    expect(codes(carol(), deny)).toEqual([]);
    expect(codes({ Principal: { AWS: role('app') } })).toEqual([]);
  });

  test('by the account, too: a bound in one statement is none, and the fix closes both ways', () => {
    const alice = { Sid: 'By hand', Principal: { AWS: user('alice') } };
    const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    expect(codes({ ...alice, Condition: mfa })).toEqual([]);
    const [found] = lint(keyPolicy(DELEGATION, { ...alice, Condition: mfa })).findings;
    expect(found?.message).toBe(
      'Statement "By hand" bounds when user/alice may decrypt, and by statement "Control by the account" and the identity policy "administrator" the same is allowed at any time and without a second factor. Only a Deny holds for every way.',
    );
    for (const statement of [alice, { ...alice, Condition: mfa }]) {
      const text = keyPolicy(DELEGATION, statement);
      const fixes = lint(text).findings[0]?.fixes ?? [];
      expect(fixes.map(({ class: of }) => of)).toEqual(['N']);
      expect(lint(applyEdits(text, fixes[0]?.edits ?? [])).findings).toEqual([]);
    }
  });
});
