import { KEY_SORTS, type KeySort } from '../../../domain/keys/key-order.ts';
import { EVERY_KEY, ROTATION_FILTERS, type KeyFilter, type Tag } from '../../../domain/keys/key-search.ts';
import { KEY_SPEC_NAMES, KEY_USAGES } from '../../../domain/keys/key-specs.ts';
import { KEY_STATES } from '../../../domain/keys/key-state.ts';
import type { Input } from '../../query/contract.ts';
import type { KeysQuery } from '../../paths.ts';

/** The key list's filter, order, groups and page in the URL. What is unknown is ignored, and said. */

export const PAGE_SIZE = 50;
const MOST_DAYS = 3650;
const MOST_TAGS = 50;
const KNOWN = new Set([
  'q',
  'state',
  'spec',
  'usage',
  'tag',
  'without',
  'rotation',
  'used',
  'unused',
  'alias',
  'practice',
  'group',
  'sort',
  'order',
  'after',
]);

export interface KeysSearch extends KeyFilter {
  /** Practice keys in place of the inventory. */
  readonly practice: boolean;
  readonly sort: KeySort;
  readonly descending: boolean;
  /** A tag key. */
  readonly groupBy: string | null;
  readonly after: string | null;
  /** Parts of the URL that mean nothing here. */
  readonly ignored: readonly string[];
}

export const WHOLE_LIST: KeysSearch = {
  ...EVERY_KEY,
  practice: false,
  sort: 'Alias',
  descending: false,
  groupBy: null,
  after: null,
  ignored: [],
};

// A tag's key may hold `=`, and a hostile one a comma: what stands between them in the URL is escaped inside them.
const escaped = (text: string): string => text.replaceAll(/[%,=]/g, encodeURIComponent);
function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
const isTagKey = (name: string | null): name is string =>
  name !== null && name.length >= 1 && name.length <= 128;

function parseTag(text: string): Tag | null {
  const at = text.indexOf('=');
  if (at === -1) return null;
  const [name, value] = [unescaped(text.slice(0, at)), unescaped(text.slice(at + 1))];
  return isTagKey(name) && value !== null && value.length <= 256 ? [name, value] : null;
}

const kebab = (word: string): string => word.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

export function parseKeysSearch(search: URLSearchParams): KeysSearch {
  const ignored = [...new Set(search.keys())].filter((name) => !KNOWN.has(name));
  /** The parts of a list that `read` understands; the others are ignored by name. */
  const list = <T>(name: string, read: (part: string) => T | null, most = MOST_TAGS): T[] => {
    const found: T[] = [];
    for (const part of (search.get(name) ?? '').split(',').filter((each) => each !== '')) {
      const value = read(part);
      if (value === null || found.length === most) ignored.push(`${name} ${part.slice(0, 64)}`);
      else found.push(value);
    }
    return found;
  };
  const one = <T>(name: string, read: (part: string) => T | null): T | null => {
    const part = search.get(name);
    if (part === null || part === '') return null;
    const value = read(part);
    if (value === null) ignored.push(`${name} ${part.slice(0, 64)}`);
    return value;
  };
  const among =
    <T extends string>(names: readonly T[], spell: (name: T) => string = (name) => name) =>
    (part: string): T | null =>
      names.find((name) => spell(name) === part) ?? null;
  const days = (part: string): number | null =>
    /^\d{1,4}$/.test(part) && Number(part) >= 1 && Number(part) <= MOST_DAYS ? Number(part) : null;
  const tagKey = (part: string): string | null => {
    const name = unescaped(part);
    return isTagKey(name) ? name : null;
  };
  const states = list('state', among(KEY_STATES));
  return {
    text: (search.get('q') ?? '').slice(0, 256),
    states: KEY_STATES.filter((state) => states.includes(state)),
    specs: [...new Set(list('spec', among(KEY_SPEC_NAMES)))],
    usages: [...new Set(list('usage', among(KEY_USAGES)))],
    tags: list('tag', parseTag),
    withoutTags: [...new Set(list('without', tagKey))],
    rotation: one('rotation', among(ROTATION_FILTERS, kebab)),
    usedWithinDays: one('used', days),
    notUsedForDays: one('unused', days),
    unaliased: one('alias', among(['none'])) !== null,
    practice: one('practice', among(['1'])) !== null,
    sort: one('sort', among(KEY_SORTS)) ?? 'Alias',
    descending: one('order', among(['down'])) !== null,
    groupBy: one('group', tagKey),
    after: one('after', (part) => (part.length <= 4096 ? part : null)),
    ignored,
  };
}

/** The default order and an empty filter leave no trace in the URL. */
export const keysQuery = (search: Omit<KeysSearch, 'ignored'>): KeysQuery => ({
  q: search.text,
  state: search.states.join(','),
  spec: search.specs.join(','),
  usage: search.usages.join(','),
  tag: search.tags.map((tag) => tag.map(escaped).join('=')).join(','),
  without: search.withoutTags.map(escaped).join(','),
  rotation: search.rotation === null ? undefined : kebab(search.rotation),
  used: search.usedWithinDays === null ? undefined : String(search.usedWithinDays),
  unused: search.notUsedForDays === null ? undefined : String(search.notUsedForDays),
  alias: search.unaliased ? 'none' : undefined,
  practice: search.practice ? '1' : undefined,
  group: search.groupBy === null ? undefined : escaped(search.groupBy),
  sort: search.sort === 'Alias' ? undefined : search.sort,
  order: search.descending ? 'down' : undefined,
  after: search.after ?? undefined,
});

const some = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list]);

/** Without the members that are undefined, as the operation's schema wants it and as one search has one key in the cache. */
const given = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  }; // the same members, fewer

/** Filter and order as the service takes them, without a page. */
export const listInput = (search: KeysSearch): Input<'SearchKeys'> =>
  given({
    Text: search.text === '' ? undefined : search.text,
    States: some(search.states),
    KeySpecs: some(search.specs),
    KeyUsages: some(search.usages),
    Tags: some(search.tags.map(([TagKey, TagValue]) => ({ TagKey, TagValue }))),
    WithoutTags: some(search.withoutTags),
    Rotation: search.rotation ?? undefined,
    UsedWithinDays: search.usedWithinDays ?? undefined,
    NotUsedForDays: search.notUsedForDays ?? undefined,
    Unaliased: search.unaliased ? true : undefined,
    Sandbox: search.practice ? true : undefined,
    GroupBy: search.groupBy ?? undefined,
    Sort: search.sort,
    Descending: search.descending,
  });

export const searchInput = (search: KeysSearch): Input<'SearchKeys'> => ({
  ...listInput(search),
  Limit: PAGE_SIZE,
  ...(search.after === null ? {} : { Marker: search.after }),
});

/** The filter alone, as text: a selection is of one filter. */
export const filterText = (search: KeysSearch): string =>
  JSON.stringify(listInput({ ...search, sort: 'Alias', descending: false, groupBy: null }));
