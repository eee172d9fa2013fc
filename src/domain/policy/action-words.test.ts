import { expect, test } from 'vitest';
import { actionWords, identityPolicyWords } from './action-words.ts';
import { ACTIONS } from './actions.ts';
import { BUILT_IN_POLICIES } from './built-in-policies.ts';

test('an action is words that a person says', () => {
  expect(actionWords('kms:ScheduleKeyDeletion')).toBe('schedule key deletion');
  expect(actionWords('kms:ReEncrypt*')).toBe('re-encrypt');
  expect(actionWords('kms:GenerateMac')).toBe('generate MAC');
  expect(actionWords('kms:*')).toBe('do everything with keys');
  expect(actionWords('keydesk:*')).toBe('do everything on this desk');
});

test('no two actions of the catalogue are the same words', () => {
  const words = ACTIONS.map(({ name }) => actionWords(name));
  expect(new Set(words).size).toBe(words.length);
  expect(words.every((each) => /^[a-zMAC -]+$/.test(each))).toBe(true);
});

test('every built-in policy reads in words, statement by statement', () => {
  for (const { name, text } of BUILT_IN_POLICIES) {
    const statements = identityPolicyWords(text);
    expect([name, statements.length > 0, statements.every(({ actions }) => actions.length > 0)]).toEqual([
      name,
      true,
      true,
    ]);
  }
  expect(identityPolicyWords(BUILT_IN_POLICIES[0]!.text)).toEqual([
    {
      name: 'Everything',
      effect: 'Allow',
      actions: ['do everything with keys', 'do everything on this desk'],
    },
  ]);
  expect(identityPolicyWords('{')).toEqual([]);
});
