import { expect, test } from 'vitest';
import { whoSentence, type Reader } from './who-sentence.ts';

const granted = (name: string): Reader => ({ ...reader(name, 'f'.repeat(64)), Source: 'GRANT' });
const reader = (name: string, policy?: string): Reader => ({
  Principal: `arn:aws:iam::000000000000:${name}`,
  Source: policy === undefined ? 'KEY_POLICY' : 'IDENTITY_POLICY',
  Statement: 0,
  ...(policy === undefined ? {} : { Policy: policy }),
});

test('people and services are counted, by the way that lets them in', () => {
  expect(whoSentence([])).toContain('Nobody');
  expect(whoSentence([reader('role/a'), reader('role/b'), reader('user/c')])).toBe(
    '2 services and 1 person, named by the key’s policy.',
  );
  expect(
    whoSentence([reader('role/a'), reader('user/b', 'administrator'), reader('user/c', 'key-user')]),
  ).toBe(
    '1 service, named by the key’s policy; 2 people through the account, which the key’s policy lets decide.',
  );
  expect(whoSentence([granted('role/a')])).toBe('1 service by a grant.');
  expect(whoSentence([reader('role/a'), granted('role/b'), granted('role/c')])).toBe(
    '1 service, named by the key’s policy; 2 services by a grant.',
  );
});

test('a policy that lets in everybody is not counted by names', () => {
  const readers = [reader('role/a'), reader('user/b')];
  expect(whoSentence(readers, 'any-account')).toMatch(/^Anybody, in any account: /);
  expect(whoSentence(readers, 'this-account')).toMatch(/^Everybody of this account: /);
  expect(whoSentence([], 'any-account')).not.toContain('Nobody');
});
