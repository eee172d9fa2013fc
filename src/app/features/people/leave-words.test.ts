import { expect, test } from 'vitest';
import { deleteHeld, grantEnd, leaveSentence, statementsText, urgencyOf } from './leave-words.ts';

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
  expect(leaveSentence({ Name: 'bob', Keys: [], KeysTotal: 0, GrantsTotal: 0 })).toContain(
    'Nothing rests on bob',
  );
  expect(leaveSentence({ Name: 'bob', Keys: [key], KeysTotal: 1, GrantsTotal: 0 })).toBe(
    '1 key policy names bob, who used no key in 90 days.',
  );
  const two = [{ ...key, AdministersAlone: true, Requests: 3 }, key];
  expect(leaveSentence({ Name: 'bob', Keys: two, KeysTotal: 2, GrantsTotal: 0 })).toBe(
    '2 key policies name bob, who used 1 key in 90 days. 1 key could be changed by nobody any more: name somebody else there first.',
  );
});

test('nobody is deleted before the steps that come first', () => {
  const all = { lockedOut: true, named: 0, alone: 0, allTheSame: false };
  expect(deleteHeld(all)).toBeNull();
  expect(deleteHeld({ ...all, lockedOut: false, named: 2 })?.short).toBe('first steps 1 and 2');
  expect(deleteHeld({ ...all, lockedOut: false })?.short).toBe('first step 1');
  expect(deleteHeld({ ...all, named: 2 })?.short).toBe('first step 2');
  expect(deleteHeld({ ...all, named: 2, alone: 1 })?.why).toContain('that only it can change');
  expect(deleteHeld({ ...all, named: 2, alone: 1, allTheSame: true })).toBeNull();
  expect(deleteHeld({ ...all, lockedOut: false, named: 2, allTheSame: true })?.short).toBe('first step 1');
});

test('grants are told beside the policies, and what becomes of them', () => {
  expect(leaveSentence({ Name: 'bob', Keys: [], KeysTotal: 0, GrantsTotal: 2 })).toBe(
    'No key policy names bob, who used no key in 90 days. 2 grants name it.',
  );
  expect(grantEnd({ IsGrantee: true })).toBe('Gives nobody anything any more');
  expect(grantEnd({ IsGrantee: false })).toBe('Its retiring principal is gone');
});
