/** Which grants of a key are listed, and in which order, as the address of the tab says it. Pure. */
import type { GrantsQuery } from '../../paths.ts';
import type { Input } from '../../query/contract.ts';

export type GrantsOrder = 'new' | 'last' | 'uses';

export interface GrantsSearch {
  readonly text: string;
  /** Only those that decided nothing in 90 days. */
  readonly idle: boolean;
  readonly sort: GrantsOrder;
  readonly ascending: boolean;
  /** Cursor of the page. */
  readonly after: string | null;
}

const PAGE = 50;
const SORT_BY = { new: 'CreationDate', last: 'LastUsedDate', uses: 'Uses90Days' } as const;

export function parseGrantsSearch(search: URLSearchParams): GrantsSearch {
  const sort = search.get('sort');
  return {
    text: search.get('q') ?? '',
    idle: search.get('use') === 'none',
    sort: sort === 'last' || sort === 'uses' ? sort : 'new',
    ascending: search.get('order') === 'asc',
    after: search.get('after') === '' ? null : search.get('after'),
  };
}

export const grantsQuery = ({ text, idle, sort, ascending, after }: GrantsSearch): GrantsQuery => ({
  q: text === '' ? undefined : text,
  use: idle ? 'none' : undefined,
  sort: sort === 'new' ? undefined : sort,
  order: ascending ? 'asc' : undefined,
  after: after ?? undefined,
});

/** As the desk is asked. */
export const grantsAsked = (
  keyId: string,
  { text, idle, sort, ascending, after }: GrantsSearch,
): Input<'DescribeKeyGrants'> => ({
  KeyId: keyId,
  Limit: PAGE,
  ...(text === '' ? {} : { Search: text }),
  ...(idle ? { Idle: true } : {}),
  ...(sort === 'new' ? {} : { SortBy: SORT_BY[sort] }),
  ...(ascending ? { Ascending: true } : {}),
  ...(after === null ? {} : { Marker: after }),
});

/** A column's head is pressed: by it, the most first; pressed again the other way round; a third time newest first, as before. */
export const sortedBy = (search: GrantsSearch, by: GrantsOrder): GrantsSearch => ({
  ...search,
  after: null,
  ...(search.sort !== by
    ? { sort: by, ascending: false }
    : search.ascending
      ? { sort: 'new', ascending: false }
      : { ascending: true }),
});

const ORDER_WORDS = {
  new: ['newest first', 'oldest first'],
  last: ['last used first', 'longest not used first'],
  uses: ['most used first', 'least used first'],
} as const;

export const orderWords = ({ sort, ascending }: GrantsSearch): string => ORDER_WORDS[sort][ascending ? 1 : 0];
