import * as z from 'zod';
import { toHex, utf8 } from '../../../domain/bytes.ts';
import { KEY_STATES } from '../../../domain/keys/key-state.ts';
import type { KeyEntity } from '../../../domain/state/entities.ts';
import type { State } from '../../../domain/state/state.ts';
import { operation } from '../../operation.ts';
import { decodeMarker, encodeMarker } from '../../paging.ts';
import { limit, marker } from '../../schema.ts';
import { publicState } from './key-metadata.ts';
import { keySummary, summaryOfKey } from './key-summary.ts';

/** Characters of a description that sort: a marker holds them, and a marker has at most 1024 characters. */
const MOST_SORTED = 64;

export const KEY_SORTS = ['Alias', 'State', 'Spec', 'CreationDate', 'LastUsedDate'] as const;

const input = z.object({
  /** Part of an alias, id, description or tag; without case. */
  Text: z.string().max(256).optional(),
  States: z.array(z.enum(KEY_STATES)).max(4).optional(),
  Sort: z.enum(KEY_SORTS).optional(),
  Descending: z.boolean().optional(),
  Limit: limit.optional(),
  Marker: marker.optional(),
});
type Input = z.output<typeof input>;

function matches(state: State, key: KeyEntity, text: string): boolean {
  if (text === '') return true;
  const needle = text.toLowerCase();
  const has = (value: string): boolean => value.toLowerCase().includes(needle);
  return (
    has(key.id) ||
    has(key.description) ||
    state.aliasesOf(key.id).some((alias) => has(alias.name)) ||
    key.tags.some(([name, value]) => has(name) || has(value) || has(`${name}=${value}`))
  );
}

/** What a key is sorted by, as text of fixed form, so that one comparison serves every column; the id breaks ties. */
function sortText(state: State, key: KeyEntity, sort: (typeof KEY_SORTS)[number]): string {
  const padded = (ms: number): string => String(ms).padStart(16, '0');
  switch (sort) {
    case 'Alias':
      // Keys without an alias come after all that have one.
      return state.aliasesOf(key.id)[0]?.name ?? `~${key.description.toLowerCase().slice(0, MOST_SORTED)}`;
    case 'State':
      return key.state;
    case 'Spec':
      return key.spec;
    case 'CreationDate':
      return padded(key.createdAt);
    case 'LastUsedDate':
      return padded(state.usage.lastUse(key.id)?.time ?? 0);
  }
}

const queryName = (given: Input): string =>
  JSON.stringify([
    'SearchKeys',
    given.Text ?? '',
    [...(given.States ?? [])].sort(),
    given.Sort ?? 'Alias',
    given.Descending === true,
  ]);

/** The key list of the console: filter, sort and page in one call, over every key of the desk. */
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
    /** 0-based place of the first key of this page. */
    From: z.int(),
    Truncated: z.boolean(),
    NextMarker: z.string().optional(),
  }),
  errors: ['InvalidMarkerException'],
  permissions: () => [{ action: 'keydesk:SearchKeys', key: null, resource: '*' }],
  plan: ({ state, desk, input: given }) => {
    const query = toHex(desk.sha256(utf8(queryName(given)))).slice(0, 16);
    const sort = given.Sort ?? 'Alias';
    const sign = given.Descending === true ? -1 : 1;
    const live = [...state.all('key')].filter((key) => key.state !== 'Destroyed');
    const wanted =
      given.States === undefined || given.States.length === 0 ? null : new Set<string>(given.States);
    const rows = live
      .filter(
        (key) =>
          (wanted === null || wanted.has(publicState(key.state))) &&
          matches(state, key, given.Text?.trim() ?? ''),
      )
      .map((key) => ({ key, order: `${sortText(state, key, sort)}\u0000${key.id}` }));
    rows.sort((a, b) => (a.order < b.order ? -sign : sign));
    let from = 0;
    if (given.Marker !== undefined) {
      const after = decodeMarker(query, given.Marker);
      const found = rows.findIndex((row) => (sign === 1 ? row.order > after : row.order < after));
      from = found === -1 ? rows.length : found;
    }
    const page = rows.slice(from, from + (given.Limit ?? 50));
    const last = page.at(-1);
    const more = last !== undefined && from + page.length < rows.length;
    return {
      output: {
        Keys: page.map((row) => summaryOfKey(desk, state, row.key)),
        Total: live.length,
        Matching: rows.length,
        ByState: KEY_STATES.map((KeyState) => ({
          KeyState,
          Count: live.filter((key) => key.state === KeyState).length,
        })),
        From: from,
        Truncated: more,
        ...(more ? { NextMarker: encodeMarker(query, last.order) } : {}),
      },
    };
  },
});
