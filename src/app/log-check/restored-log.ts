/**
 * A desk that was restored from a backup goes on under a new epoch of its log, signed by the same key. What this browser saw before is then
 * either in the backup, and proved to be, or was recorded after it and is lost: said as that, and not as a forgery.
 */
import { toBase64 } from '../../domain/bytes.ts';
import { openCheckpoint, parseOrigin, type Checkpoint } from '../../domain/log/checkpoint.ts';
import { parseVerifierKey, verifierKey } from '../../domain/log/note.ts';
import type { LogCheckTools, LogFault, SeenCheckpoint } from './check-log.ts';

/** An epoch that began with a restore, as the desk tells it. */
export interface LogEpoch {
  readonly Number: number;
  readonly FirstEvent: number;
  readonly BackupTime: Date;
  readonly Checkpoint?: string | undefined;
}

export interface Restore {
  /** ms: the moment that the backup held. */
  readonly backupAt: number;
  /** Events that this browser saw and that are not in it; 0: none, proved by hashes; null: of a time of which the desk knows nothing. */
  readonly lost: number | null;
}

export interface EpochChange {
  /** The desk as this browser saw it, and as it is: keys of one desk and of one log key. */
  readonly before: SeenCheckpoint;
  readonly deskKey: string;
  readonly epochs: readonly LogEpoch[];
}

/** What another verifier key than last time means, before anything is proved. */
export function changeOf(
  sha256: LogCheckTools['sha256'],
  before: string,
  deskKey: string,
): LogFault | 'restored' {
  const [was, is] = [parseVerifierKey(sha256, before), parseVerifierKey(sha256, deskKey)];
  if (was.name === is.name) return 'key';
  const [from, to] = [parseOrigin(was.name), parseOrigin(is.name)];
  if (from === null || to === null || from.deskId !== to.deskId) return 'other-log';
  if (toBase64(was.publicKey) !== toBase64(is.publicKey)) return 'key';
  // An older copy of the folder, from before the restore that this browser saw.
  return to.epoch < from.epoch ? 'smaller' : 'restored';
}

/**
 * How the desk's `now` (signed, under its new name) goes on from what this browser saw. `continues` proves by hashes that it goes on from a
 * checkpoint; a fault is what it answers else.
 */
export async function restoreOf(
  { sha256, verifyEd25519 }: Pick<LogCheckTools, 'sha256' | 'verifyEd25519'>,
  { before, deskKey, epochs }: EpochChange,
  continues: (checkpoint: Pick<Checkpoint, 'size' | 'root'> | SeenCheckpoint) => Promise<LogFault | null>,
): Promise<Restore | LogFault> {
  const key = parseVerifierKey(sha256, deskKey);
  const seen = parseOrigin(parseVerifierKey(sha256, before.verifierKey).name)?.epoch ?? 0;
  const current = parseOrigin(key.name)?.epoch;
  const next = epochs.find(({ Number: number }) => number > seen);
  if (next === undefined || epochs.at(-1)?.Number !== current) return 'fork';
  const isOurs = seen === 0 || epochs.some(({ Number: number }) => number === seen);
  const backupAt = next.BackupTime.getTime();
  if (isOurs && before.size <= next.FirstEvent) return (await continues(before)) ?? { backupAt, lost: 0 };
  // What is left of the log that this browser saw must be that log's own: the backup's checkpoint was signed by its key.
  if (next.Checkpoint === undefined) return 'fork';
  const name = next.Checkpoint.slice(0, next.Checkpoint.indexOf('\n'));
  const origin = parseOrigin(name);
  if (origin === null || origin.epoch >= next.Number || origin.deskId !== parseOrigin(key.name)?.deskId)
    return 'fork';
  const signer = parseVerifierKey(sha256, verifierKey(sha256, name, key.publicKey));
  const old = await openCheckpoint(next.Checkpoint, [signer], verifyEd25519);
  if (old.size > next.FirstEvent) return 'fork';
  return (await continues(old)) ?? { backupAt, lost: isOurs ? before.size - next.FirstEvent : null };
}
