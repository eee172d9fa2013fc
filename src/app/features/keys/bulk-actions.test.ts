import { expect, test } from 'vitest';
import { splitFor } from '../../ui/bulk-split.ts';
import type { KeySummary } from '../../query/contract.ts';
import {
  bulkConfirmText,
  bulkFormProblem,
  KEY_ACTS,
  relianceOf,
  tagKeysOf,
  type KeyActName,
} from './bulk-actions.ts';

const key = (over: Partial<KeySummary> = {}): KeySummary => ({
  KeyId: '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab',
  Arn: '',
  Aliases: ['alias/billing'],
  Description: '',
  KeyState: 'Enabled',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  CreationDate: new Date(0),
  Tags: [],
  CurrentVersion: 1,
  CanRotate: true,
  Services90Days: 0,
  Requests90Days: 0,
  Refused90Days: 0,
  ...over,
});

const named = (name: KeyActName) => KEY_ACTS.find((each) => each.name === name)!;
const kinds = [
  key(),
  key({ KeyState: 'Disabled' }),
  key({ KeyState: 'PendingDeletion' }),
  key({ CanRotate: false }),
  key({ Quarantine: 'altered' }),
];

test('each act is for the keys whose state takes it, and says why not for the others', () => {
  const split = (name: KeyActName): string => {
    const { eligible, skipped } = splitFor(named(name).skip, kinds);
    return [`${eligible.length}`, ...skipped.map(({ why, count }) => `${count} ${why.split(':')[0]}`)].join(
      '; ',
    );
  };
  const refused = '1 refused as a whole until an administrator has looked';
  expect(split('enable')).toBe(`1; 2 enabled already; 1 waiting for deletion; ${refused}`);
  expect(split('disable')).toBe(`2; 1 disabled already; 1 waiting for deletion; ${refused}`);
  expect(split('tag')).toBe(`3; 1 waiting for deletion; ${refused}`);
  expect(split('rotate')).toBe(
    `1; 1 disabled; 1 waiting for deletion; 1 of a spec that does not rotate; ${refused}`,
  );
  expect(split('rotation')).toBe(split('rotate'));
  expect(split('delete')).toBe(`3; 1 waiting for deletion already; ${refused}`);
  expect(split('keep')).toBe(`1; 3 not waiting for deletion; ${refused}`);
});

test('what stops keys from working is armed, and nothing else', () => {
  expect(KEY_ACTS.filter(({ armed }) => armed).map(({ name }) => name)).toEqual(['disable', 'delete']);
});

test('what is typed names the one key, or how many', () => {
  expect(bulkConfirmText([key()])).toBe('billing');
  expect(bulkConfirmText([key({ Aliases: [] })])).toBe('c06f90ab');
  expect(bulkConfirmText(Array.from({ length: 1200 }, () => key()))).toBe('1,200 keys');
});

test('reliance counts what was allowed; tags by how many have them', () => {
  const keys = [
    key({ Requests90Days: 9, Refused90Days: 2, Tags: [{ TagKey: 'env', TagValue: 'a' }] }),
    key({ Requests90Days: 3, Refused90Days: 3, Tags: [{ TagKey: 'env', TagValue: 'b' }] }),
    key({ Tags: [{ TagKey: 'a', TagValue: '' }] }),
  ];
  expect(relianceOf(keys)).toEqual({ used: 1, allowed: 7 });
  expect(tagKeysOf(keys)).toEqual([
    { name: 'env', count: 2 },
    { name: 'a', count: 1 },
  ]);
});

test('each act reads its own fields', () => {
  const form = { tagKey: '', tagValue: '', days: '30', typed: '' };
  expect(bulkFormProblem('tag', form)).toBe('Give the tag a name.');
  expect(bulkFormProblem('tag', { ...form, tagKey: '<b>' })).toMatch(/^Use letters/);
  expect(bulkFormProblem('tag', { ...form, tagKey: 'env' })).toBeNull();
  expect(bulkFormProblem('untag', form)).toMatch(/^Choose/);
  expect(bulkFormProblem('rotation', form)).toMatch(/90 to 2560/);
  expect(bulkFormProblem('rotation', { ...form, days: '365' })).toBeNull();
  expect(bulkFormProblem('delete', form)).toBeNull();
  expect(bulkFormProblem('delete', { ...form, days: '6' })).toMatch(/7 to 30/);
  expect(bulkFormProblem('enable', form)).toBeNull();
});
