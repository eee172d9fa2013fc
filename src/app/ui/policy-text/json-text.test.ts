import { expect, test } from 'vitest';
import { formatBlock, formatted, lineOf } from './json-text.ts';

test('what is JSON is brought into the usual form of a policy, anything else is not', () => {
  const usual = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}';
  expect(formatted('{"Statement":[],"Version":"2012-10-17"}')).toBe(usual);
  expect(formatted('{"a":')).toBeNull();
  expect(formatted('')).toBeNull();
});

test('why nothing is there to format', () => {
  expect(formatBlock('{"a":')).toBe('Only valid JSON can be formatted');
  expect(formatBlock('{\n  "a": 1\n}')).toBe('It is formatted already');
  expect(formatBlock('{"a":1}')).toBeNull();
});

test('lines count from 1', () => {
  expect([lineOf('a\nb', 0), lineOf('a\nb', 1), lineOf('a\nb', 2)]).toEqual([1, 1, 2]);
});
