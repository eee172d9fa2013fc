import * as z from 'zod';
import { operation } from '../../operation.ts';
import { ROTATION_TYPES } from '../../../domain/state/entities.ts';
import { decide } from '../../../domain/policy/evaluate.ts';
import { arnOfKey, resolveKey } from '../../resolve.ts';
import { keyId, timestamp } from '../../schema.ts';
import { principalOf } from '../../principals.ts';
import { NONCE_LIMIT } from '../encryption/nonce-budget.ts';
import { dayOfUse, publicDays } from './day-of-use.ts';
import { keySummary, summaryOfKey, usageSince } from './key-summary.ts';

/** Everything that the key page shows at first sight, in one call. Authorised as DescribeKey. */
export const describeKeyOverview = operation.onKey({
  name: 'DescribeKeyOverview',
  class: 'read',
  input: z.object({ KeyId: keyId }),
  output: z.object({
    Key: keySummary,
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
    /** Who the policy lets decrypt when no condition stands in the way; conditions are not evaluated here. */
    Users: z.array(
      z.object({ Principal: z.string(), Allowed: z.int(), Refused: z.int(), LastUsedDate: timestamp }),
    ),
    CanDecrypt: z.array(
      z.object({
        Principal: z.string(),
        Source: z.enum(['KEY_POLICY', 'IDENTITY_POLICY', 'GRANT', 'ROOT']),
        Statement: z.int(),
        Sid: z.string().optional(),
        /** Name of an identity policy: allowed through the account, not by the key's own policy. */
        Policy: z.string().optional(),
      }),
    ),
    /** The last successful use, with its event's place in the log. */
    LastUse: z
      .object({ Sequence: z.int(), Time: timestamp, Operation: z.string(), Principal: z.string() })
      .optional(),
    /** Requests of the last 90 days, by day since the epoch (UTC); days without any are left out. */
    Daily: z.array(dayOfUse),
    PolicyVersion: z.int(),
  }),
  errors: ['InvalidArnException', 'KMSInternalException', 'NotFoundException'],
  resolve: (context) => resolveKey({ ...context, action: 'kms:DescribeKey' }, context.input.KeyId, 'any'),
  permissions: ({ desk, key }) => [{ action: 'kms:DescribeKey', key, resource: arnOfKey(desk, key.id) }],
  plan: ({ state, desk, ports, key }) => {
    const since = usageSince(desk.wallClock.now());
    const usage = state.usage.summary(key.id, since);
    const last = state.usage.lastUse(key.id);
    const policy = ports.policies.keyPolicy(state, key.id);
    const resource = arnOfKey(desk, key.id);
    const canDecrypt = [...state.all('principal')].flatMap((entity) => {
      const principal = principalOf(desk.meta.accountId, entity);
      const decision = decide(
        { action: 'kms:Decrypt', resource, caller: principal.caller, values: () => undefined, onKey: true },
        policy,
        ports.policies.identityPolicies(principal.policies),
      );
      // Of a key policy that delegates and an identity policy, the latter said the word.
      const by = decision.decidedBy.at(-1);
      if (!decision.allowed || by === undefined) return [];
      return [
        {
          Principal: principal.caller.arn,
          Source: by.source,
          Statement: by.statement,
          ...(by.sid === null ? {} : { Sid: by.sid }),
          ...(by.source === 'IDENTITY_POLICY' ? { Policy: by.policy } : {}),
        },
      ];
    });
    const versions = Array.from({ length: key.currentVersion }, (_, i) =>
      state.keyVersion(key.id, i + 1),
    ).filter((version) => version !== undefined);
    return {
      output: {
        Key: summaryOfKey(desk, state, key),
        Versions: versions.map((version) => ({
          Number: version.number,
          CreationDate: new Date(version.createdAt),
          ...(version.rotation === null ? {} : { RotationType: version.rotation }),
          KeyMaterialId: version.materialId,
          Residency: version.residency,
          Encryptions: state.usage.encryptions(key.id, version.number),
        })),
        NonceLimit: NONCE_LIMIT,
        Users: [...usage.byPrincipal]
          .map(([Principal, who]) => ({
            Principal,
            Allowed: who.allowed,
            Refused: who.refused,
            LastUsedDate: new Date(who.lastTime),
          }))
          .sort((a, b) => b.Allowed - a.Allowed || b.Refused - a.Refused),
        CanDecrypt: canDecrypt,
        ...(last === null
          ? {}
          : {
              LastUse: {
                Sequence: last.sequence,
                Time: new Date(last.time),
                Operation: last.operation,
                Principal: last.principal,
              },
            }),
        Daily: publicDays(state.usage.daily(key.id, since)),
        PolicyVersion: state.policy(key.id)?.version ?? 0,
      },
    };
  },
});
