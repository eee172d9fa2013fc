import * as z from 'zod';
import { operation } from '../../operation.ts';
import { ROTATION_TYPES } from '../../../domain/state/entities.ts';
import type { UsageSummary } from '../../../domain/state/usage-view.ts';
import { isAllowed } from '../../is-allowed.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, timestamp } from '../../schema.ts';
import { NONCE_LIMIT } from '../encryption/nonce-budget.ts';
import { dayOfUse, publicDays } from './day-of-use.ts';
import { keySummary, summaryOfKey, usageSince } from './key-summary.ts';
import { reader, whoDecrypts } from './who-can-decrypt.ts';

/** Everything that the key page shows at first sight, in one call. Authorised as DescribeKey; what names others needs more, and is left out without it. */
export const describeKeyOverview = operation.onKey({
  name: 'DescribeKeyOverview',
  class: 'read',
  input: z.object({ KeyId: keyId }),
  output: z.object({
    Key: keySummary,
    /** Of the key's `Refused90Days`, those that no policy denied: of a disabled key, with a wrong context. */
    Failed90Days: z.int(),
    Versions: z.array(
      z.object({
        Number: z.int(),
        CreationDate: timestamp,
        /** What made it; absent for the first. */
        RotationType: z.enum(ROTATION_TYPES).optional(),
        KeyMaterialId: z.string(),
        Residency: z.enum(['WRAPPED', 'RESIDENT']),
        Encryptions: z.int(),
      }),
    ),
    /** Encryptions that a version may make. */
    NonceLimit: z.int(),
    /** Who asked for it in 90 days, `Failed` being part of `Refused`; absent for a caller who may not list principals, or not see the key's last use. */
    Users: z
      .array(
        z.object({
          Principal: z.string(),
          Allowed: z.int(),
          Refused: z.int(),
          Failed: z.int(),
          LastUsedDate: timestamp,
        }),
      )
      .optional(),
    /** Absent for a caller who may not list principals, or not read the key's policy. */
    CanDecrypt: z.array(reader).optional(),
    /** The policy lets everybody decrypt, of any account or of this one, whom nobody counts. With `CanDecrypt`. */
    EverybodyDecrypts: z.enum(['any-account', 'this-account']).optional(),
    /** The last successful use, with its event's place in the log; absent too for a caller who may not see it. */
    LastUse: z.object({ Sequence: z.int(), Time: timestamp, Operation: z.string() }).optional(),
    /** Requests of the last 90 days, by day since the epoch (UTC); days without any are left out. */
    Daily: z.array(dayOfUse),
    PolicyVersion: z.int(),
  }),
  errors: ['InvalidArnException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:DescribeKey' }, context.input.KeyId, 'any'),
  actions: ['kms:DescribeKey'],
  permissions: ({ desk, key }) => [{ action: 'kms:DescribeKey', key, resource: arnOfKey(desk, key.id) }],
  plan: (context) => {
    const { state, desk, key } = context;
    const since = usageSince(desk.wallClock.now());
    const usage = state.usage.summary(key.id, since);
    const last = state.usage.lastUse(key.id);
    const resource = arnOfKey(desk, key.id);
    const mayOnKey = (action: string): boolean => isAllowed(context, { action, key, resource });
    const mayList = isAllowed(context, { action: 'keydesk:ListPrincipals', key: null, resource: '*' });
    const mayReadUse = mayOnKey('kms:GetKeyLastUsage');
    const versions = Array.from({ length: key.currentVersion }, (_, i) =>
      state.keyVersion(key.id, i + 1),
    ).filter((version) => version !== undefined);
    return {
      output: {
        Key: summaryOfKey(desk, state, key),
        Failed90Days: usage.failed,
        Versions: versions.map((version) => ({
          Number: version.number,
          CreationDate: new Date(version.createdAt),
          ...(version.rotation === null ? {} : { RotationType: version.rotation }),
          KeyMaterialId: version.materialId,
          Residency: version.residency,
          Encryptions: state.encryptions(key.id, version.number),
        })),
        NonceLimit: NONCE_LIMIT,
        ...(mayReadUse && mayList ? { Users: usersOf(usage) } : {}),
        ...(mayOnKey('kms:GetKeyPolicy') && mayList ? whoDecrypts(context) : {}),
        ...(last === null || !mayReadUse
          ? {}
          : {
              LastUse: {
                Sequence: last.sequence,
                Time: new Date(last.time),
                Operation: last.operation,
              },
            }),
        Daily: publicDays(state.usage.daily(key.id, since)),
        PolicyVersion: state.policy(key.id)?.version ?? 0,
      },
    };
  },
});

const usersOf = ({ byPrincipal }: UsageSummary) =>
  [...byPrincipal]
    .map(([Principal, who]) => ({
      Principal,
      Allowed: who.allowed,
      Refused: who.refused,
      Failed: who.failed,
      LastUsedDate: new Date(who.lastTime),
    }))
    .sort((a, b) => b.Allowed - a.Allowed || b.Refused - a.Refused);
