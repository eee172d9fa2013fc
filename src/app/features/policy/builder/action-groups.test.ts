import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACTIONS } from '../../../../domain/policy/actions.ts';
import { ACTION_GROUPS, allBut, extras, isNamed, patternFor } from './action-groups.ts';

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

test('all but one: a pattern gives way to the others that it means, and nothing comes in besides', () => {
  expect(allBut(['kms:Sign', 'kms:GenerateDataKey*', 'odd'], 'kms:GenerateDataKey', () => true)).toEqual([
    'kms:Sign',
    'kms:GenerateDataKeyPair',
    'kms:GenerateDataKeyPairWithoutPlaintext',
    'kms:GenerateDataKeyWithoutPlaintext',
    'odd',
  ]);
  const names = ACTION_GROUPS.flatMap(({ rows }) => rows.map(({ name }) => name));
  const item = fc.constantFrom('kms:*', '*', 'KMS:get*', 'kms:*Key', 'kms:Decrypt', 'kms:decrypt', 'odd');
  const meant = (items: readonly string[]) =>
    names.filter((name) => isNamed(items, name) || patternFor(items, name) !== null);
  fc.assert(
    fc.property(fc.uniqueArray(item), fc.nat(), (items, pick) => {
      const before = meant(items);
      const action = before[pick % Math.max(1, before.length)];
      if (action === undefined) return;
      const left = allBut(items, action, () => true);
      expect(meant(left)).toEqual(before.filter((name) => name !== action));
      expect(left.includes('odd')).toBe(items.includes('odd'));
    }),
  );
});
