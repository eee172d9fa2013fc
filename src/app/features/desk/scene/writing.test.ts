import { describe, expect, test } from 'vitest';
import { endCut, hexRows, middleCut, paperLines } from './writing.ts';

describe('the paper in the open luggage', () => {
  test('shows the first words in two rows, and that there are more', () => {
    expect(paperLines('guest 4471, room 212, passport C01X00T47, late checkout')).toEqual([
      'guest 4471',
      'room 212…',
    ]);
  });
  test('a short payload stands there whole', () => {
    expect(paperLines('hello')).toEqual(['hello']);
    expect(paperLines('hello world!')).toEqual(['hello', 'world!']);
  });
  test('a long word is cut, and nothing is written for bytes that are no text', () => {
    expect(paperLines('{"a":1234567890123456}')).toEqual(['{"a":12345…']);
    expect(paperLines('')).toEqual([]);
    expect(paperLines('  \n ')).toEqual([]);
  });
  test.each(['a b c d e f g h i j k l m n', 'x'.repeat(400), 'eleven char words everywhere, really'])(
    'never more than fits: %s',
    (payload) => {
      const rows = paperLines(payload);
      expect(rows.length).toBeLessThanOrEqual(2);
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(11);
    },
  );
});

test('a case shows four rows of nine digits, or none before there is a ciphertext', () => {
  expect(hexRows('11b9821a440834e127af664671f75225c5d4a435')).toEqual([
    '11b9821a4',
    '40834e127',
    'af664671f',
    '75225c5d4',
  ]);
  expect(hexRows(null)).toEqual(['', '', '', '']);
});

test('a long name loses its middle and keeps both ends', () => {
  expect(middleCut('role/night-export')).toBe('role/night-export');
  const cut = middleCut('role/an-unusually-long-name-of-a-service-account');
  expect(cut).toHaveLength(30);
  expect(cut).toMatch(/^role\/an-unusual.*…ervice-account$/u);
  expect(endCut('guest-records-of-the-north', 17)).toBe('guest-records-of…');
});
