import * as z from 'zod';
import { toHex, utf8 } from '../../../domain/bytes.ts';
import { comparePlaces, parsePlace, placeText, type Place } from '../../../domain/keys/key-order.ts';
import { KEY_SPEC_NAMES } from '../../../domain/keys/key-specs.ts';
import { KEY_STATES } from '../../../domain/keys/key-state.ts';
import {
  peaksOf,
  placeInYear,
  ROTATION_STATUSES,
  rotationStatus,
  yearAhead,
} from '../../../domain/rotation/outlook.ts';
import { ROTATION_TYPES, type KeyEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { decodeMarker, encodeMarker } from '../../paging.ts';
import { whyRefused } from '../../resolve.ts';
import { limit, timestamp } from '../../schema.ts';
import { NONCE_LIMIT, ROTATE_AT } from '../encryption/nonce-budget.ts';
import { liveKeys } from '../keys/facts-of-key.ts';
import { publicState } from '../keys/key-metadata.ts';
import { onDemandLeft, rotates } from './rotates.ts';

export const ROTATION_SORTS = [
  'Alias',
  'RotationPeriodInDays',
  'VersionDate',
  'NextRotationDate',
  'Encryptions',
] as const;
/** Names of a week's keys that are told with it; the others are found by the week. */
const NAMED = 3;

const input = z.object({
  /** Part of an alias, id, description or tag; without case. */
  Text: z.string().max(256).optional(),
  Statuses: z.array(z.enum(ROTATION_STATUSES)).max(ROTATION_STATUSES.length).optional(),
  /** Only keys that rotate in the week that holds this moment: one of the 54 from this one. */
  Week: timestamp.optional(),
  Sort: z.enum(ROTATION_SORTS).optional(),
  Descending: z.boolean().optional(),
  Limit: limit.optional(),
  Marker: z.string().min(1).max(4096).optional(),
});

const rotatedKey = z.object({
  KeyId: z.string(),
  Aliases: z.array(z.string()),
  KeyState: z.enum(KEY_STATES),
  KeySpec: z.enum(KEY_SPEC_NAMES),
  Status: z.enum(ROTATION_STATUSES),
  RotationPeriodInDays: z.int().optional(),
  NextRotationDate: timestamp.optional(),
  CurrentVersion: z.int(),
  /** When the current version came to be. */
  VersionDate: timestamp,
  /** What made it; absent for the first. */
  RotationType: z.enum(ROTATION_TYPES).optional(),
  /** The version before it had made all the encryptions after which the desk rotates by itself. */
  RotatedByCount: z.boolean(),
  /** Who did, where the log's counters know. */
  RotatedBy: z.string().optional(),
  /** By the current version. */
  Encryptions: z.int(),
  /** On-demand rotations that it has left in its life. */
  OnDemandLeft: z.int(),
  Quarantine: z.string().optional(),
});

/** Every key's schedule, and the year ahead by weeks over all of them: the year does not change with the filter. */
export const listRotationSchedule = operation.onAccount({
  name: 'ListRotationSchedule',
  class: 'read',
  input,
  output: z.object({
    Keys: z.array(rotatedKey),
    Total: z.int(),
    Matching: z.int(),
    ByStatus: z.array(z.object({ Status: z.enum(ROTATION_STATUSES), Count: z.int() })),
    /** The 54 weeks from this one, by their Monday, UTC. */
    Weeks: z.array(
      z.object({
        StartDate: timestamp,
        Count: z.int(),
        /** The first of them by date. */
        Keys: z.array(z.object({ KeyId: z.string(), Alias: z.string().optional() })),
      }),
    ),
    /** Places in `Weeks` of those that stand out, most first. */
    Peaks: z.array(z.int()),
    /** Encryptions that a version may make, and after which the desk rotates by itself. */
    NonceLimit: z.int(),
    RotateAt: z.int(),
    From: z.int(),
    Truncated: z.boolean(),
    NextMarker: z.string().optional(),
  }),
  errors: ['InvalidMarkerException'],
  permissions: () => [{ action: 'keydesk:ListRotationSchedule', key: null, resource: '*' }],
  plan: ({ state, desk, input: given }) => {
    const now = desk.clock.now();
    const live = liveKeys(state, desk.wallClock.now()).map((facts) => {
      const { key } = facts;
      const { rotation, state: keyState } = key;
      const rotating = { state: keyState, rotates: rotates(key), rotation };
      return { facts, key, ...rotating, status: rotationStatus(rotating, now) };
    });
    const byStatus = new Map<string, number>();
    for (const { status } of live) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    const weeks = yearAhead(live, now);

    const needle = given.Text?.trim().toLowerCase() ?? '';
    const week = given.Week === undefined ? null : weeks[weekPlace(given.Week, now)];
    const due = new Set(week?.keys);
    const matching = live.filter(
      (row) =>
        (given.Statuses === undefined ||
          given.Statuses.length === 0 ||
          given.Statuses.includes(row.status)) &&
        (week === null || due.has(row)) &&
        (needle === '' || row.facts.searchText.includes(needle)),
    );

    const sort = given.Sort ?? 'NextRotationDate';
    const descending = given.Descending === true;
    const by = comparePlaces({ sort: 'Alias', descending, groupBy: null });
    const placed = matching
      .map((row) => ({ row, place: { group: null, value: sortValue(state, row.key, sort), id: row.key.id } }))
      .sort((a, b) => by(a.place, b.place));
    const asked = [given.Text ?? '', given.Statuses ?? [], week?.start ?? null, sort, descending];
    const query = toHex(desk.sha256(utf8(JSON.stringify(['ListRotationSchedule', asked])))).slice(0, 16);
    const after = given.Marker === undefined ? null : placeIn(query, given.Marker);
    const found = after === null ? 0 : placed.findIndex(({ place }) => by(place, after) > 0);
    const from = found === -1 ? placed.length : found;
    const page = placed.slice(from, from + (given.Limit ?? 50));
    const last = page.at(-1);
    const more = last !== undefined && from + page.length < placed.length;
    return {
      output: {
        Keys: page.map(({ row }) => ({ ...describe(state, row.key), Status: row.status })),
        Total: live.length,
        Matching: matching.length,
        ByStatus: ROTATION_STATUSES.map((Status) => ({ Status, Count: byStatus.get(Status) ?? 0 })),
        Weeks: weeks.map(({ start, keys }) => ({
          StartDate: new Date(start),
          Count: keys.length,
          Keys: keys.slice(0, NAMED).map(({ key, facts }) => ({
            KeyId: key.id,
            ...(facts.aliases[0] === undefined ? {} : { Alias: facts.aliases[0] }),
          })),
        })),
        Peaks: [...peaksOf(weeks.map(({ keys }) => keys.length))],
        NonceLimit: NONCE_LIMIT,
        RotateAt: ROTATE_AT,
        From: from,
        Truncated: more,
        ...(more ? { NextMarker: encodeMarker(query, placeText(last.place)) } : {}),
      },
    };
  },
});

function weekPlace(week: Date, now: number): number {
  const place = placeInYear(week.getTime(), now);
  if (place === null)
    throw new ServiceError('ValidationException', 'Week must be in one of the 54 weeks from this one.');
  return place;
}

function placeIn(query: string, marker: string): Place {
  const place = parsePlace(decodeMarker(query, marker));
  if (place === undefined)
    throw new ServiceError('InvalidMarkerException', 'Marker names no place in the list.');
  return place;
}

const versionDate = (state: State, key: KeyEntity): number =>
  state.keyVersion(key.id, key.currentVersion)?.createdAt ?? key.createdAt;

function sortValue(
  state: State,
  key: KeyEntity,
  sort: (typeof ROTATION_SORTS)[number],
): string | number | null {
  switch (sort) {
    case 'Alias':
      return state.aliasNamesOf(key.id)[0] ?? null;
    case 'RotationPeriodInDays':
      return key.rotation?.periodDays ?? null;
    case 'VersionDate':
      return versionDate(state, key);
    case 'NextRotationDate':
      return key.rotation?.next ?? null;
    case 'Encryptions':
      return state.encryptions(key.id, key.currentVersion);
  }
}

function describe(state: State, key: KeyEntity) {
  const { id, currentVersion, rotation } = key;
  const made = state.keyVersion(id, currentVersion)?.rotation ?? null;
  const byDesk = made === 'AUTOMATIC';
  const doer =
    made === null ? null : state.usage.doer(id, currentVersion, byDesk ? 'RotateKey' : 'RotateKeyOnDemand');
  const quarantine = whyRefused(state, id);
  return {
    KeyId: id,
    Aliases: [...state.aliasNamesOf(id)],
    KeyState: publicState(key.state),
    KeySpec: key.spec,
    ...(rotation === null
      ? {}
      : { RotationPeriodInDays: rotation.periodDays, NextRotationDate: new Date(rotation.next) }),
    CurrentVersion: currentVersion,
    VersionDate: new Date(versionDate(state, key)),
    ...(made === null ? {} : { RotationType: made }),
    RotatedByCount: byDesk && state.encryptions(id, currentVersion - 1) >= ROTATE_AT,
    ...(doer === null ? {} : { RotatedBy: doer }),
    Encryptions: state.encryptions(id, currentVersion),
    OnDemandLeft: onDemandLeft(state, key),
    ...(quarantine === undefined ? {} : { Quarantine: quarantine }),
  };
}
