import { describe, expect, test } from 'vitest';
import { BUILT_IN_POLICIES } from '../../built-in-policies.ts';
import { applyEdits } from '../apply.ts';
import {
  DELEGATION,
  EXAMPLE_WORLD,
  examplePrincipal,
  keyPolicy,
  role,
  ROOT,
  user,
  withPrincipals,
  type ExampleStatement,
} from '../examples.ts';
import { codesOf, fixedBy, lintBy, messagesOf } from '../lint.fixture.ts';
import { charset } from './charset.ts';
import { forAllSingleValued } from './forall-single-valued.ts';
import { jsonDuplicateMember } from './json-duplicate-member.ts';
import { jsonSyntax } from './json-syntax.ts';
import { keyDupCase } from './key-dup-case.ts';
import { keyNotForAction } from './key-not-for-action.ts';
import { lockoutFragile } from './lockout-fragile.ts';
import { lockoutNone } from './lockout-none.ts';
import { lockoutSelf } from './lockout-self.ts';
import { missingElement } from './missing-element.ts';
import { multivaluedNoQualifier } from './multivalued-no-qualifier.ts';
import { principalDeletedId } from './principal-deleted-id.ts';
import { principalFormat } from './principal-format.ts';
import { principalPartialWildcard } from './principal-partial-wildcard.ts';
import { principalUnknown } from './principal-unknown.ts';
import { resourceNotStar } from './resource-not-star.ts';
import { unknownAction } from './unknown-action.ts';
import { unknownConditionKey } from './unknown-condition-key.ts';
import { unknownElement } from './unknown-element.ts';
import { unknownOperator } from './unknown-operator.ts';
import { valueType } from './value-type.ts';
import { variableSyntax } from './variable-syntax.ts';

const when = (
  operator: string,
  key: string,
  value: string | readonly string[],
  more: ExampleStatement = {},
) => keyPolicy({ ...more, Condition: { [operator]: { [key]: value } } });

describe('the text', () => {
  const sound = keyPolicy({ Sid: 'A' });

  test.each([
    ['a comma too many', sound.replace('"*"', '"*",')],
    ['a comma too few', sound.replace('"Allow",', '"Allow"')],
    ['single quotes', sound.replace('"Allow"', "'Allow'")],
    ['a name without quotes', sound.replace('"Effect"', 'Effect')],
    ['a comment', sound.replace('"Effect"', '// who\n"Effect"')],
    ['brackets left open', sound.slice(0, -4)],
  ])('that has %s is mended to what it was', (_, text) => {
    let mended = text;
    for (let i = 0; i < 6; i++) {
      const [finding] = lintBy(jsonSyntax, mended).findings.filter(({ code }) => code === 'json-syntax');
      const fix = finding?.fixes[0];
      if (fix === undefined) break;
      mended = applyEdits(mended, fix.edits);
    }
    expect(JSON.parse(mended)).toEqual(JSON.parse(sound));
  });

  test('with a member given twice offers to keep either', () => {
    const twice = sound.replace('"Effect"', '"Action": "kms:*",\n      "Effect"');
    expect(
      fixedBy(jsonDuplicateMember, twice).map(
        (text) => (JSON.parse(text) as { Statement: { Action: string }[] }).Statement[0]?.Action,
      ),
    ).toEqual(['kms:*', 'kms:Decrypt']); // the policy of this test
  });

  test('with an element misspelled is corrected, and without a guess where none is near', () => {
    expect(fixedBy(unknownElement, sound.replace('"Effect"', '"effect"'))).toEqual([sound]);
    expect(fixedBy(unknownElement, sound.replace('"Sid"', '"Purpose"'))).toEqual([]);
  });

  test('without a part offers what can stand there', () => {
    const titles = (text: string) =>
      lintBy(missingElement, text).findings.flatMap(({ fixes }) => fixes.map(({ title }) => title));
    expect(titles(keyPolicy({ Effect: undefined }))).toEqual([
      'Add "Effect": "Allow"',
      'Add "Effect": "Deny"',
    ]);
    expect(titles('{"Version": "2012-10-17"}')).toEqual(['Add the statement of the default key policy']);
  });
});

describe('actions', () => {
  test.each([
    ['kms:Decript', 'Did you mean kms:Decrypt?'],
    ['kms:ReEncrypt', 'Did you mean kms:ReEncrypt*?'],
    ['kms:GenerateDataKye', 'Did you mean kms:GenerateDataKey?'],
    ['kms:MakeCoffee', 'Take it out, or name the action that is meant.'],
  ])('%s does not exist', (action, hint) => {
    const [message] = messagesOf(unknownAction, keyPolicy({ Action: ['kms:Encrypt', action] }));
    expect(message).toContain(hint);
  });

  test('without their prefix are refused, and repaired', () => {
    const [text] = fixedBy(unknownAction, keyPolicy({ Action: 'Decrypt' }));
    expect(text).toBe(keyPolicy({ Action: 'kms:Decrypt' }));
  });

  test.each(['kms:decrypt', 'KMS:*', '*', 'kms:?ncrypt', 'kms:Decrypt ', 's3:GetObject', 'kms:Nothing*'])(
    '%j is not of this rule',
    (action) => {
      expect(codesOf(unknownAction, keyPolicy({ Action: ['kms:Encrypt', action] }))).toEqual([]);
    },
  );

  test('a misspelled one in a Deny says that nothing is denied by it', () => {
    const [message] = messagesOf(
      unknownAction,
      keyPolicy({ Effect: 'Deny', Action: ['kms:Encrypt', 'kms:Decript'] }),
    );
    expect(message).toContain('denies nothing by it');
  });

  test('the last statement is not removed with its only action', () => {
    const { findings } = lintBy(unknownAction, keyPolicy({ Action: 'kms:MakeCoffee' }));
    expect(findings.flatMap(({ fixes }) => fixes)).toEqual([]);
  });
});

describe('the resource', () => {
  const { key } = EXAMPLE_WORLD;
  test('that is this key becomes a star and changes nothing; another key gives access', () => {
    const own = lintBy(resourceNotStar, keyPolicy({ Resource: key?.arn })).findings;
    expect(own.map(({ fixes }) => fixes.map((fix) => fix.class))).toEqual([['A']]);
    const other = lintBy(resourceNotStar, keyPolicy({ Resource: `${key?.arn ?? ''}0` })).findings;
    expect(other.map(({ fixes }) => fixes.map((fix) => fix.class))).toEqual([['T']]);
    expect(other[0]?.message).toContain('allows nothing');
  });

  test('what a policy variable stands for is not known, so nothing is said of its effect', () => {
    const open = lintBy(
      resourceNotStar,
      keyPolicy({ Resource: 'arn:aws:kms:*:*:key/${kms:EncryptionContext:kid}' }),
    ).findings;
    expect(open.map(({ fixes }) => fixes.map((fix) => fix.class))).toEqual([['T']]);
    expect(open[0]?.message).not.toContain('nothing');
  });

  test.each(['*', '**'])('%j is this key', (Resource) => {
    expect(codesOf(resourceNotStar, keyPolicy({ Resource }))).toEqual([]);
  });
});

describe('principals', () => {
  test('unknown ones are found by name, of a session by its role', () => {
    const session = 'arn:aws:sts::111122223333:assumed-role/payrol/one';
    expect(
      messagesOf(principalUnknown, keyPolicy({ Principal: { AWS: [role('app'), session] } }))[0],
    ).toContain('Did you mean role/payroll?');
    const [text] = fixedBy(principalUnknown, keyPolicy({ Principal: { AWS: role('payrol') } }));
    expect(text).toBe(keyPolicy({ Principal: { AWS: role('payroll') } }));
  });

  test.each([
    ['of another account', 'arn:aws:iam::444455556666:role/payrol'],
    ['the account', ROOT],
    ['everyone', '*'],
    ['a session of a role that is there', 'arn:aws:sts::111122223333:assumed-role/app/x'],
  ])('%s is not of this rule', (_, arn) => {
    expect(codesOf(principalUnknown, keyPolicy({ Principal: { AWS: arn } }))).toEqual([]);
  });

  test('a bare name becomes the ARN of the only one who has it', () => {
    expect(fixedBy(principalFormat, keyPolicy({ Principal: 'carol' }))[0]).toContain(
      `"Principal": {"AWS": "${user('carol')}"}`,
    );
    const world = { principals: withPrincipals(examplePrincipal('role', 'carol')) };
    const { findings } = lintBy(principalFormat, keyPolicy({ Principal: 'carol' }), world);
    expect(findings.flatMap(({ fixes }) => fixes)).toEqual([]);
  });

  test('a group, eleven digits and an empty name are none', () => {
    for (const AWS of ['arn:aws:iam::111122223333:group/auditors', '11112222333', ''])
      expect(codesOf(principalFormat, keyPolicy({ Principal: { AWS } }))).toEqual(['principal-format']);
  });

  test('the id of a deleted one is told apart from a misspelled name', () => {
    const text = keyPolicy({ Sid: 'One', Principal: { AWS: 'AIDAJQABLZS4A3QDU576Q' } }, { Sid: 'Two' });
    expect(fixedBy(principalDeletedId, text)).toEqual([keyPolicy({ Sid: 'Two' })]);
    expect(codesOf(principalDeletedId, keyPolicy({ Principal: { AWS: 'AIDA' } }))).toEqual([
      'principal-format',
    ]);
  });

  test('a pattern becomes a condition only where it is all the statement has', () => {
    const pattern = 'arn:aws:iam::111122223333:role/app-*';
    expect(fixedBy(principalPartialWildcard, keyPolicy({ Principal: { AWS: pattern } }))).toHaveLength(1);
    expect(
      fixedBy(principalPartialWildcard, keyPolicy({ Principal: { AWS: [pattern, role('app')] } })),
    ).toEqual([]);
    expect(
      fixedBy(
        principalPartialWildcard,
        when('Bool', 'aws:SecureTransport', 'true', { Principal: { AWS: pattern } }),
      ),
    ).toEqual([]);
  });
});

describe('conditions', () => {
  test.each([
    ['StringEqual', 'StringEquals'],
    ['stringlike', 'StringLike'],
    ['ForAnyValues:StringEquals', 'ForAnyValue:StringEquals'],
    ['StringEqualIfExists', 'StringEqualsIfExists'],
  ])('the operator %s is %s', (wrong, right) => {
    const key = right.startsWith('For') ? 'kms:GrantOperations' : 'kms:RequestAlias';
    expect(fixedBy(unknownOperator, when(wrong, key, 'a'))).toEqual([when(right, key, 'a')]);
  });

  test('an operator that is like no other is left to its author', () => {
    expect(fixedBy(unknownOperator, when('Matches', 'kms:RequestAlias', 'a'))).toEqual([]);
  });

  test.each([
    ['kms:EncryptionContex:app', 'Did you mean kms:EncryptionContext:app?'],
    ['kms:ViaServices', 'Did you mean kms:ViaService?'],
    ['aws:PrincipleTag/team', 'Did you mean aws:PrincipalTag/team?'],
    ['color', 'Check the name.'],
  ])('the key %s does not exist', (key, hint) => {
    expect(messagesOf(unknownConditionKey, when('StringEquals', key, 'x'))[0]).toContain(hint);
  });

  test.each([
    'aws:SourceAccount',
    'aws:PrincipalOrgID',
    'aws:SourceVpce',
    'aws:ViaAWSService',
    'KMS:viaservice',
  ])('the key %s of AWS exists', (key) => {
    expect(codesOf(unknownConditionKey, when('StringEquals', key, 'x'))).toEqual([]);
  });

  test('an unknown key says what its absence does', () => {
    const said = (Effect: string, operator: string) =>
      messagesOf(unknownConditionKey, when(operator, 'kms:X', 'x', { Effect }))[0];
    expect(said('Allow', 'StringEquals')).toContain('so the statement allows nothing');
    expect(said('Allow', 'StringNotEquals')).toContain('bounds nobody');
    expect(said('Deny', 'StringEquals')).toContain('so the statement denies nothing');
    expect(said('Deny', 'StringEqualsIfExists')).toContain('denies as if it had no such condition');
  });

  test('a key that an action never has is found where the action is named', () => {
    const context = (Action: string | readonly string[], more: ExampleStatement = {}) =>
      when('StringEquals', 'kms:EncryptionContext:tenant', 'acme', { Action, ...more });
    expect(codesOf(keyNotForAction, context('kms:DescribeKey'))).toEqual(['key-not-for-action']);
    expect(codesOf(keyNotForAction, context(['kms:Decrypt', 'kms:List*']))).toEqual(['key-not-for-action']);
    for (const Action of ['kms:*', '*', 'kms:De*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'])
      expect(codesOf(keyNotForAction, context(Action))).toEqual([]);
    expect(messagesOf(keyNotForAction, context('kms:DescribeKey', { Effect: 'Deny' }))[0]).toContain(
      'it is never denied here',
    );
  });

  test('such an action is put into a statement of its own, with the other conditions', () => {
    const text = keyPolicy({
      Sid: 'Use',
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Condition: {
        StringEquals: { 'kms:EncryptionContext:tenant': 'acme' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
    });
    const split = fixedBy(keyNotForAction, text).at(-1) ?? '';
    expect((JSON.parse(split) as { Statement: unknown[] }).Statement).toEqual([
      // the policy of this test
      expect.objectContaining({ Sid: 'Use', Action: ['kms:Decrypt'] }),
      expect.objectContaining({
        Sid: 'Use (rest)',
        Action: ['kms:DescribeKey'],
        Condition: { Bool: { 'aws:SecureTransport': ['true'] } },
      }),
    ]);
  });

  test.each([
    ['Bool', 'aws:SecureTransport', 'yes', 'true'],
    ['IpAddress', 'aws:SourceIp', '10.0.0.0/33', null],
    ['IpAddress', 'aws:SourceIp', ' 10.0.0.0/8', '10.0.0.0/8'],
    ['NumericLessThan', 'kms:RotationPeriodInDays', 'a year', null],
    ['DateLessThan', 'aws:CurrentTime', '31.12.2026', null],
    ['StringEquals', 'kms:KeySpec', 'RSA_2084', 'RSA_2048'],
  ])('%s on %s cannot compare %s', (operator, key, value, meant) => {
    expect(codesOf(valueType, when(operator, key, value))).toEqual(['value-type']);
    expect(fixedBy(valueType, when(operator, key, value))).toEqual(
      meant === null ? [] : [when(operator, key, meant)],
    );
  });

  test.each([
    ['Bool', 'aws:SecureTransport', 'TRUE'],
    ['IpAddress', 'aws:SourceIp', '2001:db8::/32'],
    ['DateLessThan', 'aws:CurrentTime', '2026-12-31'],
    ['StringEquals', 'kms:KeySpec', 'rsa_2048'],
    ['StringLike', 'kms:KeySpec', 'RSA_*'],
    ['StringEquals', 'kms:EncryptionContext:x', 'anything'],
  ])('%s on %s compares %s', (operator, key, value) => {
    expect(codesOf(valueType, when(operator, key, value))).toEqual([]);
  });

  test('a bare year is read as seconds: it is said, and the date offered', () => {
    const year = when('DateLessThan', 'aws:CurrentTime', '2030');
    expect(lintBy(valueType, year).findings[0]?.severity).toBe('medium');
    expect(messagesOf(valueType, year)[0]).toContain('2030 seconds after the beginning of 1970');
    expect(fixedBy(valueType, year)).toEqual([
      when('DateLessThan', 'aws:CurrentTime', '2030-01-01T00:00:00Z'),
    ]);
    for (const [operator, key, value] of [
      ['DateLessThan', 'aws:CurrentTime', '1893456000'],
      ['NumericLessThan', 'aws:MultiFactorAuthAge', '2030'],
    ] as const)
      expect(codesOf(valueType, when(operator, key, value))).toEqual([]);
  });

  test('several values at once want a qualifier, but for Null', () => {
    expect(codesOf(multivaluedNoQualifier, when('StringLike', 'kms:EncryptionContextKeys', 'x'))).toEqual([
      'multivalued-no-qualifier',
    ]);
    expect(codesOf(multivaluedNoQualifier, when('Null', 'kms:EncryptionContextKeys', 'false'))).toEqual([]);
    expect(codesOf(multivaluedNoQualifier, when('StringEquals', 'kms:EncryptionContext:x', 'y'))).toEqual([]);
  });

  test('ForAllValues on one value is an error in an Allow, and milder in a Deny', () => {
    const text = (Effect: string) =>
      when('ForAllValues:StringLike', 'kms:RequestAlias', 'alias/a*', { Effect });
    const severity = (Effect: string) => lintBy(forAllSingleValued, text(Effect)).findings[0]?.severity;
    expect([severity('Allow'), severity('Deny')]).toEqual(['error', 'medium']);
  });

  test('a key given twice is merged, or one of the two is kept', () => {
    const text = keyPolicy({
      Condition: {
        StringEquals: { 'kms:RequestAlias': 'alias/a', 'KMS:requestAlias': ['alias/b', 'alias/a'] },
      },
    });
    const conditions = fixedBy(keyDupCase, text).map(
      (each) =>
        (JSON.parse(each) as { Statement: { Condition: { StringEquals: unknown } }[] }).Statement[0]
          ?.Condition.StringEquals, // the policy of this test
    );
    expect(conditions).toEqual([
      { 'kms:RequestAlias': ['alias/a', 'alias/b'] },
      { 'kms:RequestAlias': 'alias/a' },
      { 'KMS:requestAlias': ['alias/b', 'alias/a'] },
    ]);
  });

  test('variables: plain text under the version of 2008, and none for a name that is not there', () => {
    const old = when('StringEquals', 'kms:EncryptionContext:owner', '${aws:username}').replace(
      '2012',
      '2008',
    );
    expect(messagesOf(variableSyntax, old)[0]).toContain('is plain text here');
    for (const value of ['${aws:username}', "${aws:PrincipalTag/team, 'none'}", '${*}', 'a $ b', '{x}'])
      expect(codesOf(variableSyntax, when('StringLike', 'kms:EncryptionContext:owner', value))).toEqual([]);
    expect(
      codesOf(variableSyntax, when('StringLike', 'kms:EncryptionContext:owner', '${aws:username')),
    ).toEqual(['variable-syntax']);
  });
});

describe('characters', () => {
  test.each([
    ['Cyrillic', 'r\u043ele', 'role'],
    ['a zero-width space', 'ro\u200ble', 'role'],
    ['a mark that turns the direction', 'ro\u202ele', 'role'],
    ['a soft hyphen', 'ro\u00adle', 'role'],
    ['a dash of a word processor', 'a\u2013b', 'a-b'],
    ['an escape of a Cyrillic letter', 'r\u043ele', 'role'],
  ])('%s in a value is mended', (_, value, mended) => {
    const text = when('StringEquals', 'kms:EncryptionContext:x', value);
    expect(fixedBy(charset, text)).toEqual([when('StringEquals', 'kms:EncryptionContext:x', mended)]);
    const escaped = text.replace(
      value,
      value.replaceAll(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
    expect(codesOf(charset, escaped)).toEqual(['charset']);
  });

  test('letters of Latin-1 are letters, and an emoji has no Latin one', () => {
    expect(codesOf(charset, keyPolicy({ Sid: 'Zugriff f\u00fcr \u00c5sa' }))).toEqual([]);
    expect(fixedBy(charset, keyPolicy({ Sid: 'Key \u{1f511}' }))).toEqual([]);
    expect(codesOf(charset, keyPolicy({ Sid: 'Key \u{1f511}' }))).toEqual(['charset']);
  });
});

describe('lockout', () => {
  const administration = (...arns: readonly string[]) =>
    keyPolicy({ Sid: 'Administration', Principal: { AWS: arns }, Action: 'kms:*' });

  test('the account counts with the identity policies that it hands over to', () => {
    expect(codesOf(lockoutNone, keyPolicy(DELEGATION))).toEqual([]);
    const nobody = (EXAMPLE_WORLD.principals ?? []).map((principal) => ({ ...principal, policies: [] }));
    const { findings } = lintBy(lockoutNone, keyPolicy(DELEGATION), { principals: nobody });
    expect(findings.map(({ severity }) => severity)).toEqual(['high']);
  });

  test('who cannot act now does not count', () => {
    expect(codesOf(lockoutNone, administration(user('dave')))).toEqual(['lockout-none']);
    expect(codesOf(lockoutNone, administration(user('dave'), user('carol')))).toEqual([]);
  });

  test('a Deny counts, unless a request could get round it', () => {
    const denied = (more: ExampleStatement) =>
      keyPolicy(DELEGATION, {
        Sid: 'No',
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:PutKeyPolicy',
        ...more,
      });
    expect(codesOf(lockoutNone, denied({}))).toEqual(['lockout-none']);
    for (const Condition of [
      { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } },
      { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } },
    ])
      expect(codesOf(lockoutNone, denied({ Condition }))).toEqual([]);
  });

  test('a condition that bounds who is looked at', () => {
    const text = (name: string) =>
      when('ArnEquals', 'aws:PrincipalArn', user(name), { Principal: '*', Action: 'kms:*' });
    expect(codesOf(lockoutNone, text('nobody'))).toEqual(['lockout-none']);
    expect(codesOf(lockoutNone, text('carol'))).toEqual([]);
  });

  test('of oneself: only for who is known, and only while others could', () => {
    expect(codesOf(lockoutSelf, administration(user('carol')))).toEqual(['lockout-self']);
    expect(codesOf(lockoutSelf, administration(user('carol')), { me: null })).toEqual([]);
    expect(codesOf(lockoutSelf, administration(user('carol')), { me: ROOT })).toEqual([]);
    expect(codesOf(lockoutSelf, administration(user('dave')))).toEqual([]);
    const [withMe] = fixedBy(lockoutSelf, administration(user('carol')));
    expect(codesOf(lockoutSelf, withMe ?? '')).toEqual([]);
  });

  test('of the only one: not while the account has a say', () => {
    expect(codesOf(lockoutFragile, administration(user('alice')))).toEqual(['lockout-fragile']);
    expect(codesOf(lockoutFragile, administration(user('alice'), user('dave')))).toEqual(['lockout-fragile']);
    expect(codesOf(lockoutFragile, administration(user('alice'), user('carol')))).toEqual([]);
    const only = withPrincipals(examplePrincipal('user', 'bob'));
    expect(codesOf(lockoutFragile, keyPolicy(DELEGATION), { principals: only })).toEqual([]);
  });

  test('the built-in administrator keeps the default policy open', () => {
    const text = BUILT_IN_POLICIES.find(({ name }) => name === 'administrator')?.text ?? '';
    const principals = [examplePrincipal('user', 'carol', { policies: [{ name: 'administrator', text }] })];
    expect(codesOf(lockoutNone, keyPolicy(DELEGATION), { principals, me: user('carol') })).toEqual([]);
  });
});
