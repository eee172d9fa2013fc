/** Random key policies of the whole language, and random requests that meet them. */
import fc from 'fast-check';
import type { Witness } from '../witness.ts';
import {
  ACCOUNT,
  ANNA,
  APP,
  FOREIGN,
  foreign,
  own,
  KEY_ARN,
  ROOT_ARN,
  SESSION,
  type Written,
} from './worlds.fixture.ts';
import { KEY_ID } from '../policies.fixture.ts';

const some = (...choices: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.subarray([...choices], { minLength: 1 }).map((chosen) => chosen.slice(0, 3));

const TENANTS = ['acme', 'Acme', 'globex', 'acme-eu', ''];
const tenant = 'kms:EncryptionContext:tenant';
const owner = 'kms:EncryptionContext:owner';
const level = 'kms:EncryptionContext:level';
const flag = 'kms:EncryptionContext:flag';

const one = (operator: string, key: string, values: fc.Arbitrary<readonly string[]>): fc.Arbitrary<Written> =>
  values.map((value) => ({ [operator]: { [key]: value } }));

/** Operators with the keys and values on which they decide something. */
const condition: fc.Arbitrary<Written> = fc.oneof(
  one('StringEquals', tenant, some('acme', 'globex', 'Acme')),
  one('StringNotEquals', tenant, some('acme', 'globex')),
  one('StringEqualsIgnoreCase', tenant, some('ACME', 'globex')),
  one('StringLike', tenant, some('acme*', '*e*', 'g?obex', '*')),
  one('StringNotLike', tenant, some('acme*', 'a*')),
  one('StringEqualsIfExists', tenant, some('acme', 'Acme')),
  one('StringEquals', owner, some('${aws:username}', 'bob', '${aws:PrincipalTag/team}')),
  one('StringNotEquals', owner, some('${aws:username}', 'bob')),
  one('Null', tenant, some('true')),
  one('Null', owner, some('false')),
  one('Bool', 'aws:MultiFactorAuthPresent', some('true')),
  one('BoolIfExists', 'aws:SecureTransport', some('false')),
  one('NumericLessThan', 'aws:MultiFactorAuthAge', some('60', '3600')),
  one('NumericGreaterThanEquals', 'kms:ScheduleKeyDeletionPendingWindowInDays', some('14', '30')),
  one('IpAddress', 'aws:SourceIp', some('10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32')),
  one('NotIpAddress', 'aws:SourceIp', some('10.1.0.0/16')),
  one('DateLessThan', 'aws:CurrentTime', some('2026-12-24T00:00:00Z', '2020-01-01T00:00:00Z')),
  one('DateGreaterThan', 'aws:EpochTime', some('1798000000')),
  one('ForAllValues:StringEquals', 'kms:GrantOperations', some('Decrypt', 'Encrypt', 'CreateGrant')),
  one('ForAnyValue:StringEquals', 'kms:GrantOperations', some('Decrypt', 'CreateGrant')),
  one('ForAnyValue:StringNotEquals', 'kms:GrantOperations', some('Decrypt')),
  one('ForAllValues:StringEquals', 'kms:EncryptionContextKeys', some('tenant', 'owner', 'Tenant')),
  one('ForAnyValue:StringLike', 'kms:EncryptionContextKeys', some('ten*', 'purpose')),
  one('ArnLike', 'aws:PrincipalArn', some(own('role/app*'), foreign('role/*'), own('*/b*'))),
  one('ArnNotEquals', 'aws:PrincipalArn', some(APP, ANNA)),
  one('StringEquals', 'aws:PrincipalAccount', some(ACCOUNT)),
  one('StringNotEquals', 'kms:CallerAccount', some(FOREIGN)),
  one('StringEquals', 'aws:PrincipalType', some('User', 'AssumedRole')),
  one('StringEquals', 'aws:PrincipalTag/team', some('red', 'blue')),
  one('NumericLessThan', level, some('5', '12.5')),
  one('NumericNotEquals', level, some('3')),
  one('StringLike', level, some('1*', '?')),
  one('StringEquals', level, some('3', '3.0')),
  one('StringLike', owner, some('${aws:username}*', 'b${*}b', '${kms:EncryptionContext:tenant}')),
  one('StringEquals', owner, some('${kms:EncryptionContext:tenant}', "${aws:PrincipalTag/team, 'none'}")),
  // Sorts that meet on one key, in several spellings.
  one('NumericEquals', level, some('3', '12')),
  one('NumericGreaterThan', level, some('9007199254740993', '4')),
  one('Bool', flag, some('true', 'false')),
  one('StringEquals', flag, some('true', '2026-12-24')),
  one('DateEquals', flag, some('2026-12-24', '1798070400.0005')),
  one('IpAddress', flag, some('10.1.0.0/16')),
  one('StringEqualsIgnoreCase', flag, some('ß', 'TRUE')),
  one('StringLike', 'aws:SourceIp', some('10.*')),
  // What names the caller, and what is compared with the same key.
  one('StringEquals', owner, some('${aws:PrincipalArn}', '${aws:PrincipalAccount}', 'bob')),
  one('StringLike', owner, some(own('role/*'), '9999*', 'b*')),
  one('StringEquals', owner, some(foreign('user/zoe'), APP)),
  one('ArnLike', 'aws:PrincipalArn', some('arn:aws:iam::${aws:PrincipalAccount}:user/*')),
  one('BinaryEquals', tenant, some('YWNtZQ==', 'acme')),
  one('ArnLike', 'kms:GranteePrincipal', some(own('role/*'), 'arn:*:iam::*:role/app-?')),
  one('StringEqualsIgnoreCase', 'kms:GranteePrincipal', some(APP.toUpperCase())),
  one('Null', 'kms:GrantConstraintType', some('true', 'false')),
  one('ForAllValues:StringEqualsIfExists', 'kms:GrantOperations', some('Decrypt')),
  one('StringEquals', 'kms:EncryptionContextKeys', some('tenant')),
  one('StringEquals', 'kms:KeySpec', some('SYMMETRIC_DEFAULT', 'RSA_2048')),
  one('StringEquals', 'kms:ViaService', some('s3.us-east-1.amazonaws.com')),
);

const PRINCIPALS = [ROOT_ARN, ANNA, APP, SESSION, FOREIGN, foreign('role/app-7'), own('user/bob')];

/** Whose variables may stand for the key. */
const RESOURCES = [
  'arn:aws:kms:*:*:key/${kms:EncryptionContext:kid}',
  'arn:aws:kms:*:${aws:PrincipalAccount}:key/*',
  'arn:aws:kms:*:*:${aws:username}',
  KEY_ARN,
];

export const statement: fc.Arbitrary<Written> = fc
  .record({
    effect: fc.oneof(
      { weight: 3, arbitrary: fc.constant('Allow') },
      { weight: 1, arbitrary: fc.constant('Deny') },
    ),
    principal: fc.oneof(
      { weight: 2, arbitrary: fc.constant({ Principal: '*' }) },
      { weight: 4, arbitrary: some(...PRINCIPALS).map((AWS) => ({ Principal: { AWS } })) },
      { weight: 1, arbitrary: some(...PRINCIPALS).map((AWS) => ({ NotPrincipal: { AWS } })) },
    ),
    action: fc.oneof(
      {
        weight: 4,
        arbitrary: some(
          'kms:Decrypt',
          'kms:Create*',
          'kms:*',
          'kms:ScheduleKeyDeletion',
          'KMS:encrypt',
          'kms:RetireGrant',
        ).map((Action) => ({ Action })),
      },
      { weight: 1, arbitrary: some('kms:Decrypt', 'kms:Encrypt').map((NotAction) => ({ NotAction })) },
    ),
    resource: fc.oneof(
      { weight: 12, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: some(...RESOURCES).map((Resource) => ({ Resource })) },
      { weight: 1, arbitrary: some(...RESOURCES).map((NotResource) => ({ NotResource })) },
    ),
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .map(({ effect, principal, action, resource, conditions }) => ({
    Effect: effect,
    ...principal,
    ...action,
    ...resource,
    Condition: Object.assign({}, ...conditions.toReversed()) as object, // records of records
  }));

export const statements = fc.array(statement, { minLength: 1, maxLength: 5 });

/** Two policies that have most of their statements in common. */
export const edited: fc.Arbitrary<readonly [readonly Written[], readonly Written[]]> = fc
  .tuple(statements, fc.array(statement, { maxLength: 2 }), fc.nat(), fc.boolean())
  .map(([before, more, at, replaces]) => {
    const after = before.toSpliced(at % before.length, replaces ? 1 : 0, ...more);
    return [before, after.length === 0 ? before : after] as const;
  });

const CALLERS: readonly (readonly [string, string?])[] = [
  [ANNA],
  [own('user/bob')],
  [APP],
  [APP, SESSION],
  [own('role/billing')],
  [own('role/app-new')],
  [own('user/new')],
  [ROOT_ARN],
  [foreign('root')],
  [foreign('role/app-7')],
  [foreign('user/zoe')],
  ['arn:aws:iam::999999999999:user/path/bob'],
];

const ARNS = [APP, own('role/app-new'), own('user/new'), foreign('user/zoe')];

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const operations = fc.subarray(['Decrypt', 'Encrypt', 'CreateGrant', 'Sign'], { minLength: 1 });

/** Values as real requests have them: of the keys that the action has. */
const context = fc.record({
  [tenant.toLowerCase()]: maybe(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...TENANTS) },
      { weight: 1, arbitrary: fc.subarray(TENANTS, { minLength: 2, maxLength: 3 }) },
    ),
  ),
  [owner.toLowerCase()]: maybe(
    fc.constantFrom(
      'bob',
      'bobby',
      'b*b',
      'anna',
      'red',
      'none',
      'acme',
      'x',
      'new',
      ...ARNS,
      ACCOUNT,
      '999999999999',
    ),
  ),
  [level.toLowerCase()]: maybe(
    fc.constantFrom('3', '3.0', '03', '12', '5', '1x', 'x', '99999999999999999999'),
  ),
  [flag.toLowerCase()]: maybe(
    fc.constantFrom(
      'true',
      'TRUE',
      'false',
      '2026-12-24',
      '2026-12-24T00:00:00Z',
      '1798070400.0005',
      '10.1.2.3',
      '::ffff:10.1.2.3',
      'ẞ',
      'x',
    ),
  ),
  'kms:encryptioncontext:kid': maybe(fc.constantFrom(KEY_ID, 'x')),
  'kms:encryptioncontext:purpose': maybe(fc.constantFrom('x')),
});
const call = fc.record({
  'aws:multifactorauthpresent': maybe(fc.constantFrom('true', 'false')),
  'aws:multifactorauthage': maybe(fc.constantFrom('0', '60', '59', '5000')),
  'aws:securetransport': fc.constantFrom('true', 'false'),
  'aws:sourceip': maybe(fc.constantFrom('10.1.2.3', '10.9.9.9', '2001:db8::5', '203.0.113.9')),
  'aws:currenttime': fc.constantFrom(
    '2026-12-01T00:00:00.000Z',
    '2026-12-23T23:59:59.999Z',
    '2027-01-01T00:00:00.000Z',
  ),
});

const ACTIONS = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:CreateGrant',
  'kms:ScheduleKeyDeletion',
  'kms:PutKeyPolicy',
  'kms:RetireGrant',
  'kms:DescribeKey',
];

export const anyWitness: fc.Arbitrary<Witness> = fc
  .record({
    caller: fc.constantFrom(...CALLERS),
    action: fc.constantFrom(...ACTIONS),
    context,
    call,
    operations,
    grantee: fc.constantFrom(
      APP,
      own('role/app-1'),
      own('user/bob'),
      foreign('role/app-7'),
      APP.toUpperCase(),
    ),
    tag: maybe(fc.constantFrom('red', 'blue', 'green')),
    days: fc.integer({ min: 7, max: 30 }),
    spelling: fc.boolean(),
    constraints: fc.subarray(['EncryptionContextEquals', 'EncryptionContextSubset'], { minLength: 1 }),
  })
  .map(
    ({
      caller: [principal, session],
      action,
      context: pairs,
      call: values,
      operations: given,
      grantee,
      days,
      tag,
      spelling,
      constraints,
    }) => {
      const hasContext = ['kms:Decrypt', 'kms:Encrypt', 'kms:CreateGrant'].includes(action);
      const all: Record<string, string | readonly string[] | undefined> = {
        ...values,
        ...(hasContext ? pairs : {}),
        ...(action === 'kms:CreateGrant'
          ? { 'kms:grantoperations': given, 'kms:granteeprincipal': grantee }
          : {}),
        ...(action === 'kms:ScheduleKeyDeletion'
          ? { 'kms:schedulekeydeletionpendingwindowindays': String(days) }
          : {}),
        // Of somebody who is not in the directory nobody knows them.
        ...(/new|zoe|bob$|1111|9999/.test(principal) &&
        !principal.endsWith('root') &&
        principal !== own('user/bob')
          ? { 'aws:principaltag/team': tag }
          : {}),
      };
      const names = Object.entries(all).flatMap(([key, value]) => {
        const name = /^kms:encryptioncontext:(.*)$/.exec(key)?.[1];
        if (name === undefined || value === undefined) return [];
        const other = name.charAt(0).toUpperCase() + name.slice(1);
        return typeof value === 'string'
          ? [spelling ? name : other]
          : [name, other, name.toUpperCase()].slice(0, value.length);
      });
      if (names.length > 0) all['kms:encryptioncontextkeys'] = names;
      if (names.length > 0 && action === 'kms:CreateGrant')
        all['kms:grantconstrainttype'] = constraints.length > 1 ? constraints : constraints[0];
      return {
        principal,
        ...(session === undefined ? {} : { session }),
        action,
        values: Object.entries(all)
          .flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      };
    },
  );
