import { describe, expect, test } from 'vitest';
import { cameClosest, decide, explain, type Decision } from './evaluate.ts';
import * as given from './policies.fixture.ts';
import { ANNA, anna, app, APP, ask, KEY_ID, root, ROOT_ARN, SESSION, source } from './policies.fixture.ts';

const to = (AWS: string, change: given.Written = {}): given.Written => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'kms:*',
  Resource: '*',
  ...change,
});
const own = (change: given.Written = {}): given.Written => ({
  Effect: 'Allow',
  Action: 'kms:*',
  Resource: '*',
  ...change,
});
const by = ({ decidedBy }: Decision): readonly string[] =>
  decidedBy.map(({ source: from, policy, statement }) => `${from} ${policy} ${statement}`);
const reason = (decision: Decision): string | null => (decision.allowed ? null : decision.reason);

const decrypt = ask('kms:Decrypt', anna);
const delegating = source('key', [to(ROOT_ARN)]);

describe('decide on a key', () => {
  test('denies by default', () => {
    const decision = decide(decrypt, source('key', [to(APP)]), [source('identity', [own()])]);
    expect(decision).toEqual({
      allowed: false,
      decidedBy: [],
      reason: 'because no resource-based policy allows the kms:Decrypt action',
    });
  });

  test('allows whom the key policy names, without an identity policy', () => {
    const policy = source('key', [to(APP, { Sid: 'other' }), to(ANNA, { Sid: 'Key users' })]);
    expect(decide(decrypt, policy, [])).toEqual({
      allowed: true,
      decidedBy: [
        {
          source: 'KEY_POLICY',
          policy: KEY_ID,
          version: 3,
          digest: 'd1',
          statement: 1,
          sid: 'Key users',
          effect: 'Allow',
        },
      ],
    });
    expect(decide(decrypt, source('key', [{ ...to(ANNA), Principal: '*' }]), []).allowed).toBe(true);
  });

  test('lets the account delegate: both sides must allow, and both are named', () => {
    expect(
      by(decide(decrypt, delegating, [source('identity', [own({ Action: 'kms:List*' }), own()], 'users')])),
    ).toEqual([`KEY_POLICY ${KEY_ID} 0`, 'IDENTITY_POLICY users 1']);
    const silent = decide(decrypt, delegating, [source('identity', [own({ Action: 'kms:Encrypt' })])]);
    expect(silent).toEqual({
      allowed: false,
      decidedBy: [],
      reason: 'because no identity-based policy allows the kms:Decrypt action',
    });
    const narrow = source('key', [to(ROOT_ARN, { Action: 'kms:Encrypt' })]);
    expect(reason(decide(decrypt, narrow, [source('identity', [own()])]))).toContain(
      'no resource-based policy',
    );
    const elsewhere = source('identity', [own({ Resource: 'arn:aws:kms:us-east-1:000000000000:alias/*' })]);
    expect(decide(decrypt, delegating, [elsewhere]).allowed).toBe(false);
  });

  test('does not delegate to another account', () => {
    const stranger = { ...anna, accountId: '111111111111' };
    expect(decide(ask('kms:Decrypt', stranger), delegating, [source('identity', [own()])]).allowed).toBe(
      false,
    );
  });

  test('allows the root user where the account is named, and nowhere else', () => {
    expect(by(decide(ask('kms:Decrypt', root), delegating, []))).toEqual([`KEY_POLICY ${KEY_ID} 0`]);
    expect(decide(ask('kms:Decrypt', root), source('key', [to(ANNA)]), []).allowed).toBe(false);
  });

  test('lets a Deny in either kind win, and says where it was', () => {
    const deny = source('key', [to(ANNA), to(ROOT_ARN, { Effect: 'Deny', Sid: 'Nobody' })]);
    expect(decide(decrypt, deny, [])).toMatchObject({
      allowed: false,
      reason: 'with an explicit deny in a resource-based policy',
      decidedBy: [{ statement: 1, sid: 'Nobody', effect: 'Deny' }],
    });
    const identity = source('identity', [own({ Effect: 'Deny' })], 'limits');
    const decision = decide(decrypt, source('key', [to(ANNA)]), [source('identity', [own()]), identity]);
    expect([reason(decision), by(decision)]).toEqual([
      'with an explicit deny in an identity-based policy',
      ['IDENTITY_POLICY limits 0'],
    ]);
  });

  test('takes a role for all its sessions, and a session for itself alone', () => {
    const request = ask('kms:Decrypt', app);
    expect(decide(request, source('key', [to(APP)]), []).allowed).toBe(true);
    expect(decide(request, source('key', [to(SESSION)]), []).allowed).toBe(true);
    expect(
      decide(ask('kms:Decrypt', { ...app, sessionArn: `${SESSION}2` }), source('key', [to(SESSION)]), [])
        .allowed,
    ).toBe(false);
  });

  test('compares principals and resources with case, actions and condition keys without', () => {
    expect(decide(decrypt, source('key', [to(`${ANNA}A`)]), []).allowed).toBe(false);
    expect(decide(decrypt, source('key', [to(ANNA.replace('anna', 'Anna'))]), []).allowed).toBe(false);
    expect(
      decide(
        decrypt,
        source('key', [to(ANNA, { Resource: given.KEY_ARN.toUpperCase().replace('ARN', 'arn') })]),
        [],
      ).allowed,
    ).toBe(false);
    const policy = source('key', [
      to(ANNA, {
        Action: 'KMS:DECRYPT',
        Condition: { StringEquals: { 'KMS:encryptionContext:TENANT': 'acme' } },
      }),
    ]);
    expect(
      decide(ask('kms:Decrypt', anna, { 'kms:encryptioncontext:tenant': 'acme' }), policy, []).allowed,
    ).toBe(true);
    expect(
      decide(ask('kms:Decrypt', anna, { 'kms:encryptioncontext:tenant': 'ACME' }), policy, []).allowed,
    ).toBe(false);
    expect(decide(decrypt, policy, []).allowed).toBe(false);
  });

  test('wants every condition to hold', () => {
    const policy = source('key', [
      to(ANNA, {
        Condition: {
          StringEquals: { 'kms:EncryptionContext:a': '1', 'kms:EncryptionContext:b': ['2', '3'] },
        },
      }),
    ]);
    const allowed = (values: Record<string, string>): boolean =>
      decide(ask('kms:Decrypt', anna, values), policy, []).allowed;
    expect(allowed({ 'kms:encryptioncontext:a': '1', 'kms:encryptioncontext:b': '3' })).toBe(true);
    expect(allowed({ 'kms:encryptioncontext:a': '1' })).toBe(false);
    expect(allowed({ 'kms:encryptioncontext:a': '1', 'kms:encryptioncontext:b': '1' })).toBe(false);
  });

  test('allows nothing on a key whose policy could not be had, the root user included', () => {
    for (const caller of [anna, root])
      expect(decide(ask('kms:Decrypt', caller), null, [source('identity', [own()])]).allowed).toBe(false);
  });

  test('throws for an action that is not in the catalogue', () => {
    expect(() => decide(ask('kms:Decript', anna), delegating, [])).toThrow(RangeError);
  });
});

describe('NotPrincipal', () => {
  const except = (Effect: 'Allow' | 'Deny', ...AWS: readonly string[]): given.Written => ({
    Effect,
    NotPrincipal: { AWS },
    Action: 'kms:*',
    Resource: '*',
  });
  const everyone = { ...to(ANNA), Principal: '*' };
  const allowed = (caller: typeof anna, ...statements: readonly given.Written[]): boolean =>
    decide(ask('kms:Decrypt', caller), source('key', statements), []).allowed;

  test('of a Deny spares whom it lists, with their account', () => {
    expect(allowed(anna, everyone, except('Deny', ANNA, ROOT_ARN))).toBe(true);
    expect(allowed(anna, everyone, except('Deny', ANNA, given.ACCOUNT))).toBe(true);
    expect(allowed(anna, everyone, except('Deny', ANNA))).toBe(false);
    expect(allowed(anna, everyone, except('Deny', ROOT_ARN))).toBe(false);
    expect(allowed(anna, everyone, except('Deny', APP, ROOT_ARN))).toBe(false);
    expect(allowed(root, everyone, except('Deny', ROOT_ARN))).toBe(true);
    expect(allowed(root, everyone, except('Deny', ANNA))).toBe(false);
  });

  test('of a Deny spares a session with its role and account, not by its own name alone', () => {
    expect(allowed(app, everyone, except('Deny', APP, ROOT_ARN))).toBe(true);
    expect(allowed(app, everyone, except('Deny', SESSION, APP, ROOT_ARN))).toBe(true);
    expect(allowed(app, everyone, except('Deny', SESSION, ROOT_ARN))).toBe(false);
  });

  test('of an Allow names everyone who is not listed in any form, and delegates nothing', () => {
    expect(allowed(anna, except('Allow', APP))).toBe(true);
    expect(allowed(anna, except('Allow', ANNA))).toBe(false);
    expect(allowed(anna, except('Allow', ROOT_ARN))).toBe(false);
    expect(allowed(app, except('Allow', SESSION))).toBe(false);
    expect(allowed(root, except('Allow', ANNA))).toBe(true);
    const [trace] = explain(decrypt, source('key', [except('Allow', APP)]), []);
    expect(trace?.reach).toBe('named');
  });

  test('says whom it leaves out', () => {
    const [trace] = explain(decrypt, source('key', [except('Allow', ANNA)]), []);
    expect(trace?.misses).toEqual([{ element: 'principal', inverted: true, wanted: [ANNA], given: ANNA }]);
  });
});

describe('NotAction and NotResource', () => {
  const allowed = (change: given.Written, action = 'kms:Decrypt'): boolean =>
    decide(ask(action, anna), source('key', [{ Effect: 'Allow', Principal: '*', ...change }]), []).allowed;

  test('mean all that they do not list', () => {
    expect(allowed({ NotAction: 'kms:Encrypt', Resource: '*' })).toBe(true);
    expect(allowed({ NotAction: ['kms:encrypt', 'KMS:dec*'], Resource: '*' })).toBe(false);
    expect(allowed({ Action: '*', NotResource: 'arn:aws:kms:*:*:key/other' })).toBe(true);
    expect(allowed({ Action: '*', NotResource: ['x', 'arn:aws:kms:*'] })).toBe(false);
  });

  test('say what they leave out', () => {
    const policy = source('key', [
      { Effect: 'Allow', Principal: '*', NotAction: 'kms:Decrypt', NotResource: '*' },
    ]);
    expect(explain(decrypt, policy, [])[0]?.misses).toEqual([
      { element: 'action', inverted: true, wanted: ['kms:Decrypt'], given: 'kms:Decrypt' },
      { element: 'resource', inverted: true, wanted: ['*'], given: given.KEY_ARN },
    ]);
  });
});

describe('decide without a key', () => {
  const create = ask('kms:CreateKey', anna, {}, '*');

  test('is for identity policies alone', () => {
    expect(by(decide(create, null, [source('identity', [own()], 'administrator')]))).toEqual([
      'IDENTITY_POLICY administrator 0',
    ]);
    expect(reason(decide(create, null, []))).toBe(
      'because no identity-based policy allows the kms:CreateKey action',
    );
    expect(
      decide(create, null, [source('identity', [own(), own({ Effect: 'Deny', Action: 'kms:CreateKey' })])])
        .allowed,
    ).toBe(false);
    expect(
      decide(create, null, [source('identity', [own({ Resource: 'arn:aws:kms:*:*:key/*' })])]).allowed,
    ).toBe(false);
  });

  test('allows the root user, as the account itself', () => {
    expect(by(decide(ask('kms:CreateKey', root, {}, '*'), null, []))).toEqual(['ROOT root 0']);
  });
});

describe('explain', () => {
  test('names what did not match: wanted, and given', () => {
    const policy = source('key', [
      to(APP, {
        Action: 'kms:Encrypt',
        Resource: 'arn:aws:kms:x',
        Condition: {
          StringEquals: { 'kms:EncryptionContext:Tenant': ['acme', 'b'] },
          Null: { 'kms:RequestAlias': false },
        },
      }),
    ]);
    const [trace] = explain(ask('kms:Decrypt', anna, { 'kms:encryptioncontext:tenant': 'x' }), policy, []);
    expect(trace).toMatchObject({
      source: 'KEY_POLICY',
      policy: KEY_ID,
      version: 3,
      statement: 0,
      matched: false,
      reach: null,
      met: 0,
      of: 5,
    });
    expect(trace?.misses).toEqual([
      { element: 'principal', inverted: false, wanted: [APP], given: ANNA },
      { element: 'action', inverted: false, wanted: ['kms:Encrypt'], given: 'kms:Decrypt' },
      { element: 'resource', inverted: false, wanted: ['arn:aws:kms:x'], given: given.KEY_ARN },
      {
        element: 'condition',
        operator: 'StringEquals',
        key: 'kms:EncryptionContext:Tenant',
        wanted: ['acme', 'b'],
        given: 'x',
        why: 'differs',
      },
      {
        element: 'condition',
        operator: 'Null',
        key: 'kms:RequestAlias',
        wanted: ['false'],
        given: undefined,
        why: 'differs',
      },
    ]);
  });

  test.each<[string, object, Record<string, string>, string]>([
    ['the request has none', { StringEquals: { 'kms:EncryptionContext:a': 'x' } }, {}, 'absent'],
    ['a set has none', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'x' } }, {}, 'absent'],
    ['nobody ever has it', { StringEquals: { 'kms:Nonsense': 'x' } }, { 'kms:nonsense': 'x' }, 'unknown-key'],
    [
      'no variable has a value',
      { StringEquals: { 'aws:userid': '${aws:username}' } },
      { 'aws:userid': 'x' },
      'no-value',
    ],
    [
      'nor one of several, negated',
      { StringNotEquals: { 'aws:userid': ['${aws:username}', 'y'] } },
      { 'aws:userid': 'x' },
      'no-value',
    ],
    [
      'the policy writes no number',
      { NumericLessThan: { 'aws:MultiFactorAuthAge': 'x' } },
      { 'aws:multifactorauthage': '7' },
      'policy-type',
    ],
    [
      'the request has no address',
      { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      { 'aws:sourceip': 'x' },
      'request-type',
    ],
    ['another value', { StringLike: { 'aws:username': 'x*' } }, { 'aws:username': 'anna' }, 'differs'],
    [
      'the very value',
      { StringNotEquals: { 'aws:username': 'anna' } },
      { 'aws:username': 'anna' },
      'differs',
    ],
    ['it is there', { Null: { 'aws:username': 'true' } }, { 'aws:username': 'anna' }, 'differs'],
  ])('says why a condition does not hold: %s', (_name, Condition, values, why) => {
    const [trace] = explain(ask('kms:Decrypt', anna, values), source('key', [to(ANNA, { Condition })]), []);
    expect(trace?.misses).toMatchObject([{ element: 'condition', why }]);
  });

  test('says how a statement speaks of the caller', () => {
    const policies = [
      source('key', [to(ROOT_ARN), to(SESSION), to(ANNA)]),
      [source('identity', [own()])],
    ] as const;
    expect(explain(ask('kms:Decrypt', app), ...policies).map(({ reach }) => reach)).toEqual([
      'account',
      'named',
      null,
      'attached',
    ]);
  });

  test('finds the Allow that came closest', () => {
    const policy = source('key', [
      to(APP, { Action: 'kms:Encrypt' }),
      to(ANNA, { Action: 'kms:Encrypt' }),
      to(ANNA, { Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } } }),
      to(ANNA, { Effect: 'Deny', Action: 'kms:Sign' }),
    ]);
    expect(cameClosest(explain(decrypt, policy, []))).toMatchObject({ statement: 2, met: 3, of: 4 });
    expect(cameClosest(explain(decrypt, source('key', [to(ANNA)]), []))).toBeNull();
  });
});
