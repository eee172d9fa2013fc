import { expect, test } from 'vitest';
import { nameOf, nameProblem, passwordProblem, tokenOf } from './person-rules.ts';

test('names are what an ARN may hold', () => {
  expect(nameProblem('anna.b@desk')).toBeNull();
  expect(nameProblem('')).toContain('Give a name');
  expect(nameProblem('anna b')).toContain('letters');
  expect(nameProblem('x'.repeat(65))).not.toBeNull();
});

test('a password says what is missing', () => {
  expect(passwordProblem('correct horse', 'anna')).toBeNull();
  expect(passwordProblem('short', 'anna')).toBe('Use at least 12 characters: 7 more.');
  expect(passwordProblem('aaaaaaaaaaaaaaa', 'anna')).toContain('five different');
  expect(passwordProblem('Anna is the best', 'anna')).toContain('name');
});

test('the token comes from the fragment', () => {
  expect(tokenOf('#token=abc-_1')).toBe('abc-_1');
  expect(tokenOf('#token=')).toBeNull();
  expect(tokenOf('')).toBeNull();
});

test('and so does the name, which is only shown', () => {
  expect(nameOf('#token=abc&name=bob')).toBe('bob');
  expect(nameOf('#token=abc&name=%3Cb%3E')).toBeNull();
  expect(nameOf('#token=abc')).toBeNull();
});
