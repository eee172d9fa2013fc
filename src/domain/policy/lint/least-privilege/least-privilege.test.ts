import { describe, expect, test } from 'vitest';
import type { PolicyWorld, UsageFacts } from '../../world.ts';
import { applyEdits } from '../apply.ts';
import {
  DELEGATION,
  examplePrincipal,
  EXAMPLE_WORLD,
  exampleUsage,
  keyPolicy,
  OTHER_ACCOUNT,
  role,
  user,
  withPrincipals,
  type ExampleStatement,
} from '../examples.ts';
import { lintPolicy } from '../lint.ts';
import { ENGINE } from '../lint.fixture.ts';
import { DAY } from '../use.ts';
import { LEAST_PRIVILEGE } from './least-privilege.ts';

const { now, key } = EXAMPLE_WORLD;
const engine = ENGINE;
const lint = (text: string, world: Partial<PolicyWorld> = {}) => {
  const found = lintPolicy(text, 'key', { ...EXAMPLE_WORLD, ...world }, { rules: LEAST_PRIVILEGE, engine });
  expect(found.problems).toEqual([]);
  return found;
};
const codes = (world: Partial<PolicyWorld>, ...statements: readonly ExampleStatement[]): readonly string[] =>
  lint(keyPolicy(...statements), world).findings.map(({ code }) => code);
/** What the first fix of a rule makes of the policy. */
function fixed(code: string, world: Partial<PolicyWorld>, ...statements: readonly ExampleStatement[]) {
  const text = keyPolicy(...statements);
  const [fix] = lint(text, world).findings.find((each) => each.code === code)?.fixes ?? [];
  expect(fix?.class).toBe('N');
  return (JSON.parse(applyEdits(text, fix?.edits ?? [])) as { Statement: readonly ExampleStatement[] })
    .Statement;
}

/** Rules that rest on the absence of a use. */
const ABSENCE = [
  'unused-action',
  'unused-principal',
  'unused-statement',
  'wildcard-wider-than-use',
  'split-by-use',
  'key-idle',
];
const DECRYPTS = exampleUsage([role('app'), 'kms:Decrypt']);
const BOUND = { StringEquals: { 'kms:EncryptionContext:tenant': 'acme' } };

test('of a statement that has ended nothing is said but that', () => {
  const ended = { DateLessThan: { 'aws:CurrentTime': '2024-01-01T00:00:00Z' } };
  const { findings } = lintPolicy(
    keyPolicy(DELEGATION, {
      Sid: 'Once',
      Principal: { AWS: user('carol') },
      Action: ['kms:Decrypt', 'kms:PutKeyPolicy', 'kms:CreateGrant'],
      Condition: ended,
    }),
    'key',
    EXAMPLE_WORLD,
  );
  expect(findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code)).toEqual(['expired']);
});

test('who cannot sign in is no witness', () => {
  const schedule = (name: string) =>
    lintPolicy(
      keyPolicy(DELEGATION, { Principal: { AWS: user(name) }, Action: 'kms:ScheduleKeyDeletion' }),
      'key',
      EXAMPLE_WORLD,
    ).findings.find(({ code }) => code === 'deletion-unguarded');
  expect(schedule('carol')?.witness).toBeDefined();
  expect(schedule('dave')).toBeDefined();
  expect(schedule('dave')?.witness).toBeUndefined();
});

describe('absence proves something only', () => {
  const statements: readonly ExampleStatement[] = [
    { Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'] },
    { Sid: 'Rest', Principal: { AWS: role('reader') } },
  ];
  const absent = (usage: UsageFacts | null, more: Partial<PolicyWorld> = {}): readonly string[] =>
    codes({ usage, ...more }, ...statements).filter((code) => ABSENCE.includes(code));

  test('when there was a complete look', () => {
    expect(absent(DECRYPTS)).toEqual(['unused-action', 'unused-principal']);
    expect(absent(null)).toEqual([]);
    expect(absent({ ...DECRYPTS, complete: false })).toEqual([]);
  });

  test('when it goes back far enough, and the policy and the key are that old', () => {
    expect(absent({ ...DECRYPTS, since: now - 88 * DAY })).toEqual([]);
    expect(absent({ ...DECRYPTS, policySince: now - 89 * DAY })).toEqual([]);
    expect(absent(DECRYPTS, { key: key === null ? null : { ...key, createdAt: now - 89 * DAY } })).toEqual(
      [],
    );
  });

  test('of what the policy in force gives: an edit has given nothing yet', () => {
    expect(absent(DECRYPTS, { inForce: keyPolicy({}) })).toEqual([]);
    expect(absent(DECRYPTS, { inForce: keyPolicy(...statements) })).toEqual([
      'unused-action',
      'unused-principal',
    ]);
  });

  test('a refused request is no use', () => {
    const usage = exampleUsage(
      [role('app'), 'kms:Decrypt'],
      [role('reader'), 'kms:Decrypt', { allowed: 0, refused: 9 }],
    );
    expect(absent(usage)).toContain('unused-principal');
  });

  test('a session counts for its role', () => {
    const session = `arn:aws:sts::111122223333:assumed-role/reader/one`;
    expect(
      absent(exampleUsage([role('app'), 'kms:Decrypt'], [session, 'kms:Decrypt', { statements: [1] }])),
    ).toEqual(['unused-action']);
  });
});

describe('unused', () => {
  test('administration is seldom, so its absence says nothing', () => {
    const admin = {
      Principal: { AWS: [user('alice'), user('bob')] },
      Action: ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:EnableKey'],
    };
    expect(codes({ usage: DECRYPTS }, { Condition: BOUND }, admin)).toEqual([]);
  });

  test('several actions go, what remains stays as it is written', () => {
    const [only] = fixed(
      'unused-action',
      { usage: DECRYPTS },
      { Action: ['kms:decrypt', 'kms:ReEncrypt*', 'kms:Encrypt', 'kms:DescribeKey'] },
    );
    expect(only).toMatchObject({ Action: ['kms:decrypt', 'kms:DescribeKey'] });
  });

  test('a principal goes from every statement that names it', () => {
    const both = { Principal: { AWS: [role('app'), role('reader')] }, Condition: BOUND };
    const left = fixed('unused-principal', { usage: DECRYPTS }, both, {
      Principal: { AWS: role('reader') },
      Action: 'kms:DescribeKey',
    });
    expect(left).toEqual([{ ...left[0], Principal: { AWS: [role('app')] } }]);
  });

  test('a stale principal is told once, as that', () => {
    const usage = DECRYPTS;
    const principals = withPrincipals(examplePrincipal('role', 'reader', { lastSeen: now - 200 * DAY }));
    const found = codes(
      { usage, principals },
      { Condition: BOUND },
      { Principal: { AWS: role('reader') }, Condition: BOUND },
    );
    expect(found).toEqual(['stale-principal']);
  });

  test('an unused key is told once', () => {
    expect(codes({ usage: exampleUsage() }, { Condition: BOUND })).toEqual(['key-idle']);
  });

  test('a statement is known in an edit by what it says', () => {
    const old = { Sid: 'Old', Condition: BOUND };
    const usage = exampleUsage([role('app'), 'kms:Decrypt', { statements: [0] }]);
    const inForce = keyPolicy(
      {
        Sid: 'Use',
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Condition: { Null: { 'kms:EncryptionContextKeys': 'false' } },
      },
      old,
    );
    const edit = [
      { ...old, Sid: 'Renamed' },
      {
        Sid: 'Use',
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Condition: { Null: { 'kms:EncryptionContextKeys': 'false' } },
      },
    ];
    const { findings } = lint(keyPolicy(...edit), { usage, inForce });
    expect(findings.map(({ code, statement }) => [code, statement])).toEqual([['unused-statement', 0]]);
    const other = exampleUsage([role('app'), 'kms:Decrypt', { statements: [1] }]);
    const again = lint(keyPolicy(...edit), { usage: other, inForce }).findings;
    expect(again.map(({ code, statement }) => [code, statement])).toEqual([['unused-statement', 1]]);
  });

  test('a statement is unused only if every use of the key was looked at', () => {
    const old = { Sid: 'Old', Condition: BOUND };
    const found = (looked: number | undefined) => {
      const [use] = exampleUsage([role('app'), 'kms:Decrypt']).uses;
      const { looked: _, ...rest } = use!; // there is one
      const usage = { ...DECRYPTS, uses: [looked === undefined ? rest : { ...rest, looked }] };
      return codes(
        { usage },
        {
          Sid: 'Use',
          Action: ['kms:Decrypt', 'kms:DescribeKey'],
          Condition: { Null: { 'kms:EncryptionContextKeys': 'false' } },
        },
        old,
      );
    };
    expect(found(1000)).toEqual(['unused-statement']);
    expect(found(999)).toEqual([]);
    expect(found(undefined)).toEqual([]);
  });

  test('the account’s own statement is never told unused', () => {
    expect(codes({ usage: DECRYPTS }, { Condition: BOUND }, DELEGATION)).toEqual(['root-delegation']);
  });

  test('grants: idle ones, not young ones', () => {
    const grant = {
      id: 'a'.repeat(64),
      name: '',
      grantee: role('reader'),
      retiring: null,
      operations: ['Decrypt'],
      contextEquals: null,
      contextSubset: null,
      createdAt: now - 200 * DAY,
      lastUsed: null,
    };
    const young = { ...grant, createdAt: now - DAY };
    const used = { ...grant, lastUsed: now - DAY };
    const { findings } = lint(keyPolicy({ Condition: BOUND }), { grants: [young, grant, used] });
    expect(findings.map(({ message }) => message)).toEqual([
      'Grant aaaaaaaa lets role/reader do Decrypt and was never used since 2026-05-14. Revoke it if its job is over.',
    ]);
    expect(codes({ grants: null }, { Condition: BOUND })).toEqual([]);
  });
});

describe('an encryption context', () => {
  const tenant = (value: string) => ({ steadyContext: [['tenant', value] as const] });

  test('is proposed where all requests had it, for the actions that take one', () => {
    const usage = exampleUsage(
      [role('app'), 'kms:Decrypt', tenant('acme')],
      [role('app'), 'kms:Encrypt', tenant('acme')],
    );
    const [use, bound] = fixed(
      'context-inferable',
      { usage },
      { Sid: 'Use', Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:DescribeKey'] },
    );
    expect(use).toMatchObject({ Sid: 'Use', Action: 'kms:DescribeKey' });
    expect(bound).toMatchObject({ Action: ['kms:Decrypt', 'kms:Encrypt'], Condition: BOUND });
  });

  test('joins the conditions that are there', () => {
    const usage = exampleUsage([role('app'), 'kms:Decrypt', tenant('acme')]);
    const [only] = fixed(
      'context-inferable',
      { usage },
      { Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } },
    );
    expect(only).toMatchObject({
      Condition: {
        StringEquals: { 'kms:CallerAccount': '111122223333', 'kms:EncryptionContext:tenant': 'acme' },
      },
    });
  });

  test('is not proposed where requests differ, are few, or the key takes none', () => {
    const differ = exampleUsage(
      [role('app'), 'kms:Decrypt', tenant('acme')],
      [role('app'), 'kms:Encrypt', tenant('other')],
    );
    const statement = { Action: ['kms:Decrypt', 'kms:Encrypt'] };
    expect(codes({ usage: differ }, statement)).toEqual(['context-missing']);
    const few = exampleUsage([role('app'), 'kms:Decrypt', { ...tenant('acme'), allowed: 2 }]);
    expect(codes({ usage: { ...few, complete: false } }, {})).toEqual(['context-missing']);
    const pair = exampleUsage([role('app'), 'kms:Decrypt', tenant('acme')]);
    expect(codes({ usage: pair, key: key === null ? null : { ...key, spec: 'RSA_4096' } }, {})).toEqual([]);
  });

  test('is missed only where a request without one is allowed', () => {
    expect(codes({}, {})).toEqual(['context-missing']);
    expect(codes({}, { Condition: { Null: { 'kms:EncryptionContextKeys': 'false' } } })).toEqual([]);
    expect(
      codes({}, { Condition: { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'tenant' } } }),
    ).toEqual([]);
    expect(
      codes({}, { Condition: { StringNotEquals: { 'kms:EncryptionContext:tenant': 'other' } } }),
    ).toEqual(['context-missing']);
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Condition: { Null: { 'kms:EncryptionContext:tenant': 'true' } },
    };
    expect(codes({}, {}, deny)).toEqual([]);
    expect(
      codes({}, { Principal: { AWS: user('alice') }, Action: ['kms:PutKeyPolicy', 'kms:DescribeKey'] }),
    ).toEqual([]);
  });

  test('of a key that is not known: not where only an asymmetric key does what the statement gives', () => {
    expect(codes({ key: null }, { Action: ['kms:Decrypt', 'kms:GetPublicKey'] })).toEqual([]);
    expect(codes({ key: null }, { Action: ['kms:Decrypt', 'kms:DescribeKey'] })).toEqual(['context-missing']);
  });
});

describe('sources', () => {
  const from = (...sources: readonly string[]) => exampleUsage([role('app'), 'kms:Decrypt', { sources }]);
  const bound = { Condition: BOUND };

  test('few and fixed, of services', () => {
    expect(codes({ usage: from('203.0.113.7', '2001:db8::1') }, bound)).toEqual(['source-inferable']);
    expect(codes({ usage: from('1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4', '1.1.1.5') }, bound)).toEqual([]);
    expect(codes({ usage: from('unix socket') }, bound)).toEqual([]);
    const person = exampleUsage([user('carol'), 'kms:Decrypt', { sources: ['203.0.113.7'] }]);
    expect(codes({ usage: person }, { ...bound, Principal: { AWS: user('carol') } })).toEqual([]);
    expect(codes({ usage: { ...from('203.0.113.7'), since: now - DAY } }, bound)).toEqual([]);
  });
});

describe('sharing a statement', () => {
  const usage = exampleUsage([role('writer'), 'kms:Encrypt'], [role('reader'), 'kms:Decrypt']);
  const shared = {
    Sid: 'Use',
    Principal: { AWS: [role('writer'), role('reader')] },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'],
  };

  test('each gets what it uses, and what is no use of the key stays with both', () => {
    expect(fixed('split-by-use', { usage }, shared)).toMatchObject([
      { Sid: 'Use', Principal: { AWS: role('writer') }, Action: ['kms:Encrypt', 'kms:DescribeKey'] },
      { Sid: 'Use 2', Principal: { AWS: role('reader') }, Action: ['kms:Decrypt', 'kms:DescribeKey'] },
    ]);
  });

  test('is right for those who use the same, or one part of what the other uses', () => {
    const same = exampleUsage(
      [role('writer'), 'kms:Encrypt'],
      [role('writer'), 'kms:Decrypt'],
      [role('reader'), 'kms:Decrypt'],
    );
    expect(codes({ usage: same }, shared)).not.toContain('split-by-use');
  });
});

describe('what the key cannot do', () => {
  test('is told of names and not of patterns', () => {
    const hmac =
      key === null ? null : { ...key, spec: 'HMAC_256' as const, usage: 'GENERATE_VERIFY_MAC' as const };
    expect(
      codes(
        { key: hmac },
        { Action: ['kms:GenerateMac', 'kms:VerifyMac', 'kms:Get*', 'kms:EnableKeyRotation'] },
      ),
    ).toEqual(['wildcard-future']);
    expect(codes({ key: hmac }, { Action: ['kms:GenerateMac', 'kms:Sign', 'kms:Verify'] })).toEqual([
      'usage-mismatch',
    ]);
    expect(codes({ key: null }, { Action: ['kms:Sign', 'kms:GenerateMac'] })).toEqual([]);
  });

  test('an encryption context: what the condition does instead', () => {
    const rsa = key === null ? null : { ...key, spec: 'RSA_4096' as const };
    const says = (statement: ExampleStatement) =>
      lint(keyPolicy(statement, {}), { key: rsa })
        .findings.map(({ message }) => message)
        .join();
    expect(says({ Condition: BOUND })).toContain('allows nothing');
    expect(says({ Effect: 'Deny', Condition: BOUND })).toContain('denies nothing');
    expect(says({ Condition: { StringNotEquals: { 'kms:EncryptionContext:tenant': 'acme' } } })).toContain(
      'asks nothing',
    );
  });

  test('from another account', () => {
    const partner = { Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/partner` }, Condition: BOUND };
    expect(codes({}, { ...partner, Action: ['kms:Decrypt', 'kms:List*'] })).not.toContain(
      'cross-domain-no-effect',
    );
    expect(codes({}, { ...partner, Action: ['kms:Decrypt', 'kms:Put*'] })).toContain(
      'cross-domain-no-effect',
    );
    const mixed = {
      ...partner,
      Principal: { AWS: [role('app'), `arn:aws:iam::${OTHER_ACCOUNT}:role/partner`] },
    };
    expect(codes({}, { ...mixed, Action: 'kms:PutKeyPolicy' })).toEqual([]);
  });
});

describe('time', () => {
  const until = (Sid: string, Condition?: ExampleStatement[string]) =>
    codes({}, { Sid, Action: 'kms:DescribeKey', ...(Condition === undefined ? {} : { Condition }) });

  test.each(['TEMP incident 4711', 'TempAccess', 'temporary', 'Break-glass', 'for_tmp_use', 'Emergency'])(
    '%s calls itself temporary',
    (sid) => {
      expect(until(sid)).toEqual(['temp-no-expiry']);
      expect(until(sid, { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } })).toEqual([]);
      expect(until(sid, { NumericLessThan: { 'aws:EpochTime': '1900000000' } })).toEqual([]);
    },
  );
  test.each(['Template store', 'Attempts', 'Contemporary', 'Use'])('%s does not', (sid) => {
    expect(until(sid)).toEqual([]);
  });

  test('what has ended, by each way of writing it', () => {
    const ended = (Condition: ExampleStatement[string]) =>
      codes({}, { Action: 'kms:DescribeKey' }, { Action: 'kms:DescribeKey', Condition });
    expect(ended({ DateLessThan: { 'aws:CurrentTime': '2024-01-01T00:00:00Z' } })).toEqual(['expired']);
    expect(ended({ DateLessThanEquals: { 'aws:EpochTime': '1700000000' } })).toEqual(['expired']);
    expect(
      ended({ DateLessThan: { 'aws:CurrentTime': ['2024-01-01T00:00:00Z', '2030-01-01T00:00:00Z'] } }),
    ).toEqual([]);
    expect(ended({ DateGreaterThan: { 'aws:CurrentTime': '2024-01-01T00:00:00Z' } })).toEqual([]);
  });

  test('a Deny that has ended leaves open what it forbade', () => {
    const { findings } = lint(
      keyPolicy(
        { Action: 'kms:DescribeKey' },
        { Effect: 'Deny', Condition: { DateLessThan: { 'aws:CurrentTime': '2024-01-01T00:00:00Z' } } },
      ),
    );
    expect(findings).toMatchObject([{ code: 'expired', severity: 'medium', fixes: [] }]);
  });
});

describe('delegation to the account', () => {
  test('says who that lets in today, whoever else the policy names', () => {
    const [finding] = lint(
      keyPolicy(DELEGATION, { Principal: { AWS: role('app') }, Condition: BOUND }),
    ).findings;
    expect(finding?.message).toContain(
      'Through them user/alice and user/bob can change this policy and use the key today.',
    );
  });
  test('says nothing of it where the directory is not known', () => {
    const [finding] = lint(keyPolicy(DELEGATION), { principals: null }).findings;
    expect(finding?.message).not.toMatch(/today|nobody/);
  });
  test('counts what is denied', () => {
    const [finding] = lint(
      keyPolicy(DELEGATION, { Effect: 'Deny', Principal: '*', Action: ['kms:*crypt*', 'kms:Generate*'] }),
    ).findings;
    expect(finding?.message).toContain(
      'user/alice and user/bob can change this policy today, and nobody can use the key',
    );
  });
});

test('a pattern is written out as it is, and certified as that', () => {
  const text = keyPolicy(DELEGATION, {
    Principal: { AWS: role('operations') },
    Action: ['kms:DescribeKey', 'kms:Get*'],
  });
  const [fix] = lint(text).findings.find(({ code }) => code === 'wildcard-future')?.fixes ?? [];
  expect(fix?.class).toBe('A');
  expect(JSON.parse(applyEdits(text, fix?.edits ?? []))).toMatchObject({
    Statement: [
      {},
      {
        Action: [
          'kms:DescribeKey',
          'kms:GetKeyLastUsage',
          'kms:GetKeyPolicy',
          'kms:GetKeyRotationStatus',
          'kms:GetParametersForImport',
          'kms:GetPublicKey',
        ],
      },
    ],
  });
});
