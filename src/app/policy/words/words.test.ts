import { describe, expect, test } from 'vitest';
import type { AccessChange, Comparison } from '../../../domain/policy/compare/comparison.ts';
import { GRANTS, PRINCIPALS, SPENT } from '../../../domain/policy/compare/limits.ts';
import type { PolicyCondition, PolicyStatement } from '../../../domain/policy/document.ts';
import { parseOperator } from '../../../domain/policy/operators.ts';
import { OPERATOR_WORDS } from '../language/vocabulary.ts';
import { arnOf } from '../world.fixture.ts';
import {
  actionsWords,
  proofWords,
  verdictOf,
  whoCouldTell,
  witnessWords,
  type Sight,
} from './comparison-words.ts';
import { conditionWords, hasWords, keyWords, statementText } from '../../ui/statement-words.ts';

const place = { from: 0, to: 0 };
const located = (text: string) => ({ ...place, text });

function condition(operator: string, key: string, ...values: string[]): PolicyCondition {
  const read = parseOperator(operator);
  if (read === null) throw new Error(operator);
  return { ...place, operator, ...read, key, keyPlace: place, values: values.map(located) };
}

const statement = (change: Partial<PolicyStatement> = {}): PolicyStatement => ({
  ...place,
  index: 0,
  sid: null,
  effect: 'Allow',
  not: { principal: false, action: false, resource: false },
  principals: [{ ...place, type: 'principal', arn: arnOf('role/api') }],
  actions: [located('kms:Decrypt')],
  resources: [located('*')],
  conditions: [],
  ...change,
});

describe('a statement in English', () => {
  const anyone = [{ ...place, type: 'anyone' as const }];
  const account = [{ ...place, type: 'account' as const, account: '111122223333' }];
  test.each<[string, Partial<PolicyStatement>]>([
    ['role/api may Decrypt.', {}],
    ['role/api may never Decrypt.', { effect: 'Deny' }],
    ['Anyone may Decrypt.', { principals: anyone }],
    [
      'role/api may Encrypt, Decrypt, and PutKeyPolicy.',
      { actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:PutKeyPolicy'].map(located) },
    ],
    [
      'role/api may Put*, CreateGrant, Decrypt, Encrypt, and DescribeKey.',
      {
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant', 'kms:Put*'].map(
          located,
        ),
      },
    ],
    ['role/api may do everything.', { actions: ['kms:Decrypt', '*'].map(located) }],
    [
      'role/api may do everything with keys and keydesk:UpdatePrincipalPolicies.',
      { actions: ['kms:*', 'kms:Decrypt', 'keydesk:UpdatePrincipalPolicies'].map(located) },
    ],
    [
      'Whoever the account’s identity policies allow may do everything.',
      { principals: account, actions: [located('kms:*')] },
    ],
    ['Everybody of the account may never Decrypt.', { principals: account, effect: 'Deny' }],
    ['Anyone but role/api may Decrypt.', { not: { principal: true, action: false, resource: false } }],
    [
      'Anyone but the account may never Decrypt.',
      { principals: account, effect: 'Deny', not: { principal: true, action: false, resource: false } },
    ],
    ['role/api may do everything but Decrypt.', { not: { principal: false, action: true, resource: false } }],
    [
      'role/api may never do anything but Decrypt.',
      { effect: 'Deny', not: { principal: false, action: true, resource: false } },
    ],
    [
      'role/api may Decrypt on key/x.',
      { resources: [located('arn:aws:kms:eu-central-1:111122223333:key/x')] },
    ],
    [
      'role/api may Decrypt, only when tenant = acme or globex and MultiFactorAuthPresent is true.',
      {
        conditions: [
          condition('StringEquals', 'kms:EncryptionContext:tenant', 'acme', 'globex'),
          condition('Bool', 'aws:MultiFactorAuthPresent', 'true'),
        ],
      },
    ],
    [
      'role/api may never Decrypt, when SourceIp is outside 10.0.0.0/8.',
      { effect: 'Deny', conditions: [condition('NotIpAddress', 'aws:SourceIp', '10.0.0.0/8')] },
    ],
    ['role/api may do nothing.', { actions: [located('kms:Decript')] }],
  ])('%s', (words, change) => expect(statementText(statement(change))).toBe(words));

  test('every operator of the language has words of its own', () => {
    const said = new Set<string>();
    for (const base of Object.keys(OPERATOR_WORDS)) {
      expect(hasWords(base), base).toBe(true);
      said.add(
        conditionWords(
          condition(
            base,
            'kms:EncryptionContext:a',
            base === 'Null' ? 'true' : 'x',
            base === 'Null' ? 'true' : 'y',
          ),
        ),
      );
    }
    expect(hasWords('constructor')).toBe(false);
    // Equals and Like mean the same for ARNs but for their words; three kinds say "=".
    expect(said.size).toBeGreaterThan(18);
  });

  test.each([
    [
      'every value of GrantOperations = Decrypt or Encrypt, or there is none',
      condition('ForAllValues:StringEquals', 'kms:GrantOperations', 'Decrypt', 'Encrypt'),
    ],
    ['some value of TagKeys is like x-*', condition('ForAnyValue:StringLike', 'aws:TagKeys', 'x-*')],
    [
      'tenant = acme, or there is none',
      condition('StringEqualsIfExists', 'kms:EncryptionContext:tenant', 'acme'),
    ],
    ['some value of TagKeys is like x-*', condition('ForAnyValue:StringLikeIfExists', 'aws:TagKeys', 'x-*')],
    [
      'every value of TagKeys is like x-*, or there is none',
      condition('ForAllValues:StringLikeIfExists', 'aws:TagKeys', 'x-*'),
    ],
    ['there is no tenant', condition('Null', 'kms:EncryptionContext:tenant', 'true')],
    ['there is an encryption context', condition('Null', 'kms:EncryptionContextKeys', 'false')],
    ['there is a tenant', condition('Null', 'kms:EncryptionContext:tenant', 'false')],
    [
      'tenant is none of a, b, or 2 others',
      condition('StringNotEquals', 'kms:EncryptionContext:tenant', 'a', 'b', 'c', 'd'),
    ],
    [
      'CurrentTime is before 2027-01-01T00:00:00Z',
      condition('DateLessThan', 'aws:CurrentTime', '2027-01-01T00:00:00Z'),
    ],
    ['RotationPeriodInDays ≤ 90', condition('NumericLessThanEquals', 'kms:RotationPeriodInDays', '90')],
    ['tenant = “”', condition('StringEquals', 'kms:EncryptionContext:tenant', '')],
  ])('%s', (words, each) => expect(conditionWords(each)).toBe(words));

  test('keys are told by what a person calls them', () => {
    expect(keyWords('aws:PrincipalTag/team')).toBe('tag team of the caller');
    expect(keyWords('kms:encryptioncontext:app')).toBe('app');
    expect(keyWords('aws:RequestTag/x')).toBe('tag x of the request');
  });
});

const change = (
  who: readonly string[],
  actions: readonly string[],
  more: Partial<AccessChange> = {},
): AccessChange => ({
  layer: 'direct',
  who: who.map((words) => ({ words, arn: null, existing: [], open: false })),
  actions,
  when: [],
  witness: null,
  ...more,
});
const comparison = (more: Partial<Comparison>): Comparison => ({
  exact: true,
  gained: [],
  lost: [],
  limits: [],
  ...more,
});
const verdict = (more: Partial<Comparison>): string =>
  verdictOf(comparison(more))
    .map(({ strong, rest }) => strong + rest)
    .join(' ');

const ALL: Sight = { namesOnly: false, seers: null };

describe('what an edit changes', () => {
  const one = change(['role/support-desk'], ['kms:Decrypt']);
  const two = change(['role/a', 'role/b'], ['kms:Encrypt', 'kms:Sign', 'kms:Verify', 'kms:PutKeyPolicy']);

  test('"nobody" is said only where it is proved', () => {
    expect(verdict({})).toBe('Nobody gains or loses access: proved.');
    expect(verdict({ lost: [two] })).toBe(
      'Nobody gains access: proved. Two lose 4 actions, among them PutKeyPolicy.',
    );
    expect(verdict({ exact: false })).toBe('It could not be proved that nobody gains or loses access.');
    expect(verdict({ exact: false, lost: [one] })).toBe(
      'It could not be proved that nobody gains access. role/support-desk may lose Decrypt.',
    );
  });

  test('past the budget it says may, never does', () => {
    expect(verdict({ gained: [one], lost: [two] })).toBe(
      'role/support-desk gains Decrypt. Two lose 4 actions, among them PutKeyPolicy.',
    );
    expect(verdict({ exact: false, gained: [one, two] })).toBe(
      'Three may gain up to 4 actions, among them PutKeyPolicy.',
    );
  });

  test('what is open to more than can be counted is named, apart from who is counted', () => {
    const anyone = {
      ...one,
      who: [
        { words: 'anyone, except role/a and role/b', arn: null, existing: [arnOf('role/c')], open: true },
      ],
    };
    expect(verdict({ gained: [two, anyone] })).toBe(
      'Anyone gains Decrypt. Two gain 4 actions, among them PutKeyPolicy.',
    );
    expect(verdict({ lost: [{ ...anyone, who: [...one.who, ...anyone.who] }] })).toBe(
      'Nobody gains access: proved. Anyone and role/support-desk lose Decrypt.',
    );
    const many = ['any user', 'role/c', 'role/d', 'role/e'].map((words) => ({
      ...anyone.who[0]!, // there is one
      words,
      open: words === 'any user',
    }));
    expect(verdict({ gained: [{ ...anyone, who: many.toReversed() }] })).toBe(
      'Any user, role/e, and 2 more gain Decrypt.',
    );
  });

  test('a number in the headline is what one of them gains, never the sum of all', () => {
    const gains = (name: string, ...actions: string[]) => ({
      ...one,
      who: [{ words: name, arn: arnOf(name), existing: [], open: false }],
      actions: actions.map((action) => `kms:${action}`),
    });
    const [a, b] = [gains('role/a', 'Sign', 'Verify'), gains('role/b', 'Encrypt', 'Decrypt')];
    expect(verdict({ gained: [a, b] })).toBe('Two gain up to 2 of 4 actions.');
    // The same one in two rows gains both.
    const more = gains('role/a', 'Encrypt', 'Decrypt');
    expect(verdict({ gained: [a, more, b] })).toBe('Two gain up to 4 actions, among them Decrypt.');
    expect(verdict({ gained: [a, more] })).toBe('role/a gains 4 actions, among them Decrypt.');
  });

  test('how it was found', () => {
    expect(proofWords(comparison({ gained: [one] }), ALL, 3.2)).toBe(
      'Proved for every possible request, in 3 ms. All of it comes from what this policy itself says.',
    );
    expect(proofWords(comparison({}), ALL, 0.1)).toBe('Proved for every possible request, in 1 ms.');
    expect(proofWords(comparison({ exact: false, limits: ['Too many patterns.'] }), ALL, 50)).toBe(
      'Not proved: Too many patterns.',
    );
  });

  test('actions are counted when they are many, and the request that shows it is one line', () => {
    expect(actionsWords(['kms:Decrypt', 'kms:Encrypt'])).toBe('Decrypt and Encrypt');
    expect(
      witnessWords({
        principal: arnOf('role/a'),
        action: 'kms:Decrypt',
        values: [
          ['kms:encryptioncontext:tenant', 'globex'],
          ['aws:tagkeys', ['a', 'b']],
        ],
      }),
    ).toBe('Decrypt tenant=globex tagkeys=a,b');
    expect(
      witnessWords({
        principal: arnOf('role/a'),
        action: 'kms:Encrypt',
        values: [
          ['kms:encryptioncontext:tenant', 'globex'],
          ['kms:encryptioncontextkeys', ['Tenant', 'app']],
        ],
      }),
    ).toBe('Encrypt tenant=globex app=""');
  });

  test('why it could not be proved, and who could tell', () => {
    const told = (limits: readonly string[], sight: Sight, more: Partial<Comparison> = {}) => {
      const unsure = comparison({ exact: false, limits, ...more });
      return [
        verdictOf(unsure, sight)
          .map(({ strong, rest }) => strong + rest)
          .join(' '),
        whoCouldTell(unsure, sight),
      ];
    };
    expect(told([GRANTS], { namesOnly: false, seers: ['user/anna', 'role/auditor'] })).toEqual([
      'It could not be proved that nobody gains or loses access, because you may not see the grants of this key.',
      'user/anna or role/auditor, who may see the grants, can tell for certain.',
    ]);
    expect(told([GRANTS], ALL, { gained: [one] })).toEqual([
      'role/support-desk may gain Decrypt. It is not certain, because you may not see the grants of this key.',
      'Whoever has ListGrants on this key can tell for certain.',
    ]);
    expect(told([GRANTS, PRINCIPALS], ALL, { lost: [one] })).toEqual([
      'It could not be proved that nobody gains access, because you may not see the grants of this key and you may not see the people and services of this desk. role/support-desk may lose Decrypt.',
      'Whoever has ListPrincipals, and ListGrants on this key, can tell for certain.',
    ]);
    expect(told([PRINCIPALS], { namesOnly: true, seers: null })).toEqual([
      'It could not be proved that nobody gains or loses access, because you may not see what the identity policies of this desk say.',
      'Whoever has GetIdentityPolicy can tell for certain.',
    ]);
    expect(told([GRANTS], { namesOnly: false, seers: [] })[1]).toContain('Nobody has ListGrants');
    // What somebody may see is told first: it is what can be mended.
    expect(told([SPENT, GRANTS], ALL)[0]).not.toContain('too involved');
    expect(told([SPENT], ALL)).toEqual([
      'It could not be proved that nobody gains or loses access, because the policies are too involved to compare to the end.',
      null,
    ]);
  });
});
