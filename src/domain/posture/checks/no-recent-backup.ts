import { OLD_BACKUP_MS, UNSAVED_TOLD_MS } from '../../health/backup-age.ts';
import type { Check } from '../check.ts';

const DAY_MS = 86_400_000;

export const noRecentBackup: Check = {
  code: 'no-recent-backup',
  group: 'housekeeping',
  title: 'A backup is not older than a week',
  found: () => 'There is no backup of this week',
  severity: 'medium',
  why: 'If the disk is lost, every key made since the last backup is lost, and with it every record that it encrypted.',
  fix: 'Run "keydesk backup DIR" on the desk’s machine with a directory on another disk, then every night. The desk goes on serving.',
  looksAt: ({ backup }) =>
    backup === null || (backup.last === null && backup.missingSince === null) ? 0 : 1,
  find: ({ backup, now }) => {
    const reason = backup === null ? null : reasonOf(backup, now);
    return reason === null ? [] : [{ kind: 'desk', id: 'backup', name: 'Backup', reason }];
  },
};

function reasonOf(
  { last, missingSince }: { readonly last: number | null; readonly missingSince: number | null },
  now: number,
): string | null {
  if (last !== null)
    return now - last > OLD_BACKUP_MS
      ? `The last one is ${Math.floor((now - last) / DAY_MS)} days old.`
      : null;
  return missingSince !== null && now - missingSince > UNSAVED_TOLD_MS
    ? 'None was ever made of this desk.'
    : null;
}
