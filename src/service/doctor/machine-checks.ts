/** The doctor's look at the machine: clock, disk, the desk's own files, the last backup. */
import { failedWords, OLD_BACKUP_MS } from '../../domain/health/backup-age.ts';
import {
  ageWords,
  bad,
  good,
  momentWords,
  note,
  warn,
  whole,
  type Check,
  type DoctorFinding,
} from './finding.ts';
import type { Patient } from './patient.ts';

const MINUTE_MS = 60_000;
const GIB = 2 ** 30;
/** Below either the desk serves authenticated requests only. */
const LEAST_FREE = GIB;
const LEAST_PART = 0.05;

/* oxlint-disable require-yield -- quick ones have no progress */
export async function* clock({ now, span, drift }: Patient): ReturnType<Check> {
  const found: DoctorFinding[] = [];
  const ahead = span === null ? 0 : span.until - MINUTE_MS - now;
  if (ahead > MINUTE_MS)
    found.push(
      bad(
        `The clock says ${momentWords(now)}, and the log has an event of ${momentWords(now + ahead)}: the clock was set back, or was ahead before.`,
        'Set the clock by NTP. Events keep their order; until the clock passes that time, schedules wait.',
      ),
    );
  if (drift !== null && Math.abs(drift) > MINUTE_MS)
    found.push(
      bad(
        `The clock jumped ${drift > 0 ? 'ahead' : 'back'} by ${ageWords(Math.abs(drift))} against the time that the desk has run.`,
        'Set the clock by NTP. Nothing is destroyed by a clock that jumped; a deletion that is due waits for a day of running.',
      ),
    );
  if (found.length === 0)
    found.push(
      good(
        drift === null
          ? `The clock says ${momentWords(now)}, which is later than every event of the log.`
          : `The clock says ${momentWords(now)}, and goes with the time that the desk has run.`,
      ),
    );
  return found;
}

export async function* disk({ keeper, host }: Patient): ReturnType<Check> {
  const { dataDirectory, database } = keeper.filesThere();
  const remedy =
    'Is its disk mounted? If it is, stop the desk and restore the newest backup: docs/recovery.md, “The data directory is gone”.';
  if (!dataDirectory)
    return [bad(`The data directory is gone: there is no ${host.dataDirectory} any more.`, remedy)];
  const { free, total } = await keeper.diskSpace();
  const says = `${(free / GIB).toFixed(1)} GiB are free where ${host.dataDirectory} is, ${((free / total) * 100).toFixed(0)} % of the disk.`;
  const found: DoctorFinding[] = database
    ? []
    : [bad(`The database is not in ${host.dataDirectory} any more: it was moved away or deleted.`, remedy)];
  if (free < LEAST_FREE || free / total < LEAST_PART)
    found.push(
      bad(
        `${says} When it is full, nothing is recorded, and nothing is answered that must be.`,
        'Free space, or move the data directory to a larger disk.',
      ),
    );
  else if (free / total < 2 * LEAST_PART)
    found.push(warn(says, 'Make room before it is below 1 GiB or 5 %.'));
  else found.push(good(says));
  return found;
}

/** The newest backup that the desk knows of, the one that it was restored from too. */
function lastBackup({ state, restoredFrom }: Patient): LastBackup | undefined {
  const made = typeof state === 'string' ? undefined : state.backup();
  if (restoredFrom === null || (made !== undefined && made.at > restoredFrom.at)) return made;
  return { at: restoredFrom.at, directory: restoredFrom.directory, events: null };
}

interface LastBackup {
  readonly at: number;
  readonly directory: string;
  /** Null where that stands in a log that begins with the next start. */
  readonly events: number | null;
}

export async function* backup(patient: Patient): ReturnType<Check> {
  const { state, now, restoredFrom } = patient;
  const last = lastBackup(patient);
  if (last === undefined && typeof state === 'string')
    return [note('Whether a backup was made stands in the log, which could not be read.')];
  const found: DoctorFinding[] = [];
  if (restoredFrom !== null)
    found.push(
      note(
        `The backup of ${momentWords(restoredFrom.at)} was put in place and has not been started yet. The first start begins a new epoch of the log.`,
      ),
    );
  const restored = typeof state === 'string' ? undefined : state.epochs.at(-1);
  if (restored !== undefined)
    found.push(
      note(
        `The desk was restored from the backup of ${momentWords(restored.backupAt)}, on ${momentWords(restored.beganAt)}.`,
      ),
    );
  const failed = typeof state === 'string' ? null : state.failedBackups.last;
  if (failed !== null)
    found.push(
      warn(
        `${failed.count === 1 ? 'The last try' : `Each of the last ${whole(failed.count)} tries`} to make a backup failed, the last one ${ageWords(now - failed.at)} ago. ${failedWords(failed.directory, failed.reason)}`,
        'Do what that says, then make a backup by hand: "keydesk backup DIR".',
      ),
    );
  const command = 'Run "keydesk backup DIR" with a directory on another disk; the desk goes on serving.';
  if (last === undefined)
    return [...found, warn('No backup was ever made of this desk: a lost disk is a lost key.', command)];
  const age = now - last.at;
  const isRestored = last.at === (restoredFrom?.at ?? restored?.backupAt);
  const covers = last.events === null ? '' : ` It covers the log up to event ${whole(last.events)}.`;
  const says = isRestored
    ? `The newest backup is the one that the desk was restored from, made ${ageWords(age)} ago, in ${last.directory}.${covers}`
    : `The last backup was made ${ageWords(age)} ago, to ${last.directory}.${covers}`;
  return [...found, age > OLD_BACKUP_MS ? warn(`${says} Keys made since are in none.`, command) : good(says)];
}

export async function* pin({ host, vault, keeper }: Patient): ReturnType<Check> {
  const { pin: file } = keeper.filesThere();
  if (file !== null && !file.isThere)
    return [
      bad(
        `The file of the PIN is gone: there is no ${file.path}.${'why' in vault ? ' Nothing opens the token without it.' : ' The desk goes on while it runs, and cannot open the token again.'}`,
        'Put your copy of the PIN back there, for this user alone (mode 0600). No backup holds it.',
      ),
    ];
  if ('why' in vault)
    return [
      vault.lacks === 'pin'
        ? bad(
            vault.why,
            'Put your copy of the PIN there, for this user alone (mode 0600). No backup holds it.',
          )
        : note('The token could not be opened, so the PIN was not tried.'),
    ];
  switch (host.pinPlace) {
    case 'none':
      return [note('This vault asks for no PIN.')];
    case 'file':
      return [
        good('The PIN is in a file outside the data directory: a copy of that directory opens nothing.'),
      ];
    case 'environment':
      return [
        warn(
          'The PIN is in the environment: whoever may look at the process can read it.',
          'Put it in a file that only this user may read, and set KEYDESK_PKCS11_PIN_FILE.',
        ),
      ];
    case 'data-directory':
      return [
        warn(
          host.tokenInDataDirectory
            ? 'Token and PIN are in the data directory: a copy of that directory is a copy of every key.'
            : 'The PIN is in the data directory.',
          'Move the PIN file out of it, set KEYDESK_PKCS11_PIN_FILE, and restart. Keep a copy: no backup holds it.',
        ),
      ];
  }
}
/* oxlint-enable require-yield */
