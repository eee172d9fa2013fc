/** Each check of the doctor: it yields how far it is, and answers what it found. */
import { fromBase64, toHex } from '../../domain/bytes.ts';
import { RESIDENT_ROLES } from '../../domain/ports/vault.ts';
import { versionId } from '../../domain/state/entities.ts';
import {
  ageWords,
  bad,
  counted,
  good,
  momentWords,
  note,
  warn,
  whole,
  type DoctorCheck,
  type DoctorFinding,
} from './finding.ts';
import type { Patient } from './patient.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
}
type Check = (patient: Patient) => AsyncGenerator<Progress, readonly DoctorFinding[]>;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const GIB = 2 ** 30;
/** Below either the desk serves authenticated requests only. */
const LEAST_FREE = GIB;
const LEAST_PART = 0.05;
/** A backup older than this is spoken of. */
const OLD_BACKUP_DAYS = 7;
/** Names in one finding. */
const MOST_NAMED = 5;
/** Versions tried in one turn of the event loop: 3 ms of the HSM's time. */
const AT_ONCE = 64;

const named = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${whole(names.length - MOST_NAMED)} more`;

const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

/* oxlint-disable require-yield -- quick ones have no progress */
async function* clock({ now, span, drift }: Patient): ReturnType<Check> {
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

async function* disk({ keeper, host }: Patient): ReturnType<Check> {
  const { free, total } = await keeper.diskSpace();
  const says = `${(free / GIB).toFixed(1)} GiB are free where ${host.dataDirectory} is, ${((free / total) * 100).toFixed(0)} % of the disk.`;
  if (free < LEAST_FREE || free / total < LEAST_PART)
    return [
      bad(
        `${says} When it is full, nothing is recorded, and nothing is answered that must be.`,
        'Free space, or move the data directory to a larger disk.',
      ),
    ];
  if (free / total < 2 * LEAST_PART) return [warn(says, 'Make room before it is below 1 GiB or 5 %.')];
  return [good(says)];
}

async function* backup({ state, now, restoredFrom }: Patient): ReturnType<Check> {
  if (typeof state === 'string')
    return [note('Whether a backup was made stands in the log, which could not be read.')];
  const found: DoctorFinding[] = [];
  if (restoredFrom !== null)
    found.push(
      note(
        `The backup of ${momentWords(restoredFrom)} was put in place and has not been started yet. The first start begins a new epoch of the log.`,
      ),
    );
  const restored = state.epochs.at(-1);
  if (restored !== undefined)
    found.push(
      note(
        `The desk was restored from the backup of ${momentWords(restored.backupAt)}, on ${momentWords(restored.beganAt)}.`,
      ),
    );
  const last = state.backup();
  const command = 'Run "keydesk backup DIR" with a directory on another disk; the desk goes on serving.';
  if (last === undefined)
    return [...found, warn('No backup was ever made of this desk: a lost disk is a lost key.', command)];
  const age = now - last.at;
  const says = `The last backup was made ${ageWords(age)} ago, to ${last.directory}, and covers the log up to event ${whole(last.events)}.`;
  return [
    ...found,
    age > OLD_BACKUP_DAYS * DAY_MS ? warn(`${says} Keys made since are in none.`, command) : good(says),
  ];
}

async function* pin({ host, vault }: Patient): ReturnType<Check> {
  if (typeof vault === 'string') return [note('The token could not be opened, so the PIN was not tried.')];
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

async function* leak({ vault }: Patient): ReturnType<Check> {
  if (typeof vault === 'string') return [note('The token could not be opened, so the leak was not tried.')];
  switch (vault.describe().leakProbe) {
    case 'refused':
      return [good('The module refused to unwrap a throw-away key as a readable one.')];
    case 'leaked':
      return [
        note(
          'The module unwrapped a throw-away key as a readable one: whoever has the PIN and the token can take keys out. A token in software cannot refuse it.',
        ),
      ];
    case 'not-possible-here':
      return [note('This vault has no way to unwrap a key as a readable one.')];
  }
}

async function* token({ vault, state }: Patient): ReturnType<Check> {
  if (typeof vault === 'string')
    return [
      bad(
        vault,
        'Put the token back, from the backup if need be, and start the desk again. Nothing is made anew.',
      ),
    ];
  const health = await vault.probe();
  if (health.state === 'lost')
    return [
      bad(
        health.reason,
        'Bring the token back. Until then nothing is wrapped or unwrapped; revoking and the log go on.',
      ),
    ];
  const objects = await vault.objects();
  const found: DoctorFinding[] = [];
  const present = new Set(objects.map(({ role }) => role));
  const missing = RESIDENT_ROLES.filter((role) => !present.has(role));
  if (missing.length > 0)
    found.push(
      bad(
        `The token lacks ${counted(missing.length, 'resident key')}: ${missing.join(', ')}.`,
        'Stop the desk and put the token back from the backup.',
      ),
    );
  const rows = residentVersions(state);
  const ids = new Set(objects.map(({ id }) => id));
  const gone = [...rows].filter(([id]) => !ids.has(id)).map(([, name]) => name);
  if (gone.length > 0)
    found.push(
      bad(
        `${counted(gone.length, 'key version')} of this desk should be in the token and ${gone.length === 1 ? 'is' : 'are'} not: ${named(gone)}.`,
        'Stop the desk and put the token back from the backup: what they encrypted opens with them alone.',
      ),
    );
  const orphans = objects.filter(({ role, id }) => role === null && !rows.has(id));
  if (orphans.length > 0)
    found.push(
      warn(
        `The token holds ${counted(orphans.length, 'object')} that ${orphans.length === 1 ? 'is' : 'are'} not this desk's: ${named(orphans.map(({ label, objectClass }) => `“${label}” (${objectClass})`))}.`,
        'As it should be where another program uses the token too. Else find out who put them there; the desk does not touch them.',
      ),
    );
  if (found.every(({ tone }) => tone !== 'bad'))
    found.unshift(
      good(
        `The token answers, and holds ${counted(objects.length - orphans.length, 'object')} of this desk: each has its place, and none is missing.`,
      ),
    );
  return found;
}
/* oxlint-enable require-yield */

/** Versions that live in the token, by the hex of their object id. */
function residentVersions(state: Patient['state']): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  if (typeof state === 'string') return rows;
  for (const { keyId, number, residency, material } of state.all('keyVersion'))
    if (residency === 'RESIDENT')
      rows.set(toHex(fromBase64(material) ?? new Uint8Array()), versionId(keyId, number));
  return rows;
}

async function* versions({ state, vault, signal }: Patient): ReturnType<Check> {
  if (typeof state === 'string')
    return [
      bad(
        `No key version could be tried. ${state}`,
        'See what "keydesk verify-log" says, or restore the last backup.',
      ),
    ];
  if (typeof vault === 'string')
    return [
      bad('No key version could be tried: the token could not be opened.', 'Bring the token back first.'),
    ];
  const all = [...state.all('keyVersion')];
  const closed: string[] = [];
  let done = 0;
  for (const { keyId, number, residency, material, publicKey } of all) {
    if (done % AT_ONCE === 0) {
      signal?.throwIfAborted();
      yield { done, total: all.length };
      // oxlint-disable-next-line no-await-in-loop -- others run between
      await pause();
    }
    done++;
    const key = state.key(keyId);
    if (key === undefined) continue;
    const bytes = fromBase64(material) ?? new Uint8Array();
    const of = {
      residency,
      spec: key.spec,
      bytes,
      ...(publicKey === null ? {} : { publicKey: fromBase64(publicKey) ?? bytes }),
    };
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    if (!(await vault.opens({ id: versionId(keyId, number), material: of })))
      closed.push(`${keyId} version ${number}`);
  }
  if (closed.length === 0)
    return [
      good(
        all.length === 0
          ? 'There is no key version yet.'
          : `${counted(all.length, 'key version')} ${all.length === 1 ? 'opens' : 'open'} in the HSM.`,
      ),
    ];
  return [
    bad(
      `${counted(closed.length, 'key version')} of ${whole(all.length)} ${closed.length === 1 ? 'does' : 'do'} not open in the HSM: ${named(closed)}. What ${closed.length === 1 ? 'it' : 'they'} encrypted cannot be decrypted now.`,
      'Is this the token that the desk was started with? If it is, restore the newest backup in which they open, on another machine first.',
    ),
  ];
}

async function* log({ keeper, vault, now, uncoveredSince, signal }: Patient): ReturnType<Check> {
  if (typeof vault === 'string')
    return [
      bad(
        'The log could not be checked: its keys are in the token, which could not be opened.',
        'Bring the token back first.',
      ),
    ];
  const report = yield* keeper.verifyLog(signal);
  const remedy =
    'Keep the evidence: copy the data directory before anything else. "keydesk verify-log" names everything; then restore the last backup.';
  const found: DoctorFinding[] = report.findings
    .slice(0, MOST_NAMED)
    .map(({ message }) => bad(message, remedy));
  if (report.findings.length > MOST_NAMED)
    found.push(
      bad(`${counted(report.findings.length - MOST_NAMED, 'more finding')} of the log and its rows.`, remedy),
    );
  if (found.length === 0)
    found.push(
      good(
        `The log is whole: ${counted(report.events, 'event')} and ${counted(report.objects, 'object')} checked, ${report.checkpointSize === null ? 'none of them signed yet' : `signed up to event ${whole(report.checkpointSize)}`}.`,
      ),
    );
  for (const text of report.notes) found.push(note(text));
  if (uncoveredSince !== null && now - uncoveredSince > MINUTE_MS)
    found.push(
      bad(
        `No checkpoint covers the events since ${momentWords(uncoveredSince)}: the log cannot be signed.`,
        'The HSM signs it: bring the token back.',
      ),
    );
  return found;
}

export const CHECKS: Readonly<Record<DoctorCheck, Check>> = {
  clock,
  disk,
  backup,
  pin,
  leak,
  token,
  versions,
  log,
};
