import type { Input, KeyState } from '../../query/contract.ts';
import type { KeysQuery } from '../../paths.ts';

/** The key list's filter, sort and page in the URL. What is unknown is ignored, and said. */

export const PAGE_SIZE = 50;
const SORTS = ['Alias', 'State', 'Spec', 'CreationDate', 'LastUsedDate'] as const;
type Sort = (typeof SORTS)[number];
const STATES: readonly KeyState[] = ['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport'];
const KNOWN = new Set(['q', 'state', 'sort', 'order', 'after']);

export interface KeysSearch {
  readonly text: string;
  readonly states: readonly KeyState[];
  readonly sort: Sort;
  readonly descending: boolean;
  readonly after: string | null;
  /** Parts of the URL that mean nothing here. */
  readonly ignored: readonly string[];
}

export function parseKeysSearch(search: URLSearchParams): KeysSearch {
  const wanted = (search.get('state') ?? '').split(',').filter((state) => state !== '');
  const sort = SORTS.find((each) => each === search.get('sort'));
  const ignored = [...new Set(search.keys())].filter((name) => !KNOWN.has(name));
  for (const state of wanted) if (!STATES.some((each) => each === state)) ignored.push(`state ${state}`);
  if (search.has('sort') && sort === undefined) ignored.push(`sort ${search.get('sort') ?? ''}`);
  return {
    text: (search.get('q') ?? '').slice(0, 256),
    states: STATES.filter((state) => wanted.includes(state)),
    sort: sort ?? 'Alias',
    descending: search.get('order') === 'down',
    after: search.get('after'),
    ignored,
  };
}

/** The default order and an empty filter leave no trace in the URL. */
export const keysQuery = (search: Omit<KeysSearch, 'ignored'>): KeysQuery => ({
  q: search.text,
  state: search.states.join(','),
  sort: search.sort === 'Alias' ? undefined : search.sort,
  order: search.descending ? 'down' : undefined,
  after: search.after ?? undefined,
});

export const searchInput = (search: KeysSearch): Input<'SearchKeys'> => ({
  ...(search.text === '' ? {} : { Text: search.text }),
  ...(search.states.length === 0 ? {} : { States: [...search.states] }),
  Sort: search.sort,
  Descending: search.descending,
  Limit: PAGE_SIZE,
  ...(search.after === null ? {} : { Marker: search.after }),
});
