import { expect, test } from 'vitest';
import { rotationWords } from './next-rotation.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const DAY = 86_400_000;
const words = (over: object): string => {
  const key = { KeyState: 'Enabled', CanRotate: true, ...over } as const;
  const { text, tone } = rotationWords(key, NOW, 'utc');
  return `${tone}: ${text}`;
};
const at = (days: number): Date => new Date(NOW + days * DAY);

test('when a key rotates next, in words', () => {
  expect(words({ NextRotationDate: at(12) })).toBe('plain: in 12 days, 6 Dec');
  expect(words({ NextRotationDate: at(365) })).toBe('plain: in 365 days, 24 Nov 2027');
  expect(words({ NextRotationDate: at(-4) })).toBe('late: overdue since 20 Nov');
});

test('why it does not', () => {
  expect(words({})).toBe('quiet: not scheduled');
  expect(words({ CanRotate: false })).toBe('quiet: does not rotate');
  expect(words({ KeyState: 'Disabled', NextRotationDate: at(-4) })).toBe('quiet: paused with the key');
  expect(words({ KeyState: 'PendingImport' })).toBe('quiet: after import');
  expect(words({ KeyState: 'PendingDeletion', DeletionDate: at(9) })).toBe('quiet: destroyed in 9 days');
});
