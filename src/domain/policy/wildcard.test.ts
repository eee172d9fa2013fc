import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyWildcard, wildcard } from './wildcard.ts';
import { runs } from '../../testing/runs.ts';

const SEED = { seed: 20261124, numRuns: runs(5000) };

/** The definition, by recursion. */
function reference(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*')
    return reference(pattern.slice(1), text) || (text !== '' && reference(pattern, text.slice(1)));
  return (
    text !== '' &&
    (pattern[0] === '?' || pattern[0] === text[0]) &&
    reference(pattern.slice(1), text.slice(1))
  );
}

const letters = (alphabet: string, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet.split('')), { maxLength }).map((parts) => parts.join(''));

describe('wildcard', () => {
  test('matches exactly what the definition matches', () => {
    let matched = 0;
    fc.assert(
      fc.property(letters('ab*?', 7), letters('ab', 9), (pattern, text) => {
        const wanted = reference(pattern, text);
        if (wanted) matched++;
        expect(wildcard(pattern)(text)).toBe(wanted);
      }),
      SEED,
    );
    expect(matched).toBeGreaterThan(200);
  });

  test('of several patterns matches when one does', () => {
    fc.assert(
      fc.property(fc.array(letters('ab*?', 4), { maxLength: 4 }), letters('ab', 5), (patterns, text) => {
        expect(anyWildcard(patterns)(text)).toBe(patterns.some((pattern) => reference(pattern, text)));
      }),
      SEED,
    );
  });

  test.each([
    ['arn:aws:kms:*:key/*', 'arn:aws:kms:us-east-1:000000000000:key/a/b', true],
    ['arn:aws:kms:*:key/*', 'arn:aws:kms:us-east-1:000000000000:alias/key', false],
    ['kms:generatedatakey*', 'kms:generatedatakey', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['A*', 'abc', false],
  ])('%s on %s: %s', (pattern, text, wanted) => {
    expect(wildcard(pattern)(text)).toBe(wanted);
  });

  test('ends soon on a pattern that ruins a backtracking matcher', () => {
    expect(wildcard(`${'*a'.repeat(200)}*b`)('a'.repeat(8000))).toBe(false);
    expect(wildcard(`${'*?a'.repeat(200)}*b`)('a'.repeat(8000))).toBe(false);
  });
});
