import * as z from 'zod';
import { signManifest } from '../../../domain/log/manifest-note.ts';
import { put } from '../../../domain/state/entities.ts';
import { ServiceError } from '../../errors.ts';
import { jobSource } from '../../job.ts';
import { BACKUP_STEPS, type BackupProgress, type FinishedBackup } from '../../keeper.ts';
import { operation } from '../../operation.ts';
import { timestamp } from '../../schema.ts';
import { signedCheckpoint } from '../../start/checkpoints.ts';

/** A path names a place on the desk's machine. */
const MOST_PATH = 1_024;

const backup = z.object({
  Directory: z.string(),
  /** The moment that it holds. */
  Time: timestamp,
  Events: z.int(),
  /** Events that its checkpoint covers. */
  CheckpointSize: z.int(),
  Bytes: z.int(),
  Files: z.int(),
  /** False: the token is a device's, which its maker's own means back up. */
  HasToken: z.boolean(),
  /** False: the token was away, so nothing says whose it is but what is in it. */
  IsSigned: z.boolean(),
});

const message = z.object({
  Position: z.int(),
  Step: z.enum(BACKUP_STEPS).optional(),
  Done: z.int().optional(),
  Total: z.int().optional(),
  Backup: backup.optional(),
});

const facts = (made: FinishedBackup): z.output<typeof backup> => ({
  Directory: made.directory,
  Time: new Date(made.at),
  Events: made.events,
  CheckpointSize: made.checkpointSize,
  Bytes: made.bytes,
  Files: made.files,
  HasToken: made.hasToken,
  IsSigned: made.isSigned,
});

/**
 * Writes a backup of the desk to an empty directory of its machine while it serves: database, token and a checkpoint over it, never the
 * PIN. Message after message says how far it is; the last one has `Backup`. Only by the desk's own socket: a path on the machine is for
 * those who have the machine.
 */
export const backUpDesk = operation.stream({
  name: 'BackUpDesk',
  class: 'management',
  input: z.object({ Directory: z.string().min(1).max(MOST_PATH) }),
  output: message,
  errors: [
    'ConflictException',
    'LimitExceededException',
    'UnsupportedOperationException',
    'ValidationException',
  ],
  permissions: () => [{ action: 'keydesk:BackUpDesk', key: null, resource: '*' }],
  parameters: ({ Directory }) => [['Directory', Directory]],
  plan: ({ call, desk, ports, input }) => {
    const { keeper, vault } = ports;
    if (keeper === null || call.via !== 'cli')
      throw new ServiceError(
        'UnsupportedOperationException',
        'A backup is made on the desk’s own machine: run "keydesk backup DIR" there.',
      );
    const run = keeper.backUp({
      directory: input.Directory,
      signal: call.signal,
      sign: async (size, root) => {
        const note = await signedCheckpoint({ vault, desk, size, root });
        return { size, time: desk.wallClock.now(), note };
      },
      signManifest: (digest) =>
        signManifest(
          desk.sha256,
          { deskId: desk.meta.deskId, digest, publicKey: vault.logPublicKey() },
          (message) => vault.signLog(message),
        ),
    });
    return jobSource<BackupProgress, FinishedBackup, z.output<typeof message>>({
      run,
      stepMessage: ({ step, done, total }, Position) => ({ Position, Step: step, Done: done, Total: total }),
      lastMessage: (made, Position) => ({ Position, Backup: facts(made) }),
      recorded: (made) => ({
        parameters: [
          ['Bytes', String(made.bytes)],
          ['CheckpointSize', String(made.checkpointSize)],
          ['Events', String(made.events)],
        ],
        changes: [
          put('backup', 'desk', {
            directory: made.directory,
            at: made.at,
            events: made.events,
            bytes: made.bytes,
          }),
        ],
      }),
      givenUp: 'The backup was given up before it was whole, and was removed.',
    });
  },
});
