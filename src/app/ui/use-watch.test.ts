import { expect, test } from 'vitest';
import { isWatching } from './use-watch.ts';

test('a page looks for ten minutes, from when it was opened or told to go on', () => {
  expect(isWatching(0, 0)).toBe(true);
  expect(isWatching(0, 599_999)).toBe(true);
  expect(isWatching(0, 600_000)).toBe(false);
  expect(isWatching(600_000, 600_000)).toBe(true);
});
