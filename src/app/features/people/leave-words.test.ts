import { expect, test } from 'vitest';
import { leaveSentence, statementsText, urgencyOf } from './leave-words.ts';

const key = {
  KeyId: 'k',
  Aliases: [],
  Statements: [{ Index: 0, Sid: 'use', Effect: 'Allow' as const }],
  AdministersAlone: false,
  Created: false,
  Requests: 0,
};

test('statements are named by their Sid, or their place as people count', () => {
  expect(statementsText([...key.Statements, { Index: 2, Effect: 'Deny' }])).toBe(
    '“use” and statement 3, which denies',
  );
});

test('the most urgent reason counts', () => {
  expect(urgencyOf({ ...key, AdministersAlone: true })).toBe('alone');
  expect(urgencyOf({ ...key, Requests: 4 })).toBe('named');
  expect(urgencyOf({ ...key, Statements: [], Requests: 4 })).toBe('used');
  expect(urgencyOf({ ...key, Statements: [], Created: true })).toBe('created');
});

test('what rests on somebody is one sentence', () => {
  expect(leaveSentence({ Name: 'bob', Keys: [], KeysTotal: 0 })).toContain('Nothing rests on bob');
  expect(leaveSentence({ Name: 'bob', Keys: [key], KeysTotal: 1 })).toBe(
    '1 key policy names bob, who used no key in 90 days.',
  );
  const two = [{ ...key, AdministersAlone: true, Requests: 3 }, key];
  expect(leaveSentence({ Name: 'bob', Keys: two, KeysTotal: 2 })).toBe(
    '2 key policies name bob, who used 1 key in 90 days. 1 key could be changed by nobody any more: name somebody else there first.',
  );
});
