import type { PeopleQuery } from '../../paths.ts';
import type { PersonSummary } from '../../query/contract.ts';

/** The list's filter and order in the URL. What is unknown is ignored, and said. */

export const STATES = ['Active', 'Invited', 'Locked'] as const satisfies readonly PersonSummary['State'][];
export const SORTS = ['Name', 'LastUsedDate', 'CreationDate'] as const;
type Sort = (typeof SORTS)[number];
const KNOWN = new Set(['q', 'state', 'sort', 'order']);

export interface PeopleSearch {
  readonly text: string;
  readonly state: PersonSummary['State'] | null;
  readonly sort: Sort;
  readonly descending: boolean;
  readonly ignored: readonly string[];
}

export function parsePeopleSearch(search: URLSearchParams): PeopleSearch {
  const state = STATES.find((each) => each === search.get('state')) ?? null;
  const sort = SORTS.find((each) => each === search.get('sort'));
  const ignored = [...new Set(search.keys())].filter((name) => !KNOWN.has(name));
  if ((search.get('state') ?? '') !== '' && state === null)
    ignored.push(`state ${(search.get('state') ?? '').slice(0, 64)}`);
  if (search.has('sort') && sort === undefined)
    ignored.push(`sort ${(search.get('sort') ?? '').slice(0, 64)}`);
  return {
    text: (search.get('q') ?? '').slice(0, 256),
    state,
    sort: sort ?? 'Name',
    descending: search.get('order') === 'down',
    ignored,
  };
}

export const peopleQuery = (search: Omit<PeopleSearch, 'ignored'>): PeopleQuery => ({
  q: search.text,
  state: search.state ?? undefined,
  sort: search.sort === 'Name' ? undefined : search.sort,
  order: search.descending ? 'down' : undefined,
});

/** In the order that is asked for; who was never seen stands last, whichever way. */
export function sorted(
  people: readonly PersonSummary[],
  { sort, descending }: Pick<PeopleSearch, 'sort' | 'descending'>,
): readonly PersonSummary[] {
  const way = descending ? -1 : 1;
  return people.toSorted((a, b) => {
    if (sort === 'Name') return way * a.Name.localeCompare(b.Name, 'en');
    const [first, second] = [a[sort]?.getTime(), b[sort]?.getTime()];
    if (first === undefined || second === undefined)
      return Number(first === undefined) - Number(second === undefined);
    return way * (first - second);
  });
}
