import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../domain/policy/lint/apply.ts';
import { diffLines, editsBetween, hunks, middle } from './text-diff.ts';

const line = fc.constantFrom('{', '}', '  "Sid": "A",', '  "Sid": "B",', '', 'x');
const text = fc.array(line, { minLength: 1, maxLength: 24 }).map((lines) => lines.join('\n'));

/** Length of the longest common subsequence, by the textbook's table. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const left of a) {
    const next = [0];
    for (let j = 1; j <= b.length; j++)
      next[j] = left === b[j - 1] ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0);
    row = next;
  }
  return row[b.length] ?? 0;
}

describe('diffLines', () => {
  test('both texts come out of it whole, and as much as can be is the same', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const side = (not: 'gone' | 'new') =>
          lines.filter(({ kind }) => kind !== not).map((each) => each.text);
        expect(side('new').join('\n')).toBe(before);
        expect(side('gone').join('\n')).toBe(after);
        expect(lines.filter(({ kind }) => kind === 'same')).toHaveLength(
          longestCommon(before.split('\n'), after.split('\n')),
        );
        expect(lines.flatMap((each) => each.before ?? [])).toEqual(before.split('\n').map((_, i) => i + 1));
        expect(lines.flatMap((each) => each.after ?? [])).toEqual(after.split('\n').map((_, i) => i + 1));
      }),
      { numRuns: 500 },
    );
  });

  test('too many changes are one replacement, not a long wait', () => {
    const many = (word: string): string => Array.from({ length: 4_000 }, (_, i) => `${word}${i}`).join('\n');
    const lines = diffLines(many('a'), many('b'));
    expect(lines.filter(({ kind }) => kind === 'gone')).toHaveLength(4_000);
    expect(lines.filter(({ kind }) => kind === 'new')).toHaveLength(4_000);
  });
});

test('hunks leave out what is far from a change, and count it', () => {
  const before = Array.from({ length: 40 }, (_, i) => `${i}`).join('\n');
  const found = hunks(diffLines(before, before.replace('20', 'twenty')), 2);
  expect(found).toHaveLength(1);
  expect(found[0]?.skipped).toBe(18);
  expect(found[0]?.lines.map(({ text: each }) => each)).toEqual(['18', '19', '20', 'twenty', '21', '22']);
  expect(hunks(diffLines(before, before))).toEqual([]);
});

test('middle is one change that makes the second text of the first', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { from, to, insert } = middle(before, after);
      expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
    }),
  );
  expect(middle('aXb', 'aXXb')).toEqual({ from: 2, to: 2, insert: 'X' });
});

test('edits between two texts touch only lines that differ', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edits = editsBetween(before, after);
      expect(applyEdits(before, edits)).toBe(after);
      if (before === after) expect(edits).toEqual([]);
    }),
    { numRuns: 500 },
  );
  const edits = editsBetween('a\nb\nc\nd', 'a\nB\nc\nD');
  expect(edits).toEqual([
    { from: 2, to: 3, insert: 'B' },
    { from: 6, to: 7, insert: 'D' },
  ]);
});
