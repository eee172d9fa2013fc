import { describe, expect, test } from 'vitest';
import { filled, hanging, haloed, ofItsKey, openingOf } from './facts.ts';
import type { SceneFacts } from './picture.ts';

const FACTS: SceneFacts = {
  keyName: 'guest-records',
  versions: [1, 2],
  keyState: 'Enabled',
  guest: 'role/night-export',
  payload: '',
  cipher: null,
  secondCipher: null,
  seal: 1,
  secondSeal: 2,
  line: null,
  place: 'kms',
  opened: { count: 3, of: 10 },
  refusedAt: null,
};

describe('what hangs on the rail', () => {
  test('up to three versions hang there all', () => {
    expect(hanging([1], [])).toEqual({ shown: [1], more: 0 });
    expect(hanging([1, 2, 3], [1])).toEqual({ shown: [1, 2, 3], more: 0 });
  });
  test('of more, the newest three, and how many more there are', () => {
    expect(hanging([1, 2, 3, 4, 5], [])).toEqual({ shown: [3, 4, 5], more: 2 });
  });
  test('versions that the facts do not name are counted, too', () => {
    expect(hanging([4, 5], [4], 3)).toEqual({ shown: [4, 5], more: 3 });
    expect(hanging([1, 2, 3, 4], [], 6)).toEqual({ shown: [2, 3, 4], more: 7 });
  });
  test('a version in use hangs there, however old', () => {
    expect(hanging([1, 2, 3, 4, 5], [1, 5])).toEqual({ shown: [1, 4, 5], more: 2 });
    expect(hanging([1, 2, 3, 4, 5], [1, 5, 1])).toEqual({ shown: [1, 4, 5], more: 2 });
    expect(hanging([1, 2, 3, 4, 5], [2, 1])).toEqual({ shown: [1, 2, 5], more: 2 });
  });
});

test('the halo is on the version that opens and on the newest, which seals', () => {
  expect(haloed(['opens'], FACTS)).toEqual([1]);
  expect(haloed(['seals'], FACTS)).toEqual([2]);
  expect(haloed(['opens', 'seals'], FACTS)).toEqual([1, 2]);
});

test('after it was sealed again, the version that opened it is the one before', () => {
  expect(openingOf({ ...FACTS, seal: 2 }, true)).toBe(1);
  expect(openingOf({ ...FACTS, seal: 2 }, false)).toBe(2);
  expect(openingOf({ ...FACTS, versions: [1], seal: 1 }, true)).toBe(1);
});

test('of another key only its name and the version on the seal are shown', () => {
  expect(ofItsKey(FACTS)).toBe(FACTS);
  const other = ofItsKey({ ...FACTS, older: 4, keyState: 'Disabled', otherKey: 'night-exports' });
  expect(other).toMatchObject({ keyName: 'night-exports', versions: [1], older: 0, keyState: 'Enabled' });
});

test('words are filled from the facts, and what no fact knows stays as it is', () => {
  expect(filled('v{seal} of {key}: {count} of {of}, {guest}, {unknown}', FACTS)).toBe(
    'v1 of guest-records: 3 of 10, role/night-export, {unknown}',
  );
});
