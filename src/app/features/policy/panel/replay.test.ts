import { expect, test } from 'vitest';
import { addPage, allowedWords, refusedWords } from './replay.ts';

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
  expect(refusedWords(sum)).toBe('27 of 2,400 requests of the last 90 days would have been refused.');
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
