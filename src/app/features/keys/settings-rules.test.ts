import { expect, test } from 'vitest';
import { changeBlock } from './settings-rules.ts';

test('while a deletion is pending nothing changes; on a disabled key everything may', () => {
  expect(changeBlock('PendingDeletion')).toMatch(/cancel/);
  expect(changeBlock('Disabled')).toBeNull();
});
