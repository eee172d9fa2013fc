import * as z from 'zod';
import { KEY_SPEC_NAMES, KEY_USAGES } from '../../../domain/keys/key-specs.ts';
import { KEY_STATES } from '../../../domain/keys/key-state.ts';
import { ROTATION_TYPES, type KeyEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { DAY_MS, type UsageSummary } from '../../../domain/state/usage-view.ts';
import type { Desk } from '../../operation.ts';
import { arnOfKey, whyRefused } from '../../resolve.ts';
import { tag, timestamp } from '../../schema.ts';
import { rotates } from '../rotation/rotates.ts';
import { publicState } from './key-metadata.ts';

export const USAGE_DAYS = 90;

/** One row of the key list. */
export const keySummary = z.object({
  KeyId: z.string(),
  Arn: z.string(),
  Aliases: z.array(z.string()),
  Description: z.string(),
  KeyState: z.enum(KEY_STATES),
  KeySpec: z.enum(KEY_SPEC_NAMES),
  KeyUsage: z.enum(KEY_USAGES),
  CreationDate: timestamp,
  DeletionDate: timestamp.optional(),
  Tags: z.array(tag),
  CurrentVersion: z.int(),
  /** Whether keys of this spec can rotate, and the schedule of one that does by itself. */
  CanRotate: z.boolean(),
  RotationPeriodInDays: z.int().optional(),
  NextRotationDate: timestamp.optional(),
  /** When the current version came to be, and what made it; absent for the first. */
  RotationDate: timestamp.optional(),
  RotationType: z.enum(ROTATION_TYPES).optional(),
  LastUsedDate: timestamp.optional(),
  LastUsedOperation: z.string().optional(),
  /** Over the last 90 days, today included: distinct principals that used it, requests, and how many of them were refused. */
  Services90Days: z.int(),
  Requests90Days: z.int(),
  Refused90Days: z.int(),
  /** Of a practice key of the envelope desk. */
  Sandbox: z.literal(true).optional(),
  /** Why the key is refused as a whole; absent for a sound one. */
  Quarantine: z.string().optional(),
});

export const usageSince = (now: number): number => Math.floor(now / DAY_MS) - USAGE_DAYS + 1;

/** Distinct principals that were served. */
export function servicesOf({ byPrincipal }: UsageSummary): number {
  let count = 0;
  for (const { allowed } of byPrincipal.values()) if (allowed > 0) count++;
  return count;
}

export function summaryOfKey(desk: Desk, state: State, key: KeyEntity): z.output<typeof keySummary> {
  const last = state.usage.lastUse(key.id);
  const usage = state.usage.summary(key.id, usageSince(desk.wallClock.now()));
  const current = state.keyVersion(key.id, key.currentVersion);
  const quarantine = whyRefused(state, key.id);
  return {
    KeyId: key.id,
    Arn: arnOfKey(desk, key.id),
    Aliases: state.aliasesOf(key.id).map((alias) => alias.name),
    Description: key.description,
    KeyState: publicState(key.state),
    KeySpec: key.spec,
    KeyUsage: key.usage,
    CreationDate: new Date(key.createdAt),
    ...(key.deletion === null ? {} : { DeletionDate: new Date(key.deletion.date) }),
    Tags: key.tags.map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    CurrentVersion: key.currentVersion,
    CanRotate: rotates(key),
    ...(key.rotation === null
      ? {}
      : { RotationPeriodInDays: key.rotation.periodDays, NextRotationDate: new Date(key.rotation.next) }),
    ...(current === undefined || current.rotation === null
      ? {}
      : { RotationDate: new Date(current.createdAt), RotationType: current.rotation }),
    ...(last === null ? {} : { LastUsedDate: new Date(last.time), LastUsedOperation: last.operation }),
    Services90Days: servicesOf(usage),
    Requests90Days: usage.requests,
    Refused90Days: usage.refused,
    ...(key.sandbox === undefined ? {} : { Sandbox: true as const }),
    ...(quarantine === undefined ? {} : { Quarantine: quarantine }),
  };
}
