import { expect, it } from 'vitest';
import { FailedBackupsView, type BackupEvent } from './failed-backups.ts';

const backup = (
  time: number,
  outcome: BackupEvent['outcome'] = 'failed',
  operation = 'BackUpDesk',
): BackupEvent => ({
  operation,
  outcome,
  time,
  reason: `Why ${time}.`,
  parameters: [['Directory', `/to/${time}`]],
  extensions: [['stream', 'closed']],
});
const told = (time: number, count: number) => ({
  count,
  at: time,
  directory: `/to/${time}`,
  reason: `Why ${time}.`,
});

it('counts those since the last that became whole; what was not allowed to begin is none', () => {
  const view = new FailedBackupsView();
  expect(view.last).toBeNull();
  view.note(backup(1, 'failed', 'RunDoctor'));
  view.note(backup(2, 'denied'));
  expect(view.last).toBeNull();
  view.note(backup(3));
  view.note(backup(4));
  view.note({ ...backup(5, 'allowed'), extensions: [['stream', 'opened']] });
  expect(view.last).toEqual(told(4, 2));
  view.note(backup(5, 'allowed'));
  expect(view.last).toBeNull();
  view.note(backup(6));
  expect(view.last).toEqual(told(6, 1));
});

it('knows of before the start what the log had, however late it is read', () => {
  const history = [backup(5), backup(4), backup(3, 'allowed'), backup(2)];
  const read = new FailedBackupsView();
  read.readBack(history);
  expect(read.last).toEqual(told(5, 2));

  const late = new FailedBackupsView();
  late.note(backup(9));
  late.readBack(history);
  expect(late.last).toEqual(told(9, 3));

  const settled = new FailedBackupsView();
  settled.note(backup(9, 'allowed'));
  settled.readBack(history);
  expect(settled.last).toBeNull();
});
