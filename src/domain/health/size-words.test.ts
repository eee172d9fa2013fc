import { expect, it } from 'vitest';
import { sizeText } from './size-words.ts';

it.each([
  [0, '1 MB'],
  [6_400_000, '6 MB'],
  [6_500_000, '7 MB'],
  [240_000_000, '240 MB'],
  [1_840_000_000, '1.8 GB'],
])('%i bytes are %s, on every page and in every command', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
