import { expect, test } from 'vitest';
import { addPage, allowedWords, refusedWords, shareWords, stopsTraffic, whoseWords } from './replay.ts';

const example = (Sequence: number, SavedToo: boolean) => ({
  SavedToo,
  Sequence,
  Time: new Date(0),
  Principal: 'arn:aws:iam::111122223333:role/api',
  Operation: 'Decrypt',
  Action: 'kms:Decrypt',
  Context: [],
  Source: '10.0.0.1',
  Saved: [],
  Edited: [],
});
const side = (Count: number, SavedToo = 0) => ({
  Count,
  SavedToo,
  Principals:
    Count > SavedToo ? [{ Principal: 'arn:aws:iam::111122223333:role/api', Count: Count - SavedToo }] : [],
  Examples: Array.from({ length: Math.min(Count, 20) }, (_, i) => example(100 - i, i < SavedToo)),
});
const page = {
  Looked: 1_200,
  WouldBeRefused: side(2),
  WouldBeAllowed: side(0),
  CannotTell: 1,
  Failed: 0,
  Elsewhere: 0,
  Altered: 0,
  Total: 2_400,
  Since: new Date(0),
  NextMarker: 'm',
};

test('pages add up, the newest examples stay', () => {
  const first = addPage(null, page);
  expect(first).toMatchObject({ looked: 1_200, done: false, cannotTell: 1 });
  const { NextMarker: _, ...last } = { ...page, WouldBeRefused: side(25), WouldBeAllowed: side(3, 1) };
  const sum = addPage(first, last);
  expect(sum).toMatchObject({
    looked: 2_400,
    done: true,
    refused: { count: 27 },
    allowed: { count: 3, savedToo: 1 },
  });
  expect(sum.refused.examples).toHaveLength(20);
  expect(refusedWords(sum)).toBe('27 of 2,400 requests of the last 90 days (1.1 %) would have been refused.');
  expect(sum.allowed.examples.map(({ Sequence }) => Sequence)).toEqual([99, 98]);
  // One of them the policy in force would allow as well: that is no effect of the edit.
  expect(allowedWords(sum)).toBe('2 that were refused would be allowed.');
});

test('nothing refused, and nothing to try it on, are told apart', () => {
  const { NextMarker: _, ...none } = { ...page, WouldBeRefused: side(0) };
  expect(refusedWords(addPage(null, none))).toBe(
    '0 of 1,200 requests of the last 90 days would have been refused.',
  );
  expect(refusedWords(addPage(null, { ...none, Looked: 0 }))).toBe(
    'No request of the last 90 days to try it on.',
  );
  expect(allowedWords(addPage(null, none))).toBeNull();
});

test('whose requests turn: the most first, added up over the pages', () => {
  const by = (...counts: readonly (readonly [string, number])[]) => ({
    ...page,
    WouldBeRefused: {
      ...side(0),
      Principals: counts.map(([name, Count]) => ({ Principal: `arn:aws:iam::111122223333:${name}`, Count })),
    },
  });
  const first = addPage(null, by(['role/api', 3], ['user/anna', 5]));
  const sum = addPage(first, by(['role/api', 40_170], ['user/ben', 1], ['user/eva', 2]));
  expect(whoseWords(sum.refused)).toBe('By role/api (40,173), user/anna (5), user/eva (2), and 1 more');
  expect(whoseWords(first.refused)).toBe('By user/anna (5), role/api (3)');
});

test.each([
  [1, 40_000, 'less than 0.1 %', false],
  [12, 5_000, '0.2 %', false],
  [99, 40_000, '0.2 %', false],
  [100, 40_000, '0.3 %', true],
  [1, 100, '1 %', true],
  [0, 0, '', false],
  [40_173, 40_377, '99.5 %', true],
  [40_376, 40_377, '99.9 %', true],
  [7, 7, '100 %', true],
] as const)('%i of %i requests: %s, typed: %s', (count, of, share, typed) => {
  if (of > 0) expect(shareWords(count, of)).toBe(share);
  const sum = addPage(null, { ...page, Looked: of, WouldBeRefused: side(count) });
  expect(stopsTraffic(sum)).toBe(typed);
});
