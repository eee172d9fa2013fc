/** Rows as a person reads them. */
import { describe, expect, test } from 'vitest';
import type { AccessChange } from './comparison.ts';
import { accessOf, whoCan } from './access.ts';
import { certify, comparePolicies } from './compare.ts';
import {
  ANNA,
  APP,
  DECRYPT_ONLY,
  FOREIGN,
  foreign,
  identity,
  own,
  policy,
  principal,
  ROOT_ARN,
  SESSION,
  world,
  type Written,
} from './worlds.fixture.ts';

const root = { Principal: { AWS: ROOT_ARN }, Action: 'kms:*' };
const app = { Principal: { AWS: APP } };
const anyone = { Principal: '*' };
const condition = (operator: string, key: string, value: string | readonly string[]): Written => ({
  Condition: { [operator]: { [key]: value } },
});
const tenant = 'kms:EncryptionContext:tenant';

const words = ({ layer, who, actions, when }: AccessChange): string => {
  const names =
    actions.length > 4 ? `${actions.length} actions` : actions.map((name) => name.slice(4)).join(', ');
  const clauses = when.length === 0 ? '' : `, when ${when.map((clause) => clause.words).join(' and ')}`;
  return `${layer}: ${who.map((each) => each.words).join('; ')}: ${names}${clauses}`;
};
const compared = (before: readonly Written[], after: readonly Written[]): readonly string[] => {
  const { exact, gained, lost } = comparePolicies(policy(...before), policy(...after), world());
  return [
    ...gained.map((row) => `+ ${words(row)}`),
    ...lost.map((row) => `- ${words(row)}`),
    ...(exact ? [] : ['may']),
  ];
};

describe('who', () => {
  test('a service of the desk', () => {
    expect(compared([root], [root, app])).toEqual(['+ direct: role/app: Decrypt']);
  });
  test('a pattern of another account, and who is left out', () => {
    const pattern = { ...anyone, ...condition('ArnLike', 'aws:PrincipalArn', foreign('role/app-*')) };
    const denied = { Effect: 'Deny', Principal: { AWS: foreign('role/app-7') } };
    expect(compared([root], [root, pattern, denied])).toEqual([
      `+ direct: any role of ${FOREIGN} that starts with app-, except app-7: Decrypt`,
    ]);
  });
  test('the same, spelled as a condition on anyone, is nothing new', () => {
    const spelled = { ...anyone, ...condition('ArnEquals', 'aws:PrincipalArn', APP) };
    expect(compared([app], [spelled])).toEqual([]);
  });
  test('anyone, but for those who could before', () => {
    expect(compared([root], [root, anyone])).toEqual([
      '+ direct: anyone, except user/anna, role/billing and root of this account: Decrypt',
    ]);
  });
  test('another account: its root, and whom it lets', () => {
    expect(compared([root], [root, { Principal: { AWS: FOREIGN } }])).toEqual([
      `+ delegated: any user or role of ${FOREIGN} to whom an identity policy gives it: Decrypt`,
      `+ direct: root of ${FOREIGN}: Decrypt`,
    ]);
  });
  test('a session of a role', () => {
    expect(compared([root], [root, { Principal: { AWS: SESSION } }])).toEqual([
      '+ direct: session one of role/app: Decrypt',
    ]);
  });
  test('a session beside a class that its role is no part of', () => {
    const denied = { Effect: 'Deny', Principal: { AWS: SESSION } };
    expect(compared([app, denied], [app, { ...anyone }])).toEqual([
      '+ direct: anyone, except role/app; session one of role/app: Decrypt',
    ]);
  });
  test('the account: those of the desk whose own policies allow it, and whoever comes', () => {
    const rows = comparePolicies(
      policy(app),
      policy(app, { ...root, Action: 'kms:Decrypt' }),
      world(),
    ).gained;
    expect(rows.map(words)).toEqual([
      'delegated: user/anna; role/billing; any other user or role of this account to whom an identity policy gives it: Decrypt',
      'direct: root of this account: Decrypt',
    ]);
    expect(rows[0]?.who.map(({ existing, open }) => [existing, open])).toEqual([
      [[ANNA], false],
      [[own('role/billing')], false],
      [[], true],
    ]);
    expect(rows[0]?.witness).toEqual({ principal: ANNA, action: 'kms:Decrypt', values: [] });
  });
  test('existing members of a class are named', () => {
    const pattern = { ...anyone, ...condition('ArnLike', 'aws:PrincipalArn', own('role/*')) };
    const [row] = comparePolicies(
      policy(root),
      policy(root, { ...pattern, Action: 'kms:Sign' }),
      world(),
    ).gained;
    expect(row?.who).toEqual([
      { words: 'any role of this account', arn: null, existing: [APP, own('role/billing')], open: true },
    ]);
  });
});

describe('when', () => {
  const gains = (...added: readonly Written[]): readonly string[] => compared([root], [root, ...added]);
  test.each<[string, Written]>([
    ['tenant = acme', condition('StringEquals', tenant, 'acme')],
    ['tenant = acme or globex', condition('StringEquals', tenant, ['acme', 'globex'])],
    ['tenant = "" or "a b"', condition('StringEquals', tenant, ['', 'a b'])],
    ['tenant starts with acme-', condition('StringLike', tenant, 'acme-*')],
    ['tenant = ACME in any case', condition('StringEqualsIgnoreCase', tenant, 'ACME')],
    ['tenant is not acme, or absent', condition('StringNotEquals', tenant, 'acme')],
    ['without encryption context "tenant"', condition('Null', tenant, 'true')],
    ['with encryption context "tenant"', condition('StringLike', tenant, '*')],
    ['source address in 10.0.0.0/8', condition('IpAddress', 'aws:SourceIp', '10.0.0.0/8')],
    [
      'time before 2027-01-01T00:00:00Z',
      condition('DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z'),
    ],
    ['MFA = true', condition('Bool', 'aws:MultiFactorAuthPresent', 'true')],
    [
      'owner = the caller’s user name',
      condition('StringEquals', 'kms:EncryptionContext:owner', '${aws:username}'),
    ],
    [
      'team = the caller’s tag "team"',
      condition('StringEquals', 'kms:EncryptionContext:team', '${aws:PrincipalTag/team}'),
    ],
  ])('%s', (expected, written) => {
    const rows = gains({ ...anyone, ...written, Action: 'kms:Encrypt' });
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows)
      expect(row.endsWith(`: Encrypt, when ${expected}`) ? expected : row).toBe(expected);
  });
  test('a value more', () => {
    const [one, two] = ['acme', ['acme', 'globex']].map((value) => ({
      ...app,
      ...condition('StringEquals', tenant, value),
    }));
    expect(compared([one ?? {}], [two ?? {}])).toEqual(['+ direct: role/app: Decrypt, when tenant = globex']);
  });
  test('a pattern with an exception', () => {
    const allow = { ...app, ...condition('StringLike', tenant, 'acme-*') };
    const deny = { ...app, Effect: 'Deny', ...condition('StringEquals', tenant, 'acme-eu') };
    expect(gains(allow, deny)).toEqual([
      '+ direct: role/app: Decrypt, when tenant starts with acme-, except acme-eu',
    ]);
  });
  test('the opposite of a pattern, of an order, of a block', () => {
    const denied = (
      operator: string,
      key: string,
      value: string | readonly string[],
      Action: string,
    ): readonly string[] =>
      gains({ ...app, Action }, { ...app, Action, Effect: 'Deny', ...condition(operator, key, value) });
    expect(denied('StringLike', tenant, 'acme-*', 'kms:Encrypt')).toEqual([
      '+ direct: role/app: Encrypt, when tenant does not start with acme-, or absent',
    ]);
    expect(
      denied(
        'NumericLessThan',
        'kms:ScheduleKeyDeletionPendingWindowInDays',
        '14',
        'kms:ScheduleKeyDeletion',
      ),
    ).toEqual(['+ direct: role/app: ScheduleKeyDeletion, when waiting period in days at least 14']);
    expect(
      denied('NotIpAddressIfExists', 'aws:SourceIp', ['10.0.0.0/8', '192.0.2.0/24'], 'kms:Encrypt'),
    ).toEqual(['+ direct: role/app: Encrypt, when source address in 10.0.0.0/8 or 192.0.2.0/24']);
  });
  test('what several conditions leave, by the value they have in common', () => {
    const from = (...blocks: readonly string[]): Written => ({
      ...anyone,
      Effect: 'Deny',
      ...condition('NotIpAddress', 'aws:SourceIp', blocks),
    });
    expect(gains(app, from('10.0.0.0/8', '192.0.2.0/24'), from('10.0.0.0/8', '198.51.100.0/24'))[0]).toBe(
      '+ direct: role/app: Decrypt, when source address in 10.0.0.0/8',
    );
  });
  test('a Deny against requests without a context', () => {
    expect(
      compared([app], [app, { ...anyone, Effect: 'Deny', ...condition('Null', tenant, 'true') }]),
    ).toEqual(['- direct: role/app: Decrypt, when without encryption context "tenant"']);
  });
  test('whether there is a context at all', () => {
    expect(compared([app], [{ ...app, ...condition('Null', 'kms:EncryptionContextKeys', 'false') }])).toEqual(
      ['- direct: role/app: Decrypt, when there is no encryption context'],
    );
  });
  test('sets: only these, and none but others', () => {
    const create = { ...app, Action: 'kms:CreateGrant' };
    expect(
      gains({
        ...create,
        ...condition('ForAllValues:StringEquals', 'kms:GrantOperations', ['Decrypt', 'Encrypt']),
      }),
    ).toEqual(['+ direct: role/app: CreateGrant, when grant operations include only Decrypt or Encrypt']);
    expect(
      gains({ ...create, ...condition('ForAnyValue:StringEquals', 'kms:GrantOperations', 'CreateGrant') }),
    ).toEqual(['+ direct: role/app: CreateGrant, when grant operations include CreateGrant']);
    expect(
      compared(
        [app],
        [
          {
            ...app,
            ...condition('ForAllValues:StringEquals', 'kms:EncryptionContextKeys', ['tenant', 'purpose']),
          },
        ],
      ),
    ).toEqual([
      '- direct: role/app: Decrypt, when names of the encryption context include others than tenant or purpose',
    ]);
  });
  test('numbers stay within what a request can give', () => {
    const wait = (operator: string, days: string): Written => ({
      ...app,
      Action: 'kms:ScheduleKeyDeletion',
      ...condition(operator, 'kms:ScheduleKeyDeletionPendingWindowInDays', days),
    });
    expect(gains(wait('NumericGreaterThanEquals', '14'))).toEqual([
      '+ direct: role/app: ScheduleKeyDeletion, when waiting period in days at least 14',
    ]);
    expect(gains(wait('NumericLessThan', '7'))).toEqual([]);
    expect(gains(wait('NumericLessThanEquals', '30'))).toEqual(['+ direct: role/app: ScheduleKeyDeletion']);
  });
  test('two names for one thing', () => {
    const until = (key: string, value: string): Written => ({
      ...app,
      ...condition('DateLessThan', key, value),
    });
    expect(
      compared([until('aws:CurrentTime', '2027-01-01T00:00:00Z')], [until('aws:EpochTime', '1798761600')]),
    ).toEqual([]);
  });
  test('a context that must be there, and the names that must be among its names', () => {
    const present = { ...app, ...condition('Null', tenant, 'false') };
    const named = {
      ...app,
      ...condition('ForAnyValue:StringEqualsIgnoreCase', 'kms:EncryptionContextKeys', 'TENANT'),
    };
    expect(compared([present], [named])).toEqual([]);
  });
});

describe('grants and identity policies', () => {
  const granted = world({
    grants: [
      {
        id: 'g1',
        name: '',
        grantee: APP,
        retiring: null,
        operations: ['Decrypt', 'DescribeKey'],
        contextEquals: null,
        contextSubset: [['tenant', 'acme']],
        createdAt: 0,
        lastUsed: null,
      },
    ],
  });
  test('a Deny takes what a grant gave', () => {
    const deny = { ...anyone, Effect: 'Deny' };
    const { exact, lost } = comparePolicies(
      policy(root),
      policy(root, { ...deny, Action: 'kms:Decrypt' }),
      granted,
    );
    expect([exact, lost.filter(({ layer }) => layer === 'grant').map(words)]).toEqual([
      true,
      ['grant: role/app: Decrypt, when tenant = acme'],
    ]);
    expect(lost.find(({ layer }) => layer === 'grant')?.witness).toEqual({
      principal: APP,
      action: 'kms:Decrypt',
      values: [['kms:encryptioncontext:tenant', 'acme']],
    });
  });
  test('an Allow gives only what a grant did not give', () => {
    const { gained } = comparePolicies(policy(root), policy(root, app), granted);
    expect(gained.map(words)).toEqual(['direct: role/app: Decrypt, when tenant is not acme, or absent']);
  });
  test('access as a whole', () => {
    const access = accessOf(
      policy({ ...root, Action: 'kms:Decrypt' }, { ...app, Action: 'kms:Sign' }),
      granted,
    );
    expect(access.exact).toBe(true);
    expect(whoCan('kms:Decrypt', access)).toEqual({
      existing: [ANNA, own('role/billing'), APP],
      others: true,
    });
    expect(whoCan('kms:Sign', access)).toEqual({ existing: [APP], others: false });
    expect(whoCan('kms:PutKeyPolicy', access)).toEqual({ existing: [], others: false });
  });
  test('an identity policy that says less', () => {
    const less = identity({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:*:*:key/*' });
    const all = identity({ Action: ['kms:Decrypt', 'kms:ListKeys'] });
    expect(certify(all, less, world())).toBe('narrower');
    expect(certify(less, all, world())).toBe('wider');
    expect(certify(all, identity({ Action: 'kms:decrypt' }, { Action: 'KMS:ListKeys' }), world())).toBe(
      'same',
    );
    expect(certify(less, identity({ Action: 'kms:Encrypt' }), world())).toBe('different');
  });
  test('who is not known yet is told apart from who is', () => {
    const alone = world({
      principals: [principal('role', 'billing', { policies: [{ name: 'd', text: DECRYPT_ONLY }] })],
    });
    const [row] = comparePolicies(policy(app), policy(app, root), alone).gained;
    expect(row?.who[0]?.words).toBe('role/billing');
  });
});
