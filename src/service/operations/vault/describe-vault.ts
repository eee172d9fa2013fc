import * as z from 'zod';
import { HOLDS, RUNGS, type Lost, type Recovery } from '../../../domain/health/ladder.ts';
import { ladderWords } from '../../../domain/health/ladder-words.ts';
import type { ProbeSlot } from '../../../domain/health/probe-history.ts';
import { KEY_SPEC_NAMES } from '../../../domain/keys/key-specs.ts';
import { RESIDENT_ROLES, type VaultDescription } from '../../../domain/ports/vault.ts';
import type { State } from '../../../domain/state/state.ts';
import type { HostFacts } from '../../host-facts.ts';
import type { FailedBackups } from '../../../domain/state/failed-backups.ts';
import { operation } from '../../operation.ts';
import { nothing, timestamp } from '../../schema.ts';
import { placesOf } from '../../start/vault-status.ts';

const probeSlot = z.object({
  Time: timestamp,
  Probes: z.int(),
  Failures: z.int(),
  SlowestMilliseconds: z.number().optional(),
  MeanMilliseconds: z.number().optional(),
});

/**
 * The token behind the desk: what it is, whether it answers, what it can do, what it holds, and what it does not protect against. Known
 * since start or held in memory, so that it answers while the token is lost. No secret, and no path but the last backup's: a PIN's
 * place is one of three words.
 */
export const describeVault = operation.onAccount({
  name: 'DescribeVault',
  class: 'read',
  background: true,
  input: nothing,
  output: z.object({
    /** The desk's clock at this answer: what `Since` and the probes are measured against. */
    Time: timestamp,
    State: z.enum(['ready', 'lost']),
    LatencyMilliseconds: z.number().optional(),
    /** While lost: since when, and what the module said. */
    Since: timestamp.optional(),
    Reason: z.string().optional(),
    /** While lost: where it stands on the way back, which the desk climbs by itself. */
    Ladder: z
      .object({
        Rung: z.enum(RUNGS),
        RungSince: timestamp,
        /** A climb is under way now; else the next one begins at `NextClimb`. */
        Climbing: z.boolean(),
        NextClimb: timestamp.optional(),
        /** Climbs begun, and calls refused, since it was lost. */
        Climbs: z.int(),
        Refused: z.int(),
        /** What only a person can change. */
        Hold: z.enum(HOLDS).optional(),
        /** The same in a sentence, and what to do. */
        Stands: z.string(),
        Remedy: z.string(),
      })
      .optional(),
    /** Since when its calls take so long that they are made beside the others. */
    SlowSince: timestamp.optional(),
    /** The last time, since the start, that it was lost and came back. */
    LastRecovery: z
      .object({ Time: timestamp, LostMilliseconds: z.int(), Climbs: z.int(), Refused: z.int() })
      .optional(),
    /** Events that no checkpoint covers yet, and since when. */
    UncoveredEvents: z.int(),
    UncoveredSince: timestamp.optional(),
    Token: z.object({
      Kind: z.enum(['pkcs11', 'webcrypto']),
      Module: z.string(),
      Library: z.string(),
      Manufacturer: z.string(),
      Firmware: z.string(),
      Slot: z.string(),
      Hardware: z.boolean(),
      Label: z.string(),
      Serial: z.string(),
    }),
    Mechanisms: z.array(
      z.object({
        Name: z.string(),
        MinimumBits: z.number(),
        MaximumBits: z.number(),
        /** Every desk needs it, whatever keys it manages. */
        DeskNeeds: z.boolean(),
        /** Key specs that need it. */
        NeededBy: z.array(z.enum(KEY_SPEC_NAMES)),
      }),
    ),
    KeySpecs: z.array(
      z.object({
        KeySpec: z.enum(KEY_SPEC_NAMES),
        Supported: z.boolean(),
        Reason: z.string().optional(),
        Mechanisms: z.array(z.string()),
        /** Of those, what the token lacks. */
        Missing: z.array(z.string()),
        /** Keys of this spec on the desk, destroyed ones not counted. */
        Keys: z.int(),
      }),
    ),
    ResidentKeys: z.array(
      z.object({
        Role: z.enum(RESIDENT_ROLES),
        Label: z.string(),
        ObjectClass: z.string(),
        KeyType: z.string(),
        Fingerprint: z.string(),
        /** As the token answers; a value that is absent it does not know. */
        Attributes: z.array(z.object({ Name: z.string(), Value: z.boolean().optional() })),
      }),
    ),
    /** First start of the desk, which made those that were missing; a token records no date. */
    CreationDate: timestamp,
    WrappedVersions: z.int(),
    ResidentVersions: z.int(),
    HandlesCached: z.int(),
    HandleLimit: z.int(),
    LeakProbe: z.enum(['refused', 'leaked', 'not-possible-here']),
    /** When the leak was tried: at start. */
    StartDate: timestamp,
    PinPlace: z.enum(['data-directory', 'file', 'environment', 'none']),
    TokenInDataDirectory: z.boolean(),
    /** The last backup that was finished; absent when there never was one. */
    Backup: z
      .object({
        Directory: z.string(),
        BackupTime: timestamp,
        /** Events of the log in it. */
        Events: z.int(),
        Bytes: z.int(),
      })
      .optional(),
    /** Backups that failed since that one, and the last of them. */
    FailedBackups: z
      .object({ Count: z.int(), Time: timestamp, Directory: z.string(), Reason: z.string() })
      .optional(),
    /** When the desk was last restored, and the moment that the backup held. */
    Restored: z.object({ Time: timestamp, BackupTime: timestamp }).optional(),
    /** The last two minutes by the second, and the last hour by the minute; stretches without a probe are not there. */
    Seconds: z.array(probeSlot),
    Minutes: z.array(probeSlot),
  }),
  errors: [],
  permissions: () => [{ action: 'keydesk:DescribeVault', key: null, resource: '*' }],
  plan: ({ state, desk, ports }) => {
    const now = desk.wallClock.now();
    const { vault, log } = desk.status;
    const described = ports.vault.describe();
    return {
      output: {
        Time: new Date(now),
        State: vault.state,
        ...(vault.latencyMs === null ? {} : { LatencyMilliseconds: vault.latencyMs }),
        ...(vault.since === null ? {} : { Since: new Date(vault.since) }),
        ...(vault.reason === null ? {} : { Reason: vault.reason }),
        ...(vault.ladder === null ? {} : { Ladder: ladder(vault.ladder, desk.host) }),
        ...(vault.slowSince === null ? {} : { SlowSince: new Date(vault.slowSince) }),
        ...(vault.recovery === null ? {} : { LastRecovery: recovery(vault.recovery) }),
        UncoveredEvents: Math.max(0, log.size - log.checkpointSize),
        ...(log.uncoveredSince === null ? {} : { UncoveredSince: new Date(log.uncoveredSince) }),
        Token: {
          Kind: described.kind,
          Module: described.module,
          Library: described.library,
          Manufacturer: described.manufacturer,
          Firmware: described.firmware,
          Slot: described.slot,
          Hardware: described.hardware,
          Label: described.tokenLabel,
          Serial: described.tokenSerial,
        },
        Mechanisms: mechanisms(described),
        KeySpecs: keySpecs(described, state),
        ResidentKeys: described.residentKeys.map((key) => ({
          Role: key.role,
          Label: key.label,
          ObjectClass: key.objectClass,
          KeyType: key.keyType,
          Fingerprint: key.fingerprint,
          Attributes: key.attributes.map(({ name, value }) => ({
            Name: name,
            ...(value === null ? {} : { Value: value }),
          })),
        })),
        CreationDate: new Date(desk.meta.createdAt),
        ...versions(state),
        HandlesCached: described.handles.cached,
        HandleLimit: described.handles.limit,
        LeakProbe: described.leakProbe,
        StartDate: new Date(desk.host.startedAt),
        PinPlace: desk.host.pinPlace,
        TokenInDataDirectory: desk.host.tokenInDataDirectory,
        ...keeping(state),
        ...failed(state.failedBackups.last),
        Seconds: desk.probes.seconds(now).map(slot),
        Minutes: desk.probes.minutes(now).map(slot),
      },
    };
  },
});

function ladder(lost: Lost, host: HostFacts) {
  const { stands, remedy } = ladderWords(lost, placesOf(host));
  return {
    Rung: lost.rung,
    RungSince: new Date(lost.rungSince),
    Climbing: lost.climbing,
    ...(lost.nextClimbAt === null ? {} : { NextClimb: new Date(lost.nextClimbAt) }),
    Climbs: lost.climbs,
    Refused: lost.refused,
    ...(lost.hold === null ? {} : { Hold: lost.hold }),
    Stands: stands,
    Remedy: remedy,
  };
}

const recovery = ({ at, lostForMs, climbs, refused }: Recovery) => ({
  Time: new Date(at),
  LostMilliseconds: Math.round(lostForMs),
  Climbs: climbs,
  Refused: refused,
});

const mechanisms = ({ mechanisms: has, needed, specs }: VaultDescription) =>
  has.map(({ name, minBits, maxBits }) => ({
    Name: name,
    MinimumBits: minBits,
    MaximumBits: maxBits,
    DeskNeeds: needed.includes(name),
    NeededBy: specs.filter((spec) => spec.mechanisms.includes(name)).map(({ spec }) => spec),
  }));

function keySpecs({ mechanisms: has, specs }: VaultDescription, state: State) {
  const names = new Set(has.map(({ name }) => name));
  const keys = new Map<string, number>();
  for (const key of state.all('key'))
    if (key.state !== 'Destroyed') keys.set(key.spec, (keys.get(key.spec) ?? 0) + 1);
  return specs.map(({ spec, support, mechanisms: wanted }) => ({
    KeySpec: spec,
    Supported: support.supported,
    ...(support.supported ? {} : { Reason: support.reason }),
    Mechanisms: [...wanted],
    Missing: wanted.filter((name) => !names.has(name)),
    Keys: keys.get(spec) ?? 0,
  }));
}

function keeping(state: State) {
  const backup = state.backup();
  const restored = state.epochs.at(-1);
  return {
    ...(backup === undefined
      ? {}
      : {
          Backup: {
            Directory: backup.directory,
            BackupTime: new Date(backup.at),
            Events: backup.events,
            Bytes: backup.bytes,
          },
        }),
    ...(restored === undefined
      ? {}
      : { Restored: { Time: new Date(restored.beganAt), BackupTime: new Date(restored.backupAt) } }),
  };
}

const failed = (backups: FailedBackups | null) =>
  backups === null
    ? {}
    : {
        FailedBackups: {
          Count: backups.count,
          Time: new Date(backups.at),
          Directory: backups.directory,
          Reason: backups.reason,
        },
      };

function versions(state: State): { readonly WrappedVersions: number; readonly ResidentVersions: number } {
  let wrapped = 0;
  for (const { residency } of state.all('keyVersion')) if (residency === 'WRAPPED') wrapped++;
  return { WrappedVersions: wrapped, ResidentVersions: state.count('keyVersion') - wrapped };
}

const slot = ({ start, probes, failures, slowestMs, meanMs }: ProbeSlot) => ({
  Time: new Date(start),
  Probes: probes,
  Failures: failures,
  ...(slowestMs === null ? {} : { SlowestMilliseconds: slowestMs }),
  ...(meanMs === null ? {} : { MeanMilliseconds: meanMs }),
});
