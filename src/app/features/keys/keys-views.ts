import { paths } from '../../paths.ts';
import { keysQuery, parseKeysSearch, WHOLE_LIST, type KeysSearch } from './keys-search.ts';

/** Named views of the key list. A view is a URL under a name: sent to somebody, it is the same view. */
export interface View {
  readonly name: string;
  readonly href: string;
}

export const MOST_NAME = 60;
const MOST_VIEWS = 50;
const MOST_HREF = 4096;

/** Of which view this search is the URL: without its page, and without what meant nothing. */
export const viewHref = (search: KeysSearch): string => paths.keys(keysQuery({ ...search, after: null }));

const view = (name: string, change: Partial<KeysSearch>): View => ({
  name,
  href: viewHref({ ...WHOLE_LIST, ...change }),
});

export const BUILT_IN_VIEWS: readonly View[] = [
  view('All keys', {}),
  view('Pending deletion', { states: ['PendingDeletion'] }),
  view('Rotation overdue', { rotation: 'Overdue' }),
  view('Never rotated', { rotation: 'NeverRotated', sort: 'CreationDate' }),
  view('Not used for 90 days', { notUsedForDays: 90, sort: 'LastUsedDate' }),
  view('Without an alias', { unaliased: true }),
  view('Practice keys', { practice: true }),
];

/** The address as this release writes it; null for one that leads out of the key list. */
function cleanHref(href: string): string | null {
  if (href.length > MOST_HREF || !/^\/keys(\?|$)/.test(href)) return null;
  return viewHref(parseKeysSearch(new URL(href, 'http://desk').searchParams));
}

/** Saved views as the browser kept them: only what is one. */
export function parseViews(kept: unknown): readonly View[] {
  if (!Array.isArray(kept)) return [];
  const views = new Map<string, View>();
  for (const each of kept.slice(0, MOST_VIEWS) as readonly unknown[]) {
    if (typeof each !== 'object' || each === null || !('name' in each) || !('href' in each)) continue;
    if (typeof each.name !== 'string' || typeof each.href !== 'string') continue;
    const name = each.name.trim().slice(0, MOST_NAME);
    const href = cleanHref(each.href);
    if (name !== '' && href !== null) views.set(name, { name, href });
  }
  return [...views.values()];
}

/** What is wrong with a view's name; null when it will do. */
export function viewNameProblem(name: string): string | null {
  const wanted = name.trim();
  if (wanted === '') return 'Give it a name.';
  if (BUILT_IN_VIEWS.some((each) => each.name.toLowerCase() === wanted.toLowerCase()))
    return 'Keydesk has a view of that name: choose another one.';
  return null;
}

/** `views` with this one; one of the same name gives way. */
export const withView = (views: readonly View[], added: View): readonly View[] =>
  [...views.filter(({ name }) => name !== added.name), added]
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .slice(0, MOST_VIEWS);
