import * as z from 'zod';
import { fromBase64 } from '../../../domain/bytes.ts';
import { verifierKey } from '../../../domain/log/note.ts';
import { operation, type Desk } from '../../operation.ts';
import { timestamp } from '../../schema.ts';

/** The public key of the desk's log, as people hand it on. Throws RangeError for a desk without one, which no start allows. */
export function logVerifierKey({ meta, sha256 }: Pick<Desk, 'meta' | 'sha256'>): string {
  const publicKey = fromBase64(meta.logPublicKey);
  if (publicKey === undefined) throw new RangeError('The stored public key of the log is not base64.');
  return verifierKey(sha256, meta.logOrigin, publicKey);
}

/** What the shell shows on every page: where this is, whether the HSM answers, how far the log is signed. */
export const describeDesk = operation.onAccount({
  name: 'DescribeDesk',
  class: 'read',
  background: true,
  input: z.object({}),
  output: z.object({
    DeskId: z.string(),
    Region: z.string(),
    AccountId: z.string(),
    Endpoint: z.string(),
    Version: z.string(),
    Vault: z.object({
      State: z.enum(['ready', 'lost']),
      Module: z.string(),
      TokenLabel: z.string(),
      LatencyMilliseconds: z.number().optional(),
      Reason: z.string().optional(),
    }),
    Log: z.object({
      Origin: z.string(),
      /** `name+hash+base64` (c2sp.org/signed-note): what a browser verifies checkpoints with. Fixed at first start. */
      VerifierKey: z.string(),
      CheckpointSize: z.int(),
      CheckpointTime: timestamp.optional(),
      /** Merkle tree hash at that size, in base64 as the checkpoint has it. */
      CheckpointRoot: z.string().optional(),
      UncoveredSince: timestamp.optional(),
      /** Epochs that began with a restore, in their order. The desk's word: a browser believes of them what it can prove. */
      Epochs: z.array(
        z.object({
          Number: z.int(),
          /** Events before it came out of the backup. */
          FirstEvent: z.int(),
          Time: timestamp,
          BackupTime: timestamp,
          /** The signed note that the backup ended with. */
          Checkpoint: z.string().optional(),
        }),
      ),
    }),
    /** Objects that did not authenticate at start, in words. */
    Quarantine: z.array(z.string()),
  }),
  errors: [],
  // Whoever is signed in sees where they are: the console's frame is made of it, also for somebody without any role yet.
  permissions: ({ call }) =>
    call.sessionId === null ? [{ action: 'keydesk:DescribeDesk', key: null, resource: '*' }] : [],
  plan: ({ state, desk }) => {
    const { vault, log, endpoint } = desk.status;
    return {
      output: {
        DeskId: desk.meta.deskId,
        Region: desk.meta.region,
        AccountId: desk.meta.accountId,
        Endpoint: endpoint,
        Version: desk.version,
        Vault: {
          State: vault.state,
          Module: vault.module,
          TokenLabel: vault.tokenLabel,
          ...(vault.latencyMs === null ? {} : { LatencyMilliseconds: vault.latencyMs }),
          ...(vault.reason === null ? {} : { Reason: vault.reason }),
        },
        Log: {
          Origin: desk.meta.logOrigin,
          VerifierKey: logVerifierKey(desk),
          CheckpointSize: log.checkpointSize,
          ...(log.checkpointTime === null ? {} : { CheckpointTime: new Date(log.checkpointTime) }),
          ...(log.checkpointRoot === null ? {} : { CheckpointRoot: log.checkpointRoot }),
          Epochs: state.epochs.map(({ number, firstEvent, beganAt, backupAt, checkpoint }) => ({
            Number: number,
            FirstEvent: firstEvent,
            Time: new Date(beganAt),
            BackupTime: new Date(backupAt),
            ...(checkpoint === null ? {} : { Checkpoint: checkpoint }),
          })),
          ...(log.uncoveredSince === null ? {} : { UncoveredSince: new Date(log.uncoveredSince) }),
        },
        Quarantine: [...state.quarantine.values()],
      },
    };
  },
});
