import * as z from 'zod';
import { storedEvent } from '../../../domain/audit/stored-event.ts';
import { effect, operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, timestamp } from '../../schema.ts';

/** The last successful cryptographic use of a key, from the log; an empty object when there was none. Allowed in every state. */
export const getKeyLastUsage = operation.onKey({
  name: 'GetKeyLastUsage',
  class: 'read',
  input: z.object({ KeyId: keyId }),
  output: z.object({
    KeyId: z.string(),
    KeyLastUsage: z.object({
      Operation: z.string().optional(),
      Timestamp: timestamp.optional(),
      /** The leaf's number in this desk's log, which is what CloudTrail's event id is there. */
      CloudTrailEventId: z.string().optional(),
      KmsRequestId: z.string().optional(),
    }),
    TrackingStartDate: timestamp,
    KeyCreationDate: timestamp,
  }),
  errors: ['InvalidArnException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:GetKeyLastUsage' }, context.input.KeyId, 'id'),
  plan: ({ state, desk, key }) => {
    const last = state.usage.lastUse(key.id);
    const created = new Date(key.createdAt);
    // Every use since the key exists is in the log.
    const known = { KeyId: arnOfKey(desk, key.id), TrackingStartDate: created, KeyCreationDate: created };
    if (last === null) return { output: { ...known, KeyLastUsage: {} } };
    return effect(
      ({ store }) =>
        Promise.all([store.leaf(last.sequence), store.leafHashes(last.sequence, last.sequence + 1)]),
      ([bytes, hash]) => {
        const event =
          bytes === null ? null : storedEvent(desk.sha256, { sequence: last.sequence, hash, bytes });
        return {
          output: {
            ...known,
            KeyLastUsage: {
              Operation: event?.operation ?? last.operation,
              Timestamp: new Date(last.time),
              CloudTrailEventId: String(last.sequence),
              ...(event === null ? {} : { KmsRequestId: event.request }),
            },
          },
        };
      },
    );
  },
});
