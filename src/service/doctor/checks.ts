/** Each check of the doctor: it yields how far it is, and answers what it found. */
import { fromBase64, toHex } from '../../domain/bytes.ts';
import { RESIDENT_ROLES } from '../../domain/ports/vault.ts';
import { versionId } from '../../domain/state/entities.ts';
import {
  bad,
  counted,
  good,
  momentWords,
  note,
  warn,
  whole,
  type Check,
  type DoctorCheck,
  type DoctorFinding,
} from './finding.ts';
import { backup, clock, disk, pin } from './machine-checks.ts';
import type { ClosedVault, Patient } from './patient.ts';

const MINUTE_MS = 60_000;
/** Names in one finding. */
const MOST_NAMED = 5;
/** Versions tried in one turn of the event loop: 3 ms of the HSM's time. */
const AT_ONCE = 64;

const named = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${whole(names.length - MOST_NAMED)} more`;

const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

/** What hangs on a cause that is said elsewhere is no finding of its own. */
const notLooked = (what: string, { lacks }: ClosedVault): readonly DoctorFinding[] => [
  note(
    lacks === 'pin'
      ? `${what}: the token is closed without its PIN.`
      : `${what}: the token could not be opened.`,
  ),
];

/* oxlint-disable require-yield -- quick ones have no progress */
async function* leak({ vault }: Patient): ReturnType<Check> {
  if ('why' in vault) return notLooked('The leak was not tried', vault);
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

const FOLDER_BACK =
  'Put the folder back from any backup of this desk: docs/recovery.md, “The token is gone”. Nothing is made anew.';

async function* token({ vault, state, keeper }: Patient): ReturnType<Check> {
  const { tokens } = keeper.filesThere();
  const isGone = tokens !== null && !tokens.isThere;
  if ('why' in vault) {
    if (vault.lacks === 'pin') return notLooked('The token was not opened', vault);
    return [
      bad(
        vault.why,
        isGone ? FOLDER_BACK : 'Bring the token back, and start the desk. Nothing is made anew.',
      ),
    ];
  }
  if (isGone) return [bad(`The folder of the token is gone: there is no ${tokens.path}.`, FOLDER_BACK)];
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
  if ('why' in vault) return notLooked('No key version was tried', vault);
  if (typeof state === 'string')
    return [
      bad(
        `No key version could be tried. ${state}`,
        'See what "keydesk verify-log" says, or restore the newest backup in which the desk is whole.',
      ),
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
  if ('why' in vault) return notLooked('The log was not checked', vault);
  if (!keeper.filesThere().database) return [note('The log was not checked: its file is not there.')];
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
