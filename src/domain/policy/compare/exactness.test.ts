/** "Exact" is a promise: for each way in which values can escape the classes, a request that only one of the policies allows. */
import { describe, expect, test } from 'vitest';
import type { Witness } from '../witness.ts';
import type { PolicyWorld } from '../world.ts';
import { certify, comparePolicies } from './compare.ts';
import { idleStatements } from './idle.ts';
import { isAllowed } from './request.ts';
import { KEY_ID } from '../policies.fixture.ts';
import { ANNA, APP, identity, own, policy, richWorld, world, type Written } from './worlds.fixture.ts';

const WORLD = world();
const ctx = (name: string): string => `kms:EncryptionContext:${name}`;
const by = (
  operator: string,
  key: string,
  value: string | readonly string[],
  more: Written = {},
): Written => ({
  Principal: { AWS: ANNA },
  Condition: { [operator]: { [key]: value } },
  ...more,
});
const asking = (key: string, value: string | readonly string[], principal = ANNA): Witness => ({
  principal,
  action: 'kms:Decrypt',
  values: [[key.toLowerCase(), value]],
});

/** The request is gained; the comparison has a row of it, and neither the certificate nor the way back hides it. */
function expectGained(
  before: readonly Written[],
  after: readonly Written[],
  request: Witness,
  where: PolicyWorld = WORLD,
): void {
  const [old, now] = [policy(...before), policy(...after)];
  expect([isAllowed(request, old, where), isAllowed(request, now, where)]).toEqual([false, true]);
  const { gained } = comparePolicies(old, now, where);
  expect(gained.filter(({ actions }) => actions.includes(request.action))).not.toEqual([]);
  expect(comparePolicies(now, old, where).lost).not.toEqual([]);
  expect(['wider', 'different', 'unknown']).toContain(certify(old, now, where));
  expect(['narrower', 'different', 'unknown']).toContain(certify(now, old, where));
}

describe('one value in several spellings', () => {
  test.each([
    ['true', 'Bool', 'TRUE'],
    ['3', 'NumericEquals', '3.0'],
    ['3', 'NumericLessThanEquals', '03'],
    ['10.0.0.1', 'IpAddress', '::ffff:10.0.0.1'],
    ['2026-01-01T00:00:00.000Z', 'DateEquals', '2026-01-01'],
    ['2026-01-01T00:00:00.000Z', 'DateEquals', '1767225600'],
  ])('StringEquals %s becomes %s: %s is gained', (value, operator, spelled) => {
    const [before, after] = [by('StringEquals', ctx('f'), value), by(operator, ctx('f'), value)];
    expectGained([before], [after], asking(ctx('f'), spelled));
    // In a Deny it is the other way round.
    const all = { Principal: { AWS: ANNA } };
    expectGained(
      [all, { ...after, Effect: 'Deny' }],
      [all, { ...before, Effect: 'Deny' }],
      asking(ctx('f'), spelled),
    );
    // Neither covers the other.
    expect((idleStatements(policy(before, after), WORLD) ?? []).filter(({ index }) => index === 1)).toEqual(
      [],
    );
  });

  test.each([
    ['aws:UserAgent', 'true', 'Bool', 'True'],
    ['aws:SourceIp', '10.0.0.1', 'IpAddress', '::ffff:10.0.0.1'],
  ])('of %s, too', (key, value, operator, spelled) => {
    expectGained([by('StringEquals', key, value)], [by(operator, key, value)], asking(key, spelled));
  });
});

describe('values that have no neighbours', () => {
  const one = by('NumericEquals', ctx('f'), '1');
  test.each([
    [by('NumericGreaterThan', ctx('f'), '9007199254740993'), '99999999999999999999'],
    [by('NumericEquals', ctx('f'), '1000000000000000000000'), '1000000000000000000000'],
    [by('NumericEquals', ctx('f'), '0.00000000000000000000000001'), '0.00000000000000000000000001'],
    [by('DateEquals', ctx('f'), '1767225600.0005'), '1767225600.0005'],
    [by('DateLessThan', ctx('f'), '-99999999999999999'), '-999999999999999999'],
  ])('%j', (more, value) => {
    expectGained([one], [one, more], asking(ctx('f'), value));
    expectGained(
      [by('DateEquals', ctx('f'), '2020')],
      [by('DateEquals', ctx('f'), '2020'), more],
      asking(ctx('f'), value),
    );
  });

  test('between two dates that are a millisecond apart', () => {
    const between: Written = {
      Principal: { AWS: ANNA },
      Condition: {
        DateGreaterThan: { [ctx('f')]: '2026-01-01T00:00:00.000Z' },
        DateLessThan: { [ctx('f')]: '2026-01-01T00:00:00.001Z' },
      },
    };
    expectGained([one], [one, between], asking(ctx('f'), '2026-01-01T00:00:00.0005Z'));
  });

  test.each([
    ['ß', 'ẞ'],
    ['k', '\u212a'],
    ['å', '\u212b'],
  ])('%s without case is %s', (value, other) => {
    expectGained(
      [by('StringEquals', ctx('f'), [value, value.toUpperCase()])],
      [by('StringEqualsIgnoreCase', ctx('f'), value)],
      asking(ctx('f'), other),
    );
  });
});

describe('letters', () => {
  const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i));
  const app = (Condition: Written): readonly Written[] => [
    { Principal: { AWS: own('root') }, Action: 'kms:*' },
    { Principal: { AWS: APP }, Condition },
  ];
  const none = app({ Null: { 'kms:ViaService': 'false' } });
  const request = (pairs: Readonly<Record<string, string | readonly string[]>>): Witness => ({
    principal: APP,
    action: 'kms:Decrypt',
    values: Object.entries(pairs),
  });

  test('a value that begins with none that a policy names', () => {
    const like = PRINTABLE.filter((letter) => !'*?$'.includes(letter)).map((letter) => `${letter}*`);
    const after = app({
      StringNotLike: { [ctx('t')]: [...like, '${*}*', '${?}*', '${$}*'] },
      StringLike: { [ctx('t')]: '?*' },
    });
    expectGained(none, after, request({ [ctx('t').toLowerCase()]: 'é1' }));
  });

  test('a name whose lower case is longer is itself without case', () => {
    const names = { 'ForAllValues:StringLike': { 'kms:EncryptionContextKeys': '?' } };
    expectGained(
      none,
      app({ ...names, Null: { [ctx('\u0130')]: 'false' } }),
      request({ 'kms:encryptioncontext:\u0130': '1', 'kms:encryptioncontextkeys': ['\u0130'] }),
    );
    const dotted = policy(...app({ ...names, Null: { [ctx('i\u0307')]: 'false' } }));
    expect(idleStatements(dotted, WORLD)).toMatchObject([{ index: 1, why: 'never' }]);
  });

  test.each([
    ['ΟΔΟΣ', 'οδοσ'],
    ['θ', '\u03f4'],
    ['\u01c6', '\u01c5'],
  ])('%s without case is %s', (value, other) => {
    expectGained(
      [by('StringEquals', ctx('f'), value)],
      [by('StringEqualsIgnoreCase', ctx('f'), value)],
      asking(ctx('f'), other),
    );
  });

  test('a user name is what comes after the path', () => {
    const named: Written = {
      Principal: '*',
      Condition: {
        StringLike: { 'aws:username': 'a*' },
        ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/a/*' },
      },
    };
    expectGained([{ Principal: { AWS: ANNA } }], [{ Principal: { AWS: ANNA } }, named], {
      principal: own('user/a/ab'),
      action: 'kms:Decrypt',
      values: [],
    });
  });
});

describe('the whole context, for a grant', () => {
  const grant = (contextEquals: readonly (readonly [string, string])[]): PolicyWorld =>
    world({
      grants: [
        {
          id: 'g',
          name: '',
          grantee: APP,
          retiring: null,
          operations: ['Decrypt'],
          contextEquals,
          contextSubset: null,
          createdAt: 0,
          lastUsed: null,
        },
      ],
    });
  const none: Written = { Principal: { AWS: own('root') }, Action: 'kms:*' };
  const twice: Written = {
    Principal: { AWS: APP },
    Condition: {
      'ForAllValues:StringEqualsIgnoreCase': { 'kms:EncryptionContextKeys': 'tenant' },
      StringEquals: { [ctx('tenant')]: 'acme' },
    },
  };
  const spelled = (values: readonly string[]): Witness => ({
    principal: APP,
    action: 'kms:Decrypt',
    values: [
      [ctx('tenant').toLowerCase(), values],
      ['kms:encryptioncontextkeys', ['tenant', 'TENANT']],
    ],
  });

  test('of one pair is not two that differ in the case of the name', () => {
    expectGained([none], [none, twice], spelled(['acme', 'acme']), grant([['tenant', 'acme']]));
    const once: Written = {
      ...twice,
      Condition: {
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' },
        StringEquals: { [ctx('tenant')]: 'acme' },
      },
    };
    expect(certify(policy(none), policy(none, once), grant([['tenant', 'acme']]))).toBe('same');
  });

  test('of two such pairs is not told exactly', () => {
    const both = grant([
      ['tenant', 'acme'],
      ['Tenant', 'globex'],
    ]);
    expectGained([none], [none, twice], spelled(['acme', 'acme']), both);
    expect(comparePolicies(policy(none), policy(none, twice), both).exact).toBe(false);
  });
});

describe('policy variables of each other', () => {
  const equals = (pairs: Readonly<Record<string, string | readonly string[]>>): Written => ({
    Principal: { AWS: ANNA },
    Condition: {
      StringEquals: Object.fromEntries(Object.entries(pairs).map(([name, value]) => [ctx(name), value])),
    },
  });
  const all = { Principal: { AWS: ANNA }, Action: 'kms:Encrypt' };
  const values = (pairs: Readonly<Record<string, string>>): Witness => ({
    principal: ANNA,
    action: 'kms:Decrypt',
    values: Object.entries(pairs).map(([name, value]) => [ctx(name).toLowerCase(), value]),
  });

  test('in a chain', () => {
    const chain = equals({ a: `\${${ctx('b')}}`, b: `\${${ctx('c')}}` });
    const after = {
      ...chain,
      Condition: { ...(chain['Condition'] as Written), StringLike: { [ctx('a')]: 'q' } },
    };
    expectGained([all], [all, after], values({ a: 'q', b: 'q', c: 'q' }));
  });

  test('two of one key', () => {
    const after: Written = {
      Principal: { AWS: ANNA },
      Condition: {
        StringEquals: { [ctx('a')]: `\${${ctx('b')}}`, [ctx('b')]: 'q' },
        StringLike: { [ctx('a')]: `\${${ctx('c')}}` },
      },
    };
    expectGained([all], [all, after], values({ a: 'q', b: 'q', c: 'q' }));
  });

  test('without case', () => {
    const after: Written = {
      Principal: { AWS: ANNA },
      Condition: {
        StringNotEquals: { [ctx('a')]: `\${${ctx('b')}}` },
        StringEqualsIgnoreCase: { [ctx('a')]: `\${${ctx('b')}}` },
      },
    };
    expectGained([all], [all, after], values({ a: 'Q', b: 'q' }));
  });

  test('of a key with a list of values', () => {
    const after: Written = {
      Principal: { AWS: ANNA },
      Condition: { StringEquals: { 'kms:EncryptionAlgorithm': `\${${ctx('a')}}` } },
    };
    expectGained([all], [all, after], {
      principal: ANNA,
      action: 'kms:Decrypt',
      values: [
        [ctx('a').toLowerCase(), 'SYMMETRIC_DEFAULT'],
        ['kms:encryptionalgorithm', 'SYMMETRIC_DEFAULT'],
      ],
    });
  });

  test('many at once cost no more than the budget', () => {
    const names = 'bcdefghi'.split('');
    const statements = [
      equals({ a: names.map((name) => `\${${ctx(name)}}`) }),
      ...names.flatMap((name) => Array.from({ length: 8 }, (_, i) => equals({ [name]: `${name}${i}` }))),
    ];
    const [before, after] = [policy(...statements), policy(...statements.slice(1))];
    const { exact, lost } = comparePolicies(before, after, WORLD);
    expect([exact, lost.length > 0]).toEqual([false, true]);
    expect(idleStatements(before, WORLD)).toBeNull();
  });

  test('one of many values, too', () => {
    const many = Array.from({ length: 1500 }, (_, i) => `v${i}`);
    const statements = [
      equals({ a: `\${${ctx('b')}}` }),
      equals({ b: many }),
      ...many.slice(0, 200).map((b) => equals({ b, a: b })),
    ];
    const { exact } = comparePolicies(policy(...statements), policy(...statements.slice(1)), WORLD);
    expect(exact).toBe(false);
  });
});

describe('variables that name the caller', () => {
  const ZED = own('role/zed');
  const STRANGER = 'arn:aws:iam::555555555555:user/q';
  const all = { Principal: { AWS: ANNA }, Action: 'kms:Encrypt' };
  const both = (variable: string, like: string): Written => ({
    Principal: '*',
    Condition: { StringEquals: { [ctx('o')]: variable }, StringLike: { [ctx('o')]: like } },
  });
  test.each([
    ['${aws:PrincipalArn}', ZED, ZED, ZED],
    ['${aws:PrincipalArn}', own('role/z*'), ZED, ZED],
    ['${aws:PrincipalAccount}', '5555*', STRANGER, '555555555555'],
    ['${kms:CallerAccount}', '555555555555', STRANGER, '555555555555'],
    ['${aws:username}', 'zed', own('user/zed'), 'zed'],
    ['${aws:userid}', '555555555555', 'arn:aws:iam::555555555555:root', '555555555555'],
    ['x-${aws:username}', 'x-zed', own('user/zed'), 'x-zed'],
  ])('%s and %s', (variable, like, principal, value) => {
    const statement = both(variable, like);
    expectGained([all], [all, statement], asking(ctx('o'), value, principal));
    // Nor does a Deny of it deny nothing.
    const anyone: Written = {
      Principal: '*',
      Condition: { [variable.startsWith('x') ? 'StringLike' : 'StringEquals']: { [ctx('o')]: variable } },
    };
    const deny: Written = { Effect: 'Deny', Principal: '*', Condition: { StringLike: { [ctx('o')]: like } } };
    expectGained([anyone, deny], [anyone], asking(ctx('o'), value, principal));
    expect(idleStatements(policy(anyone, deny), WORLD)).toEqual([]);
  });

  test('within the ARN of the caller', () => {
    const after: Written = {
      Principal: '*',
      Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::${aws:PrincipalAccount}:role/app-*' } },
    };
    expectGained([all], [all, after], { principal: own('role/app-9'), action: 'kms:Decrypt', values: [] });
  });
});

describe('variables in Resource', () => {
  const bob = own('user/bob');
  const all = { Principal: { AWS: bob } };
  test.each([
    ['kms:EncryptionContext:kid', bob, ['kms:encryptioncontext:kid', KEY_ID]],
    ['aws:UserAgent', bob, ['aws:useragent', KEY_ID]],
    ['aws:PrincipalTag/k', own('user/new'), ['aws:principaltag/k', KEY_ID]],
    ['aws:username', own(`user/${KEY_ID}`), null],
  ] as const)('of %s: what it stands for is not known', (name, principal, value) => {
    const some = { Principal: '*', Resource: `arn:aws:kms:*:*:key/\${${name}}` };
    const request: Witness = { principal, action: 'kms:Decrypt', values: value === null ? [] : [value] };
    const few = { ...all, Action: 'kms:Encrypt' };
    expectGained([few], [few, some], request);
    const anyone = { Principal: '*' };
    expectGained([anyone, { ...some, Effect: 'Deny' }], [anyone], request);
    expect(idleStatements(policy(anyone, { ...some, Effect: 'Deny' }), WORLD)).toEqual([]);
    expect(idleStatements(policy(few, some), WORLD)).toEqual([]);
  });

  test('beside a pattern that matches whatever they stand for', () => {
    const both = { ...all, Resource: ['*', 'arn:aws:kms:*:*:key/${kms:EncryptionContext:kid}'] };
    expect(certify(policy(all), policy(both), WORLD)).toBe('same');
    expect(comparePolicies(policy({ ...all, Action: 'kms:Encrypt' }), policy(both), WORLD).exact).toBe(true);
  });
});

describe('what is not known', () => {
  const all = { Principal: '*', Action: 'kms:*' };
  const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt' };
  const [guarded, free] = [policy(deny), policy({ ...deny, Action: 'kms:PutKeyPolicy' })];
  const granted = richWorld();
  const blind = { ...granted, grants: null };
  const byGrant: Witness = {
    principal: APP,
    action: 'kms:Decrypt',
    values: [
      [ctx('tenant').toLowerCase(), 'acme'],
      ['kms:encryptioncontextkeys', ['tenant']],
    ],
  };

  test('a Deny that goes may give what grants allow', () => {
    expect([isAllowed(byGrant, guarded, granted), isAllowed(byGrant, free, granted)]).toEqual([false, true]);
    const { exact, gained, limits } = comparePolicies(guarded, free, blind);
    expect(exact).toBe(false);
    expect(limits.join()).toContain('grants of the key are not known');
    const rows = gained.filter(({ actions }) => actions.includes('kms:Decrypt'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatchObject({ layer: 'grant', witness: null });
    expect(gained.flatMap(({ who }) => who.map(({ words }) => words)).join()).toContain('a grant gives it');
    expect(certify(guarded, free, blind)).toBe('wider');
    expect(certify(free, guarded, blind)).toBe('narrower');
    expect(comparePolicies(guarded, free, blind, { steps: 0, nodes: 0 }).gained).not.toEqual([]);
  });

  test('a Deny of what no policy allows is not idle, but of what no grant can', () => {
    expect(idleStatements(guarded, blind)).toEqual([]);
    expect(idleStatements(free, blind)).toMatchObject([{ why: 'nothing-to-deny' }]);
    expect(idleStatements(policy(deny), world())).toMatchObject([{ why: 'nothing-to-deny' }]);
  });

  test('and what no grant can allow is exact', () => {
    const [before, after] = [policy(deny), policy(deny, { ...all, Action: 'kms:PutKeyPolicy' })];
    expect(comparePolicies(before, after, blind).exact).toBe(true);
    expect(comparePolicies(before, after, { ...blind, principals: null }).exact).toBe(false);
    expect(comparePolicies(before, after, { ...blind, principals: null }).limits.join()).toContain(
      'people and services',
    );
  });
});

describe('condition keys that an action has on one side only', () => {
  const all = { Action: 'keydesk:*' };
  test.each([
    { StringEquals: { 'aws:RequestTag/team': 'payments' } },
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' } },
  ])('a Deny of tags of principals denies something: %j', (Condition) => {
    const guard = { Effect: 'Deny', Action: 'keydesk:UpdatePrincipalTags', Condition };
    expect(certify(identity(all, guard), identity(all), WORLD)).toBe('wider');
    expect(idleStatements(identity(all, guard), WORLD)).toEqual([]);
  });

  test.each(['kms:KeySpec', 'kms:MultiRegion', 'kms:CallerAccount'])('%s: an alias has none', (key) => {
    const alias = { Action: 'kms:CreateAlias', Condition: { Null: { [key]: 'true' } } };
    const list = { Action: 'kms:ListKeys' };
    expect(certify(identity(list, alias), identity(list), WORLD)).toBe('narrower');
    expect(idleStatements(identity(list, alias), WORLD)).toEqual([]);
  });

  test('kms:GrantIsForAWSResource: of all actions three have it', () => {
    const anna = { Principal: { AWS: ANNA }, Action: 'kms:*' };
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:*',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'false' } },
    };
    const { exact, lost } = comparePolicies(policy(anna), policy(anna, deny), WORLD);
    expect([exact, lost.flatMap(({ actions }) => actions)]).toEqual([
      true,
      ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
    ]);
    expect(lost.every(({ witness }) => witness !== null)).toBe(true);
  });

  test('kms:GrantConstraintType: both at once', () => {
    const grants = (type: string | readonly string[]): Written =>
      by('StringEquals', 'kms:GrantConstraintType', type, { Action: 'kms:CreateGrant' });
    const [one, other] = ['EncryptionContextEquals', 'EncryptionContextSubset'] as const;
    expectGained([grants(one), grants(other)], [grants([one, other])], {
      principal: ANNA,
      action: 'kms:CreateGrant',
      values: [['kms:grantconstrainttype', [one, other]]],
    });
  });
});
