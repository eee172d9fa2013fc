import { expect, test } from 'vitest';
import { refusedWords } from './asked-words.ts';

test('refusals are told apart by why, where there are both', () => {
  expect(refusedWords({ denied: 0, failed: 0 })).toBe('');
  expect(refusedWords({ denied: 3, failed: 1 })).toBe('4 refused (3 denied, 1 failed)');
  expect(refusedWords({ denied: 1200, failed: 0 })).toBe('1,200 denied');
  expect(refusedWords({ denied: 0, failed: 2 })).toBe('2 failed');
});
