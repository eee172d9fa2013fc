import { expect, test } from 'vitest';
import { holdersText, policyNameProblem } from './policy-words.ts';

test('who has a policy is counted in words', () => {
  expect(holdersText({ People: 0, Services: 0 })).toBe('nobody');
  expect(holdersText({ People: 1, Services: 0 })).toBe('1 person');
  expect(holdersText({ People: 0, Services: 1 })).toBe('1 service');
  expect(holdersText({ People: 1200, Services: 2 })).toBe('1,200 people, 2 services');
});

test('a name is free in any case, and has the characters of IAM', () => {
  expect(policyNameProblem('payments-read', ['auditor'])).toBeNull();
  expect(policyNameProblem('Auditor', ['auditor'])).toBe('There is a policy named auditor.');
  for (const name of ['', 'a b', 'a/b', 'ä', 'x'.repeat(129)])
    expect(policyNameProblem(name, [])).not.toBeNull();
});
