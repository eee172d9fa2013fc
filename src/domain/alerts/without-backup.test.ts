import { expect, it } from 'vitest';
import { key } from '../posture/posture.fixture.ts';
import { put, type BackupEntity, type EpochEntity, type KeyEntity } from '../state/entities.ts';
import { State } from '../state/state.ts';
import { withoutBackupSince } from './without-backup.ts';

const make = (id: string, createdAt: number, over: Partial<KeyEntity> = {}): KeyEntity => ({
  ...key().key,
  id,
  createdAt,
  ...over,
});
function stateOf(...keys: readonly KeyEntity[]): State {
  const state = new State();
  for (const each of keys) {
    const { id, body } = put('key', each.id, each);
    state.apply('key', id, 1, '', body as KeyEntity); // just put
  }
  return state;
}

it('is when the oldest key was made that is no practice', () => {
  const sandbox = { owner: 'AIDA1', name: 'guest-records' } as const;
  expect(withoutBackupSince(stateOf())).toBeNull();
  expect(withoutBackupSince(stateOf(make('p', 1, { sandbox })))).toBeNull();
  expect(withoutBackupSince(stateOf(make('b', 7), make('a', 5), make('p', 1, { sandbox })))).toBe(5);
});

it('is never, once there is a backup, or the desk came from one', () => {
  const saved = stateOf(make('a', 5));
  const backup: BackupEntity = { directory: '/b', at: 6, events: 1, bytes: 1 };
  saved.apply('backup', 'desk', 1, '', backup);
  expect(withoutBackupSince(saved)).toBeNull();
  const restored = stateOf(make('a', 5));
  const epoch: EpochEntity = {
    number: 1,
    firstEvent: 9,
    beganAt: 8,
    restore: 'r',
    backupAt: 6,
    checkpoint: null,
    jump: 0,
    versionsBefore: 8,
    ranAt: 0,
  };
  restored.apply('epoch', '1', 1, '', epoch);
  expect(withoutBackupSince(restored)).toBeNull();
});
