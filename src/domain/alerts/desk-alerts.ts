import { failedWords, UNSAVED_TOLD_MS } from '../health/backup-age.ts';
import type { Recovery } from '../health/ladder.ts';
import type { FailedBackups } from '../state/failed-backups.ts';
import { lengthText } from '../health/ladder-words.ts';
import { SIGNING_LATE_MS } from '../posture/checks/log-uncovered.ts';
import type { Alert } from './alert.ts';

const minute = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** What the host knows of the desk as a whole. Times in ms. */
export interface DeskCondition {
  readonly now: number;
  /** Null while the HSM answers. `stands` and `remedy`: sentences of where it is on its way back, where there is one. */
  readonly vaultLost: {
    readonly since: number | null;
    readonly reason: string;
    readonly stands: string;
    readonly remedy: string;
  } | null;
  /** The last time that it was lost and came back. */
  readonly vaultBack: Recovery | null;
  /** The last restore; null when there was none. */
  readonly restored: { readonly beganAt: number; readonly backupAt: number } | null;
  readonly uncoveredSince: number | null;
  readonly quarantine: ReadonlyMap<string, string>;
  /** Bytes that are free on the disk, while that is little. */
  readonly lowDisk: number | null;
  /** Backups that failed since the last good one, and what was said of the last of them; null where there is none. */
  readonly failedBackups: FailedBackups | null;
  /** Since when there is a key and no backup of it, nor of any; null where that is not so. */
  readonly withoutBackupSince: number | null;
  /** Requests of the last hour whose sender could not be verified. */
  readonly unverified: number;
  /** Whose passwords were guessed at in the last hour, and how often. */
  readonly guesses: readonly { readonly id: string; readonly name: string; readonly count: number }[];
}

/** A client with a wrong clock or an old secret makes some; more in an hour is somebody trying, or a service that is down. */
export const MANY_UNVERIFIED = 100;
/** Wrong passwords of one person in an hour: people mistype, and remember by then. */
export const MANY_GUESSES = 10;
/** Of those more than that: somebody goes through the names, which is one trouble. */
const MOST_GUESSED = 5;
/** How long a loss that is over is still told. */
export const BACK_TOLD_MS = 24 * 3_600_000;
/** How long a restore is told to whoever has not put it away. */
export const RESTORED_TOLD_MS = 30 * 24 * 3_600_000;
/** Objects named one by one; a desk with more has one trouble, not many. */
const MOST_OBJECTS = 20;

/** Alerts about the HSM, the log, what was altered, and who could not be verified. */
export function deskAlerts({
  now,
  vaultLost,
  vaultBack,
  restored,
  uncoveredSince,
  quarantine,
  lowDisk,
  failedBackups,
  withoutBackupSince,
  unverified,
  guesses,
}: DeskCondition): Alert[] {
  const alerts: Alert[] = [];
  if (vaultLost !== null)
    alerts.push({
      id: 'vault-lost',
      code: 'vault-lost',
      severity: 'high',
      title: 'The HSM cannot be reached',
      detail: [
        'Keys cannot be used, made or rotated until it is back.',
        vaultLost.stands,
        vaultLost.remedy,
        vaultLost.reason,
      ]
        .filter((words) => words !== '')
        .join(' '),
      since: vaultLost.since,
      due: null,
      target: { page: 'vault' },
      dismissible: false,
    });
  else if (vaultBack !== null && now - vaultBack.at < BACK_TOLD_MS) {
    const { at, lostForMs, refused } = vaultBack;
    const calls =
      refused === 0
        ? 'No call was refused'
        : refused === 1
          ? 'One call was refused'
          : `${refused} calls were refused`;
    alerts.push({
      id: `vault-back/${at}`,
      code: 'vault-back',
      severity: 'low',
      title: `The HSM was away for ${lengthText(lostForMs)}, and is back`,
      detail: `${calls} meanwhile. Nothing was lost: the log is signed up to now, and every key is where it was. Look at why it went.`,
      since: at,
      due: null,
      target: { page: 'vault' },
      dismissible: true,
    });
  }
  if (restored !== null && now - restored.beganAt < RESTORED_TOLD_MS)
    alerts.push({
      id: `desk-restored/${restored.beganAt}`,
      code: 'desk-restored',
      severity: 'medium',
      title: `The desk was restored from the backup of ${minute(restored.backupAt)}`,
      detail:
        'What was revoked after that works again: look through access keys, people and policies. Keys made since are lost; deletions that were pending wait for another day of running.',
      since: restored.beganAt,
      due: null,
      target: { page: 'vault' },
      dismissible: true,
    });
  if (uncoveredSince !== null && now - uncoveredSince > SIGNING_LATE_MS)
    alerts.push({
      id: 'log-uncovered',
      code: 'log-uncovered',
      severity: 'high',
      title: 'The audit log is not being signed',
      detail: 'Checkpoints fail. Events are recorded, but nothing proves yet that none was removed.',
      since: uncoveredSince,
      due: null,
      target: { page: 'home' },
      dismissible: false,
    });
  for (const [name, reason] of [...quarantine].slice(0, MOST_OBJECTS))
    alerts.push({
      id: `object-altered/${name}`,
      code: 'object-altered',
      severity: 'high',
      title: `Not trusted: ${name}`,
      detail: reason,
      since: null,
      due: null,
      target: { page: 'posture' },
      dismissible: false,
    });
  if (lowDisk !== null)
    alerts.push({
      id: 'disk-low',
      code: 'disk-low',
      severity: 'high',
      title: 'The disk is nearly full',
      detail: `${Math.floor(lowDisk / 2 ** 20)} MiB are free where the data directory is. Requests without a verified sender are no longer recorded; once it is full, nothing is done. Make room.`,
      since: null,
      due: null,
      target: { page: 'home' },
      dismissible: false,
    });
  if (failedBackups !== null) {
    const { count, at, directory, reason } = failedBackups;
    alerts.push({
      id: `backup-failed/${at}`,
      code: 'backup-failed',
      severity: 'medium',
      title: count === 1 ? 'The last backup failed' : `The last ${count} backups failed`,
      detail: `${failedWords(directory, reason)} Keys made since the last good one are in none.`,
      since: at,
      due: null,
      target: { page: 'vault' },
      dismissible: true,
    });
  }
  if (withoutBackupSince !== null && now - withoutBackupSince > UNSAVED_TOLD_MS)
    alerts.push({
      id: 'backup-missing',
      code: 'backup-missing',
      severity: 'medium',
      title: 'No backup was ever made of this desk',
      detail: 'If its disk is lost, every key is lost, and with them every record that they encrypted.',
      since: withoutBackupSince,
      due: null,
      target: { page: 'vault' },
      dismissible: false,
    });
  if (unverified >= MANY_UNVERIFIED)
    alerts.push({
      id: 'requests-unverified',
      code: 'requests-unverified',
      severity: 'low',
      title: `${unverified} requests in the last hour could not be verified`,
      detail:
        'A wrong signature, an unknown access key or a wrong clock: somebody guesses, or a service is misconfigured. The audit log has them by network, error code and minute: search for RefuseUnverified.',
      since: null,
      due: null,
      target: { page: 'audit-unverified' },
      dismissible: true,
    });
  return [...alerts, ...guessAlerts(guesses)];
}

/** A guess costs its network time, and locks nobody out: who is guessed at can go on, and should know. */
function guessAlerts(guesses: DeskCondition['guesses']): Alert[] {
  const many = guesses.filter(({ count }) => count >= MANY_GUESSES);
  const alert = (id: string, title: string, who: string): Alert => ({
    id,
    code: 'password-guessed',
    severity: 'medium',
    title,
    detail: `Ask ${who}. If it was somebody else: guesses are slowed down by account and by network, so a long password of one’s own holds; the audit log has the networks they come from.`,
    since: null,
    due: null,
    target: { page: 'audit-unverified' },
    dismissible: true,
  });
  if (many.length > MOST_GUESSED)
    return [
      alert(
        'password-guessed',
        `Wrong passwords for ${many.length} people in the last hour`,
        'them whether they mistyped',
      ),
    ];
  return many.map(({ id, name, count }) =>
    alert(
      `password-guessed/${id}`,
      `${count} wrong passwords for user/${name} in the last hour`,
      `${name} whether it was them`,
    ),
  );
}
