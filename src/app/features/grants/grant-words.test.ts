import { describe, expect, test } from 'vitest';
import { GRANT_OPERATIONS } from '../../../domain/grants/operations.ts';
import {
  constraintText,
  grantConfirm,
  grantName,
  grantProblems,
  grantsSentence,
  grantWarnings,
  inOrder,
  operationsText,
  partyText,
  resultSentence,
  revokedTogether,
  sentPairs,
  unusedText,
  type GrantForm,
} from './grant-words.ts';

const ARN = 'arn:aws:iam::000000000000:role/reports';
const form = (over: Partial<GrantForm> = {}): GrantForm => ({
  grantee: ARN,
  operations: ['Decrypt'],
  rule: 'any',
  pairs: [{ name: '', value: '' }],
  retiring: '',
  name: '',
  ...over,
});
const wrong = (over: Partial<GrantForm>): readonly string[] => grantProblems(form(over)).map(({ id }) => id);

describe('a grant in words', () => {
  test('every operation has its place, and a list of them its room', () => {
    expect([...inOrder(GRANT_OPERATIONS)].sort()).toEqual([...GRANT_OPERATIONS].sort());
    expect(operationsText(['DescribeKey', 'Decrypt'])).toBe('Decrypt, DescribeKey');
    expect(operationsText(['Encrypt', 'Decrypt', 'DescribeKey', 'GenerateDataKey'])).toBe(
      'Decrypt, Encrypt, GenerateDataKey, DescribeKey',
    );
    expect(operationsText(GRANT_OPERATIONS)).toBe('Decrypt, Encrypt, GenerateDataKey and 14 more');
  });

  test('a constraint', () => {
    const pairs = new Map([
      ['tenant', 'acme'],
      ['record', ''],
    ]);
    expect(constraintText(undefined)).toBeNull();
    expect(constraintText({})).toBeNull();
    expect(constraintText({ EncryptionContextSubset: pairs })).toBe(
      'only when tenant = acme and record = (empty)',
    );
    expect(constraintText({ EncryptionContextEquals: new Map([['tenant', 'acme']]) })).toBe(
      'only when the context is exactly tenant = acme',
    );
    expect(constraintText({ EncryptionContextEquals: new Map() })).toBe('only without an encryption context');
    expect(
      constraintText({
        EncryptionContextEquals: new Map([['a', 'b']]),
        EncryptionContextSubset: new Map([['a', 'b']]),
      }),
    ).toBe('only when the context is exactly a = b, and only when a = b');
  });

  test('whom, and what it is called', () => {
    expect(partyText({ Principal: ARN, Name: 'reports', Kind: 'role' })).toBe('role/reports');
    expect(partyText({ Principal: 'AROA1', Kind: 'gone' })).toBe('somebody who is gone (AROA1)');
    const id = `${'a'.repeat(56)}12345678`;
    expect(grantName({ Name: '', GrantId: id })).toBe('aaaa…5678');
    expect(grantName({ Name: 'nightly', GrantId: id })).toBe('nightly');
    expect(grantConfirm({ Name: '', GrantId: id })).toBe('12345678');
    expect(grantConfirm({ Name: 'nightly', GrantId: id })).toBe('nightly');
  });

  test('the answer, in numbers', () => {
    expect(grantsSentence({ GrantsTotal: 1, GranteesTotal: 1, UsesTotal90Days: 1, IdleTotal: 0 })).toBe(
      '1 grant lets 1 principal use this key besides its policy. In 90 days 1 request rested on it alone.',
    );
    expect(grantsSentence({ GrantsTotal: 1200, GranteesTotal: 3, UsesTotal90Days: 3204, IdleTotal: 2 })).toBe(
      '1,200 grants let 3 principals use this key besides its policy. In 90 days 3,204 requests rested on them alone. 2 grants were not used.',
    );
    expect(grantsSentence({ GrantsTotal: 2, GranteesTotal: 2, UsesTotal90Days: 0, IdleTotal: 2 })).toContain(
      'None decided a request in 90 days.',
    );
  });

  test('a new grant was not used yet, an old one not in 90 days', () => {
    const day = 86_400_000;
    expect(unusedText({ CreationDate: new Date(0) }, 89 * day)).toBe('not yet');
    expect(unusedText({ CreationDate: new Date(0) }, 90 * day)).toBe('not in 90 days');
  });
});

describe('the form', () => {
  test('is sound when somebody may do something', () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ rule: 'subset', pairs: [{ name: 'tenant', value: '' }], name: 'a:b/c_d-1' })).toEqual([]);
    expect(wrong({ rule: 'equals' })).toEqual([]);
  });

  test('says what is missing or wrong, at its field', () => {
    expect(wrong({ grantee: '' })).toEqual(['grantee']);
    expect(wrong({ operations: [] })).toEqual(['operations']);
    expect(wrong({ operations: ['CreateGrant'] })).toEqual(['operations']);
    expect(wrong({ retiring: 'somebody' })).toEqual(['retiring']);
    expect(wrong({ name: 'a b' })).toEqual(['name']);
    expect(wrong({ rule: 'subset' })).toEqual(['pairs']);
    expect(wrong({ rule: 'equals', pairs: [{ name: '', value: 'x' }] })).toEqual(['pairs']);
    const pair = { name: 'tenant', value: 'acme' };
    expect(wrong({ rule: 'equals', pairs: [pair, pair] })).toEqual(['pairs']);
    expect(wrong({ rule: 'equals', pairs: [{ name: 'a', value: 'x'.repeat(385) }] })).toEqual(['pairs']);
    const nine = Array.from({ length: 9 }, (_, i) => ({ name: `n${i}`, value: '' }));
    expect(wrong({ rule: 'subset', pairs: nine })).toEqual(['pairs']);
    // What is not sent does not count.
    expect(wrong({ rule: 'any', pairs: nine })).toEqual([]);
    expect(sentPairs(form({ rule: 'any', pairs: nine }))).toEqual([]);
  });

  test('follows in a sentence', () => {
    expect(resultSentence(form({ grantee: '', operations: [] }), 'billing')).toBe(
      'Choose who shall use billing, and for what.',
    );
    expect(resultSentence(form({ operations: [] }), 'billing')).toBe(
      'Choose what role/reports may do with billing.',
    );
    expect(
      resultSentence(
        form({
          operations: ['DescribeKey', 'Decrypt'],
          rule: 'subset',
          pairs: [{ name: 'tenant', value: 'acme' }],
        }),
        'billing',
      ),
    ).toBe('role/reports may decrypt with billing, and look it up, only when tenant = acme.');
    expect(resultSentence(form({ grantee: '', operations: ['DescribeKey', 'CreateGrant'] }), 'billing')).toBe(
      'On billing, whoever you choose may look it up and pass this on to others.',
    );
  });

  test('warns of what is wide', () => {
    expect(grantWarnings(form(), true)).toHaveLength(1);
    expect(grantWarnings(form({ rule: 'equals' }), true)).toEqual([]);
    expect(grantWarnings(form(), false)).toEqual([]);
    expect(grantWarnings(form({ operations: ['Encrypt', 'CreateGrant'] }), true)).toHaveLength(1);
  });
});

test('what ends when several are revoked is counted once', () => {
  const grant = (GrantId: string, who: string, Uses90Days: number, ChildGrantIds: string[] = []) => ({
    GrantId,
    Name: `job-${GrantId}`,
    Grantee: { Principal: who, Kind: 'role' as const },
    Uses90Days,
    ChildGrantIds,
  });
  expect(revokedTogether([grant('a', 'x', 3, ['b', 'c']), grant('b', 'x', 2, ['c'])])).toEqual({
    title: 'Revoke 2 grants',
    names: 'job-a, job-b.',
    whom: 1,
    uses: 5,
    children: 1,
    confirm: '2 grants',
  });
  const many = revokedTogether(Array.from({ length: 12 }, (_, i) => grant(String(i), 'x', 0)));
  expect(many.names).toBe('job-0, job-1, job-2, job-3, job-4, job-5, job-6, job-7 and 4 more.');
  expect(revokedTogether([grant('a', 'x', 0)])).toMatchObject({ title: 'Revoke 1 grant', confirm: null });
});
