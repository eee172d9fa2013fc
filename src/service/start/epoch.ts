/**
 * A restored desk begins a new epoch of its log. The log goes on from the backup's last event under a name of its own, which says that what
 * was signed after the backup was made is another history, and no forgery of this one. With it comes what nobody can know any more: how
 * many encryptions were made since, whose session still stands, and whether a deletion was cancelled.
 */
import { toBase64 } from '../../domain/bytes.ts';
import { remove, put, type Change, type EpochEntity } from '../../domain/state/entities.ts';
import type { State } from '../../domain/state/state.ts';
import type { Pairs } from '../../domain/audit/event.ts';
import { NoteError, parseNote } from '../../domain/log/note.ts';
import { parseCheckpoint, type Checkpoint } from '../../domain/log/checkpoint.ts';
import { deskEvent } from '../desk-event.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Desk } from '../operation.ts';
import { jumpAfter } from '../operations/encryption/nonce-budget.ts';
import { rootPrincipal } from '../principals.ts';

/** What a restore leaves for the next start. */
export interface Restored {
  /** Random. */
  readonly restore: string;
  /** ms */
  readonly restoredAt: number;
  /** ms: the moment that the backup holds. */
  readonly backupAt: number;
  /** Where the backup lay, and how large it was. */
  readonly backup: { readonly directory: string; readonly bytes: number };
}

export const BEGIN_LOG_EPOCH = 'BeginLogEpoch';
/** Changes in one event: its bytes stay within some 200 kB. */
const MOST_CHANGES = 1_000;

/** Null for a note that nobody signed like this: to be shown, not to be believed. */
export function checkpointOfNote(note: string | null): Checkpoint | null {
  if (note === null) return null;
  try {
    return parseCheckpoint(parseNote(note).text);
  } catch (error) {
    if (error instanceof NoteError) return null;
    throw error;
  }
}

export interface EpochFrom {
  readonly restored: Restored;
  readonly state: State;
  /** Events of the log: the epoch's first event comes next. */
  readonly size: number;
  /** The newest stored checkpoint. */
  readonly checkpoint: string | null;
  /** ms */
  readonly now: number;
  /** The desk's running time, ms. */
  readonly ran: number;
}

/**
 * The epoch that the restore begins; null when an earlier start began it. Its number is the second of the restore: greater than every
 * number before it, also where the same backup is restored twice, so that two histories never have one name.
 */
export function epochAfter({ restored, state, size, checkpoint, now, ran }: EpochFrom): EpochEntity | null {
  const { restore, restoredAt, backupAt, backup } = restored;
  if (state.epochs.some((epoch) => epoch.restore === restore)) return null;
  let newest = now;
  for (const { createdAt } of state.all('keyVersion')) newest = Math.max(newest, createdAt);
  return {
    number: Math.max((state.epochs.at(-1)?.number ?? 0) + 1, Math.floor(restoredAt / 1000)),
    firstEvent: size,
    beganAt: now,
    restore,
    backupAt,
    backup,
    checkpoint,
    jump: jumpAfter(now - backupAt),
    versionsBefore: newest + 1,
    ranAt: ran,
  };
}

function parametersOf(epoch: EpochEntity): Pairs {
  const from = checkpointOfNote(epoch.checkpoint);
  return [
    ['BackupTime', new Date(epoch.backupAt).toISOString()],
    ['EncryptionsJump', String(epoch.jump)],
    ['Epoch', String(epoch.number)],
    ...(from === null
      ? []
      : ([
          ['FromOrigin', from.origin],
          ['FromRoot', toBase64(from.root)],
          ['FromSize', String(from.size)],
        ] as const)),
    ['Restore', epoch.restore],
  ];
}

/** What came out of a backup does not know of that backup, which was whole only after the copy was taken. */
const restoredFrom = ({ backup, backupAt, firstEvent }: EpochEntity): readonly Change[] =>
  backup === undefined ? [] : [put('backup', 'desk', { ...backup, at: backupAt, events: firstEvent })];

/** Records the epoch, and ends every session and invitation of the backup: some were ended, or used, after it. Resolves when durable. */
export async function beginEpoch(ledger: Ledger, desk: Desk, epoch: EpochEntity): Promise<void> {
  const by = rootPrincipal(desk.meta.accountId);
  const when = new Date(epoch.backupAt).toISOString();
  const { state } = ledger;
  const ended = (['session', 'invitation'] as const).flatMap((kind) =>
    [...state.ids(kind)].map((id) => remove(kind, id)),
  );
  // All of one turn, so that they are one transaction.
  const first = ledger.append(
    {
      ...deskEvent(desk, by, BEGIN_LOG_EPOCH, `restored from the backup of ${when}`),
      parameters: parametersOf(epoch),
    },
    [put('epoch', String(epoch.number), epoch), ...restoredFrom(epoch)],
  );
  if (first.sequence !== epoch.firstEvent)
    throw new Error('The first event of an epoch is not the next one of the log.');
  const all = [first.durable];
  for (let from = 0; from < ended.length; from += MOST_CHANGES) {
    const facts = deskEvent(desk, by, 'EndSessions', 'the desk was restored from a backup');
    all.push(ledger.append(facts, ended.slice(from, from + MOST_CHANGES)).durable);
  }
  await Promise.all(all);
}
