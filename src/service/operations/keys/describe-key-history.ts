import * as z from 'zod';
import { storedEvent } from '../../../domain/audit/stored-event.ts';
import { CHANGE_KINDS, changeKind, GRANT_CHANGES } from '../../../domain/keys/key-changes.ts';
import { DAY_MS } from '../../../domain/state/usage-view.ts';
import { effect, operation } from '../../operation.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, timestamp } from '../../schema.ts';
import { dayOfUse, publicDays } from './day-of-use.ts';

/** Changes that one answer holds; a key with more in the range says so. */
const MOST_CHANGES = 500;

const change = z.object({
  Sequence: z.int(),
  Time: timestamp,
  Kind: z.enum(CHANGE_KINDS),
  Operation: z.string(),
  Principal: z.string(),
  KeyVersion: z.int().optional(),
  Reason: z.string().optional(),
  Parameters: z.array(z.tuple([z.string(), z.string()])),
});

/**
 * A key's use by day, from the roll-up, and what was changed about it, from the log: what stands over what. Reads the log, so it needs
 * that permission besides DescribeKey.
 */
export const describeKeyHistory = operation.onKey({
  name: 'DescribeKeyHistory',
  class: 'read',
  input: z.object({
    KeyId: keyId,
    /** Days that end with today, UTC. */
    Days: z.int().min(1).max(366),
  }),
  output: z.object({
    /** First and last day of the range, since the epoch. */
    FirstDay: z.int(),
    LastDay: z.int(),
    /** Days without a request are left out. */
    Daily: z.array(dayOfUse),
    /** Newest first. */
    Changes: z.array(change),
    /** There are more in the range, older than these. */
    Truncated: z.boolean(),
    /** Places in the log that are not what was recorded, so nothing of them is told. */
    Altered: z.array(z.int()),
  }),
  errors: ['InvalidArnException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:DescribeKey' }, context.input.KeyId, 'any'),
  actions: ['kms:DescribeKey'],
  permissions: ({ desk, key }) => [
    { action: 'kms:DescribeKey', key, resource: arnOfKey(desk, key.id) },
    { action: 'keydesk:SearchAuditEvents', key: null, resource: '*' },
  ],
  plan: ({ state, desk, key, input }) => {
    const lastDay = Math.floor(desk.wallClock.now() / DAY_MS);
    const firstDay = lastDay - input.Days + 1;
    const daily = publicDays(state.usage.daily(key.id, firstDay));
    return effect(
      ({ store }) =>
        store.search({
          key: key.id,
          classes: ['management'],
          outcomes: ['allowed'],
          exceptOperations: GRANT_CHANGES,
          since: firstDay * DAY_MS,
          limit: MOST_CHANGES,
        }),
      ({ leaves, matching }) => {
        const told = leaves.map((leaf) => ({
          sequence: leaf.sequence,
          event: storedEvent(desk.sha256, leaf),
        }));
        return {
          output: {
            FirstDay: firstDay,
            LastDay: lastDay,
            Daily: daily,
            Changes: told.flatMap(({ event }) => {
              const Kind = event === null ? null : changeKind(event.operation);
              if (event === null || Kind === null) return [];
              return [
                {
                  Sequence: event.sequence,
                  Time: new Date(event.time),
                  Kind,
                  Operation: event.operation,
                  Principal: event.principal,
                  ...(event.keyVersion === null ? {} : { KeyVersion: event.keyVersion }),
                  ...(event.reason === null ? {} : { Reason: event.reason }),
                  Parameters: event.parameters.map(([name, value]): [string, string] => [name, value]),
                },
              ];
            }),
            Truncated: matching > leaves.length,
            Altered: told.flatMap(({ sequence, event }) => (event === null ? [sequence] : [])),
          },
        };
      },
    );
  },
});
