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

  test('finds long pieces, with and without holes, where the definition does', () => {
    let matched = 0;
    const long = fc
      .tuple(letters('ab', 3), letters('ab?', 4), fc.constantFrom(20, 40))
      .map(([start, part, times]) => start + part.repeat(times));
    const cut = fc.tuple(long, letters('ab', 30), letters('ab', 90)).chain(([piece, before, after]) =>
      fc
        .array(fc.constantFrom('a', 'b'), { minLength: piece.length, maxLength: piece.length })
        .map((fill) => ({
          piece,
          text: before + piece.replace(/\?/g, () => fill.pop() ?? 'a') + after,
          at: before.length,
        })),
    );
    fc.assert(
      fc.property(cut, fc.nat(), fc.boolean(), ({ piece, text, at }, where, breaks) => {
        // One unit changed, or none: the first place may then be another, or nowhere.
        const hit = at + (where % Math.max(1, piece.length));
        const changed = breaks ? `${text.slice(0, hit)}c${text.slice(hit + 1)}` : text;
        let wanted = false;
        for (let start = 0; start + piece.length <= changed.length && !wanted; start++)
          wanted = piece.split('').every((unit, i) => unit === '?' || unit === changed[start + i]);
        if (wanted) matched++;
        expect(wildcard(`*${piece}*`)(changed)).toBe(wanted);
      }),
      { ...SEED, numRuns: runs(1000) },
    );
    expect(matched).toBeGreaterThan(200);
  });

  test.each([
    ['a long piece at the end of a run', `*b${'a'.repeat(15_000)}*`, 'a'.repeat(30_000)],
    ['a long piece that fails at its end', `*${'a'.repeat(15_000)}b*`, 'a'.repeat(30_000)],
    ['a long piece with holes', `*${'a?'.repeat(7_500)}b*`, 'a'.repeat(30_000)],
    ['many pieces with holes', '*a?b'.repeat(8_000), 'a'.repeat(30_000)],
    ['many short pieces', '*ab'.repeat(10_000), 'a'.repeat(30_000)],
    [
      'many different units',
      `*${Array.from({ length: 10_000 }, (_, i) => `${String.fromCharCode(0x4e00 + i)}?`).join('')}*`,
      '\u4e00'.repeat(30_000),
    ],
  ])('%s: time near the sum of both lengths', (_name, pattern, text) => {
    expect(wildcard(pattern)(text)).toBe(false);
  });

  test('ends soon on a pattern that ruins a backtracking matcher', () => {
    expect(wildcard(`${'*a'.repeat(200)}*b`)('a'.repeat(8000))).toBe(false);
    expect(wildcard(`${'*?a'.repeat(200)}*b`)('a'.repeat(8000))).toBe(false);
  });
});
