import { describe, expect, test } from 'vitest';
import { MAX_POLICY_BYTES } from '../../document.ts';
import { EXAMPLE_WORLD, identityPolicy, keyPolicy, role } from '../examples.ts';
import { codesOf, fixedBy, lintBy, messagesOf } from '../lint.fixture.ts';
import { sizeQuota } from '../errors/size-quota.ts';
import { sizeOf } from '../size.ts';
import type { Suppression } from '../suppression.ts';
import { actionCase } from './action-case.ts';
import { format } from './format.ts';
import { keyCase } from './key-case.ts';
import { nearQuota } from './near-quota.ts';
import { sidLies } from './sid-lies.ts';
import { sidMissing } from './sid-missing.ts';
import { suppressionStale } from './suppression-stale.ts';
import { valueWhitespace } from './value-whitespace.ts';
import { versionOld } from './version-old.ts';

describe('Sids', () => {
  test('are made of what the statement does, unlike those that are there', () => {
    const text = keyPolicy({ Sid: 'Allow role app Decrypt' }, {});
    expect(fixedBy(sidMissing, text)).toEqual([
      keyPolicy({ Sid: 'Allow role app Decrypt' }, { Sid: 'Allow role app Decrypt 2' }),
    ]);
    expect(fixedBy(sidMissing, identityPolicy({}))).toHaveLength(0); // linted as a key policy it has no principal
  });

  test.each([
    ['ReadOnly', 'Allow', ['kms:DescribeKey', 'kms:Encrypt'], true],
    ['ReadOnly', 'Allow', ['kms:Describe*', 'kms:List*'], false],
    ['Read only from the office', 'Deny', ['kms:*'], false],
    ['DenyUnencrypted', 'Allow', ['kms:Encrypt'], true],
    ['DenyUnencrypted', 'Deny', ['kms:Encrypt'], false],
    ['AllowUse', 'Deny', ['kms:Encrypt'], true],
    ['Allow only from the office', 'Deny', ['kms:Encrypt'], false],
    ['EncryptOnly', 'Allow', ['kms:Encrypt', 'kms:Decrypt'], true],
    ['EncryptOnly', 'Allow', ['kms:Encrypt', 'kms:GenerateDataKey'], false],
    ['Denial of service team', 'Allow', ['kms:Encrypt'], false],
  ])('%s on %s %j: %s', (Sid, Effect, Action, lies) => {
    expect(codesOf(sidLies, keyPolicy({ Sid, Effect, Action }))).toEqual(lies ? ['sid-lies'] : []);
  });
});

describe('version-old', () => {
  const withVariable = keyPolicy({
    Condition: { StringEquals: { 'kms:EncryptionContext:owner': '${aws:username}' } },
  });

  test('is set where nothing changes by it, and left where a variable would begin to count', () => {
    expect(fixedBy(versionOld, keyPolicy({}).replace('2012-10-17', '2008-10-17'))).toEqual([keyPolicy({})]);
    expect(fixedBy(versionOld, withVariable.replace('2012-10-17', '2008-10-17'))).toEqual([]);
    expect(codesOf(versionOld, withVariable.replace('2012-10-17', '2008-10-17'))).toContain('version-old');
  });

  test('is found where there is none', () => {
    const { Statement } = JSON.parse(keyPolicy({})) as { Statement: unknown };
    const [fixed] = fixedBy(versionOld, JSON.stringify({ Statement }, null, 2));
    expect(fixed).toBe(keyPolicy({}));
  });
});

test.each([
  ['KMS:decrypt', 'kms:Decrypt'],
  ['kms:re*', 'kms:Re*'],
  ['kms:d*', 'kms:D*'],
  ['kms:get*', 'kms:Get*'],
  ['KMS:*', 'kms:*'],
  ['kms:?ecrypt', 'kms:?ecrypt'],
  ['*', '*'],
])('action-case: %s is %s', (action, usual) => {
  expect(fixedBy(actionCase, keyPolicy({ Action: action }))).toEqual(
    action === usual ? [] : [keyPolicy({ Action: usual })],
  );
});

test.each([
  ['kms:encryptioncontext:Tenant', 'kms:EncryptionContext:Tenant'],
  ['AWS:principalTag/Team', 'aws:PrincipalTag/Team'],
  ['kms:CallerAccount', 'kms:CallerAccount'],
])('key-case: %s is %s', (key, usual) => {
  const text = (name: string) => keyPolicy({ Condition: { StringEquals: { [name]: 'x' } } });
  expect(fixedBy(keyCase, text(key))).toEqual(key === usual ? [] : [text(usual)]);
});

test('value-whitespace says on which side, and leaves blanks within alone', () => {
  const text = (value: string) =>
    keyPolicy({ Condition: { StringEquals: { 'kms:EncryptionContext:a': value } } });
  expect(messagesOf(valueWhitespace, text(' acme'))[0]).toContain('blank before it');
  expect(messagesOf(valueWhitespace, text('acme '))[0]).toContain('blank after it');
  expect(codesOf(valueWhitespace, text('acme corp'))).toEqual([]);
  expect(codesOf(valueWhitespace, text(' '))).toEqual([]);
});

describe('format', () => {
  const ordered = keyPolicy({ Sid: 'A' });
  test('brings members into their order, and one value out of its list', () => {
    const { Statement, Version } = JSON.parse(ordered) as {
      Statement: Record<string, unknown>[];
      Version: string;
    }; // the policy of this test
    const [first = {}] = Statement;
    const mixed = JSON.stringify(
      { Statement: [Object.fromEntries(Object.entries(first).toReversed())], Version },
      null,
      4,
    );
    expect(fixedBy(format, mixed)).toEqual([ordered]);
    const [oneLine] = fixedBy(format, JSON.stringify({ Statement, Version }));
    expect(oneLine).toBe(JSON.stringify({ Version, Statement }));
  });

  test('does not mind white space, nor lists of one where all are lists', () => {
    expect(codesOf(format, ordered.replaceAll('": ', '" : '))).toEqual([]);
    expect(codesOf(format, JSON.stringify(JSON.parse(ordered)))).toEqual([]);
    expect(codesOf(format, keyPolicy({ Action: ['kms:Encrypt'] }, { Action: ['kms:Decrypt'] }))).toEqual([]);
  });

  test('keeps __proto__ a member like any other', () => {
    const text = keyPolicy(
      { Condition: { StringEquals: { 'kms:EncryptionContext:__proto__': 'x' } }, Action: ['kms:Encrypt'] },
      {},
    );
    const [fixed] = fixedBy(format, text);
    expect(fixed).toContain('kms:EncryptionContext:__proto__');
  });
});

describe('the quota', () => {
  const ofSize = (bytes: number): string => {
    const text = keyPolicy({ Sid: 'Fill' });
    return text.replace('Fill', 'x'.repeat(bytes - sizeOf(text) + 'Fill'.length));
  };

  test('is counted in bytes of UTF-8, and near from four fifths on', () => {
    expect(codesOf(sizeQuota, ofSize(MAX_POLICY_BYTES))).toEqual([]);
    expect(codesOf(sizeQuota, ofSize(MAX_POLICY_BYTES + 1))).toEqual(['size-quota']);
    expect(codesOf(sizeQuota, ofSize(MAX_POLICY_BYTES - 1).replace('xx', '\u00fc\u00fc'))).toEqual([
      'size-quota',
    ]);
    expect(codesOf(nearQuota, ofSize(Math.floor(MAX_POLICY_BYTES * 0.8)))).toEqual([]);
    expect(codesOf(nearQuota, ofSize(Math.ceil(MAX_POLICY_BYTES * 0.8) + 1))).toEqual(['near-quota']);
    expect(codesOf(nearQuota, ofSize(MAX_POLICY_BYTES + 1))).toEqual([]);
  });

  test('of grants is near, too', () => {
    const grant = {
      id: 'g',
      name: '',
      grantee: role('app'),
      retiring: null,
      operations: ['Decrypt'],
      contextEquals: null,
      contextSubset: null,
      createdAt: 0,
      lastUsed: null,
    };
    const grants = (count: number) => ({ grants: Array.from({ length: count }, () => grant) });
    expect(codesOf(nearQuota, keyPolicy({}), grants(40_000))).toEqual([]);
    expect(messagesOf(nearQuota, keyPolicy({}), grants(40_001))[0]).toContain('40001 of the 50000 grants');
  });
});

describe('suppression-stale', () => {
  const DAY = 86_400_000;
  const later = EXAMPLE_WORLD.now + 30 * DAY;
  const said = (suppression: Partial<Suppression>, text = keyPolicy({ Sid: 'A', Action: 'KMS:decrypt' })) =>
    lintBy(
      suppressionStale,
      text,
      {},
      {
        suppressions: [
          { code: 'action-case', statement: null, reason: 'Old tool', until: later, ...suppression },
        ],
      },
    ).findings.map(({ message }) => message);

  test('is silent on one that hides what is there, for a reason, until a day', () => {
    expect(said({})).toEqual([]);
    expect(said({ statement: 'A' })).toEqual([]);
  });

  test.each<[string, Partial<Suppression>, string]>([
    ['has ended', { until: EXAMPLE_WORLD.now }, 'ended on 2026-11-30'],
    ['has no reason', { reason: '  ' }, 'has no reason'],
    ['has no end', { until: null }, 'has no end'],
    ['hides what is not found', { code: 'sid-duplicate' }, 'is not found any more'],
    ['is of a statement that is gone', { statement: 'B' }, 'is not found in that statement any more'],
  ])('tells that it %s', (_, suppression, words) => {
    expect(said(suppression)).toEqual([expect.stringContaining(words) as string]);
  });

  test('knows no rule of that code: nothing is said', () => {
    expect(said({ code: 'of-another-version' })).toEqual([]);
  });
});
