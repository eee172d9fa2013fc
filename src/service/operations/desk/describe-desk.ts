import * as z from 'zod';
import { operation } from '../../operation.ts';
import { timestamp } from '../../schema.ts';

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
      CheckpointSize: z.int(),
      CheckpointTime: timestamp.optional(),
      UncoveredSince: timestamp.optional(),
    }),
    /** Objects that did not authenticate at start, in words. */
    Quarantine: z.array(z.string()),
  }),
  errors: [],
  permissions: () => [{ action: 'keydesk:DescribeDesk', key: null, resource: '*' }],
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
          CheckpointSize: log.checkpointSize,
          ...(log.checkpointTime === null ? {} : { CheckpointTime: new Date(log.checkpointTime) }),
          ...(log.uncoveredSince === null ? {} : { UncoveredSince: new Date(log.uncoveredSince) }),
        },
        Quarantine: [...state.quarantine.values()],
      },
    };
  },
});
