import * as z from 'zod';
import { ServiceError } from '../../errors.ts';
import { effect, operation } from '../../operation.ts';
import { timestamp } from '../../schema.ts';
import { logVerifierKey } from '../desk/describe-desk.ts';

/**
 * The newest checkpoint to be kept elsewhere, with the key that verifies it: whoever holds the token could sign another history, and
 * this note is what would tell. Unlike `/log/checkpoint` it leaves an event: somebody took one away.
 */
export const getCheckpoint = operation.onAccount({
  name: 'GetCheckpoint',
  class: 'read',
  input: z.object({}),
  output: z.object({
    /** The signed note, exactly as it is to be kept (c2sp.org/tlog-checkpoint). */
    Note: z.string(),
    Size: z.int(),
    CheckpointTime: timestamp,
    /** `name+hash+base64` (c2sp.org/signed-note). */
    VerifierKey: z.string(),
  }),
  errors: ['NotFoundException'],
  permissions: () => [{ action: 'keydesk:ReadLog', key: null, resource: '*' }],
  plan: ({ desk }) =>
    effect(
      ({ store }) => store.latestCheckpoint(),
      (checkpoint) => {
        if (checkpoint === null)
          throw new ServiceError('NotFoundException', 'No checkpoint has been signed yet.');
        return {
          output: {
            Note: checkpoint.note,
            Size: checkpoint.size,
            CheckpointTime: new Date(checkpoint.time),
            VerifierKey: logVerifierKey(desk),
          },
          event: { parameters: [['Size', String(checkpoint.size)]] },
        };
      },
    ),
});
