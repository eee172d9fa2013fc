/** The Rotation page's filter, order and page in the URL. What is unknown is ignored, and said. */
import { placeInYear, ROTATION_STATUSES, weekStart } from '../../../domain/rotation/outlook.ts';
import { paths } from '../../paths.ts';
import type { Input, Output } from '../../query/contract.ts';

export type Schedule = Output<'ListRotationSchedule'>;
export type RotatedKey = Schedule['Keys'][number];
export type Status = RotatedKey['Status'];
export type Sort = NonNullable<Input<'ListRotationSchedule'>['Sort']>;

export const PAGE_SIZE = 50;
const SORTS = [
  'NextRotationDate',
  'Alias',
  'RotationPeriodInDays',
  'VersionDate',
  'Encryptions',
] as const satisfies readonly Sort[];
const KNOWN = new Set(['q', 'status', 'week', 'sort', 'order', 'after', 'show']);

export interface RotationSearch {
  readonly text: string;
  readonly statuses: readonly Status[];
  /** Monday, ms. */
  readonly week: number | null;
  readonly sort: Sort;
  readonly descending: boolean;
  readonly after: string | null;
  /** The year as a table. */
  readonly table: boolean;
  readonly ignored: readonly string[];
}

export const WHOLE: RotationSearch = {
  text: '',
  statuses: [],
  week: null,
  sort: 'NextRotationDate',
  descending: false,
  after: null,
  table: false,
  ignored: [],
};

/** A week by its Monday in UTC, `2026-12-07`; any other day of it will do. */
function weekNamed(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) ? null : weekStart(ms);
}
export const weekName = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** `now`: a week outside the year ahead is ignored too, for the desk would refuse it. */
export function parseRotationSearch(search: URLSearchParams, now: number): RotationSearch {
  const ignored = [...new Set(search.keys())].filter((name) => !KNOWN.has(name));
  const wanted = (search.get('status') ?? '').split(',').filter((status) => status !== '');
  for (const status of wanted)
    if (!ROTATION_STATUSES.some((each) => each === status)) ignored.push(`status ${status}`);
  const sort = SORTS.find((each) => each === search.get('sort'));
  if (search.has('sort') && sort === undefined) ignored.push(`sort ${search.get('sort') ?? ''}`);
  const weekText = search.get('week');
  const named = weekText === null ? null : weekNamed(weekText);
  const week = named === null || placeInYear(named, now) === null ? null : named;
  if (weekText !== null && week === null) ignored.push(`week ${weekText}`);
  return {
    text: (search.get('q') ?? '').slice(0, 256),
    statuses: ROTATION_STATUSES.filter((status) => wanted.includes(status)),
    week,
    sort: sort ?? 'NextRotationDate',
    descending: search.get('order') === 'down',
    after: search.get('after'),
    table: search.get('show') === 'table',
    ignored,
  };
}

/** The usual order and an empty filter leave no trace in the URL. */
export const rotationPath = (search: Omit<RotationSearch, 'ignored'>): string =>
  paths.rotation({
    q: search.text,
    status: search.statuses.join(','),
    week: search.week === null ? undefined : weekName(search.week),
    sort: search.sort === 'NextRotationDate' ? undefined : search.sort,
    order: search.descending ? 'down' : undefined,
    after: search.after ?? undefined,
    show: search.table ? 'table' : undefined,
  });

/** All that match, in their order. */
export const listInput = (search: RotationSearch): Input<'ListRotationSchedule'> => ({
  ...(search.text === '' ? {} : { Text: search.text }),
  ...(search.statuses.length === 0 ? {} : { Statuses: [...search.statuses] }),
  ...(search.week === null ? {} : { Week: new Date(search.week) }),
  Sort: search.sort,
  Descending: search.descending,
});

export const searchInput = (search: RotationSearch): Input<'ListRotationSchedule'> => ({
  ...listInput(search),
  Limit: PAGE_SIZE,
  ...(search.after === null ? {} : { Marker: search.after }),
});

/** What a selection belongs to: another order or page is the same list. */
export const filterText = ({ text, statuses, week }: RotationSearch): string =>
  JSON.stringify([text, statuses, week]);
