import { expect, test } from 'vitest';
import type { PersonSummary } from '../../query/contract.ts';
import { agentWords, matching, policiesText } from './person-words.ts';

test('roles are told by their titles', () => {
  expect(policiesText(['administrator', 'key-user'])).toBe('Administrator and Key user');
  expect(policiesText([])).toBe('none, key policies only');
  expect(policiesText(['of-a-later-desk'])).toBe('of-a-later-desk');
});

test('a browser is two words, anything else what it says', () => {
  expect(
    agentWords(
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    ),
  ).toBe('Chrome on Linux');
  expect(
    agentWords(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604.1',
    ),
  ).toBe('Safari on iPhone');
  expect(agentWords('Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140')).toBe(
    'Edge on Windows',
  );
  expect(agentWords('curl/8.5')).toBe('curl/8.5');
  expect(agentWords('x'.repeat(80))).toHaveLength(41);
  expect(agentWords('')).toBe('not told');
});

test('people are found by name and by role, within a state', () => {
  const person = (Name: string, State: PersonSummary['State'], ...Policies: string[]): PersonSummary => ({
    PrincipalId: Name,
    Arn: Name,
    Name,
    Policies,
    Tags: [],
    CreationDate: new Date(0),
    State,
    Sessions: 0,
  });
  const all = [person('ann', 'Active', 'administrator'), person('ben', 'Invited', 'key-user')];
  const names = (text: string, state: PersonSummary['State'] | null): string[] =>
    matching(all, text, state).map(({ Name }) => Name);
  expect(names('', null)).toEqual(['ann', 'ben']);
  expect(names('AN', null)).toEqual(['ann']);
  expect(names('key user', null)).toEqual(['ben']);
  expect(names('ann', 'Invited')).toEqual([]);
});
