import { expect, it } from 'vitest';
import { parameterWords } from './event-parameters.ts';

const PAIRS = [
  ['BackupTime', '2026-12-01T00:00:00.000Z'],
  ['EncryptionsJump', '4849664'],
  ['FromSize', '3973'],
  ['Later', 'a parameter of a later version'],
] as const;

it('says the beginning of an epoch in words, and leaves nothing out', () => {
  expect(parameterWords('BeginLogEpoch', 'desk', PAIRS)).toEqual([
    ['Backup of', '2026-12-01T00:00:00.000Z'],
    ['Events that came from it', '3,973'],
    ['Encryptions charged to each key version', '4,849,664'],
    ['Later', 'a parameter of a later version'],
  ]);
});

it('shows every other as it came, one that somebody else names so too', () => {
  expect(parameterWords('CreateKey', 'sdk', PAIRS)).toBeNull();
  expect(parameterWords('BeginLogEpoch', 'sdk', PAIRS)).toBeNull();
});
