import { expect, test } from 'vitest';
import { ACTIONS } from '../../../../domain/policy/actions.ts';
import { ACTION_GROUPS, extras, isNamed, patternFor } from './action-groups.ts';

test('every action that a key policy can allow has one box, and no other action has one', () => {
  const boxes = ACTION_GROUPS.flatMap(({ rows }) => rows.map(({ name }) => name)).toSorted();
  const wanted = ACTIONS.filter(({ name, on }) => name.startsWith('kms:') && on.includes('key')).map(
    ({ name }) => name,
  );
  expect(boxes).toEqual(wanted.toSorted());
  for (const { rows, title } of ACTION_GROUPS) expect(rows.length, title).toBeGreaterThan(1);
});

test('patterns tick boxes without naming them', () => {
  const items = ['kms:Get*', 'KMS:decrypt', 'kms:ListKeys', 'odd'];
  expect(patternFor(items, 'kms:GetKeyPolicy')).toBe('kms:Get*');
  expect(patternFor(items, 'kms:Decrypt')).toBeNull();
  expect(isNamed(items, 'kms:Decrypt')).toBe(true);
  expect(extras(items)).toEqual(['kms:Get*', 'kms:ListKeys', 'odd']);
});
