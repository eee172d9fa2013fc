import * as z from 'zod';
import { toHex, utf8 } from '../../../domain/bytes.ts';
import { KEY_SORTS, keyPage, parsePlace, placeText, type Place } from '../../../domain/keys/key-order.ts';
import { keyFilter, ROTATION_FILTERS, type KeyFilter } from '../../../domain/keys/key-search.ts';
import { KEY_SPEC_NAMES, KEY_USAGES } from '../../../domain/keys/key-specs.ts';
import { KEY_STATES } from '../../../domain/keys/key-state.ts';
import { ServiceError } from '../../errors.ts';
import { operation } from '../../operation.ts';
import { decodeMarker, encodeMarker } from '../../paging.ts';
import { limit, tag } from '../../schema.ts';
import { liveKeys } from './facts-of-key.ts';
import { keySummary, summaryOfKey } from './key-summary.ts';

/** As many as one key may have (TagException). */
const MOST_TAGS = 50;
const tagKey = z.string().min(1).max(128);
const days = z.int().min(1).max(3650);

const input = z.object({
  /** Part of an alias, id, description or tag; without case. */
  Text: z.string().max(256).optional(),
  States: z.array(z.enum(KEY_STATES)).max(KEY_STATES.length).optional(),
  KeySpecs: z.array(z.enum(KEY_SPEC_NAMES)).max(KEY_SPEC_NAMES.length).optional(),
  KeyUsages: z.array(z.enum(KEY_USAGES)).max(KEY_USAGES.length).optional(),
  /** Of pairs with one tag key any may hold; of different tag keys each must. */
  Tags: z.array(tag).max(MOST_TAGS).optional(),
  WithoutTags: z.array(tagKey).max(MOST_TAGS).optional(),
  Rotation: z.enum(ROTATION_FILTERS).optional(),
  UsedWithinDays: days.optional(),
  NotUsedForDays: days.optional(),
  /** Keys without an alias only. */
  Unaliased: z.boolean().optional(),
  /** Practice keys in place of the inventory, which leaves them out; every number is of them, too. */
  Sandbox: z.boolean().optional(),
  Sort: z.enum(KEY_SORTS).optional(),
  Descending: z.boolean().optional(),
  /** A tag key: keys of one value stand together. */
  GroupBy: tagKey.optional(),
  Limit: limit.optional(),
  /** Holds what the last key was sorted by, which may be long. */
  Marker: z.string().min(1).max(4096).optional(),
});
type Input = z.output<typeof input>;

const filterOf = (given: Input): KeyFilter => ({
  text: given.Text ?? '',
  states: given.States ?? [],
  specs: given.KeySpecs ?? [],
  usages: given.KeyUsages ?? [],
  tags: (given.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue] as const),
  withoutTags: given.WithoutTags ?? [],
  rotation: given.Rotation ?? null,
  usedWithinDays: given.UsedWithinDays ?? null,
  notUsedForDays: given.NotUsedForDays ?? null,
  unaliased: given.Unaliased === true,
});

function placeIn(query: string, given: string): Place {
  const place = parsePlace(decodeMarker(query, given));
  if (place === undefined)
    throw new ServiceError('InvalidMarkerException', 'Marker names no place in the list.');
  return place;
}

/** The key list of the console: filter, sort, group and page in one call, over every key of the desk. */
export const searchKeys = operation.onAccount({
  name: 'SearchKeys',
  class: 'read',
  input,
  output: z.object({
    Keys: z.array(keySummary),
    /** All keys, and those that match. */
    Total: z.int(),
    Matching: z.int(),
    /** Keys by state over all of them. */
    ByState: z.array(z.object({ KeyState: z.enum(KEY_STATES), Count: z.int() })),
    /** With GroupBy: the groups of this page, each with all its keys that match; without a value those that lack the tag. */
    Groups: z.array(z.object({ TagValue: z.string().optional(), Count: z.int() })),
    GroupCount: z.int(),
    /** 0-based place of the first key of this page. */
    From: z.int(),
    Truncated: z.boolean(),
    NextMarker: z.string().optional(),
  }),
  errors: ['InvalidMarkerException'],
  permissions: () => [{ action: 'keydesk:SearchKeys', key: null, resource: '*' }],
  plan: ({ state, desk, input: given }) => {
    const filter = filterOf(given);
    const sandbox = given.Sandbox === true;
    const order = {
      sort: given.Sort ?? 'Alias',
      descending: given.Descending === true,
      groupBy: given.GroupBy ?? null,
    } as const;
    const query = toHex(desk.sha256(utf8(JSON.stringify(['SearchKeys', filter, order, sandbox])))).slice(
      0,
      16,
    );
    const after = given.Marker === undefined ? null : placeIn(query, given.Marker);
    const now = desk.wallClock.now();
    const live = liveKeys(state, now, sandbox);
    const states = new Map<string, number>();
    for (const key of live) states.set(key.state, (states.get(key.state) ?? 0) + 1);
    const page = keyPage(live.filter(keyFilter(filter, now)), order, after, given.Limit ?? 50);
    return {
      output: {
        Keys: page.keys.map(({ key }) => summaryOfKey(desk, state, key)),
        Total: live.length,
        Matching: page.matching,
        ByState: KEY_STATES.map((KeyState) => ({
          KeyState,
          Count: states.get(KeyState) ?? 0,
        })),
        Groups: page.groups.map(({ value, count }) => ({
          ...(value === null ? {} : { TagValue: value }),
          Count: count,
        })),
        GroupCount: page.groupCount,
        From: page.from,
        Truncated: page.next !== null,
        ...(page.next === null ? {} : { NextMarker: encodeMarker(query, placeText(page.next)) }),
      },
    };
  },
});
