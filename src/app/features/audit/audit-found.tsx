import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { hidesReads } from '../../query/event-kinds.ts';
import type { EventFilter } from '../../query/events.ts';
import { query } from '../../query/query.ts';
import { cx } from '../../ui/cx.ts';
import { Link } from '../../ui/link.tsx';
import { shortArn } from '../../ui/shorten.ts';
import styles from './audit-page.module.css';
import { auditQuery, type AuditSearch } from './audit-search.ts';
import { foundIn, type Found } from './summary-rules.ts';

const number = new Intl.NumberFormat('en');
/** Names in a ranking. */
const TOP = 8;

/** The search over time and its counts. A query of its own: the rows never wait for it. */
export function useSummary(filter: EventFilter) {
  // The search itself says what is wrong with such a range.
  const backwards = filter.Since !== undefined && filter.Until !== undefined && filter.Since >= filter.Until;
  const result = useQuery({
    ...query('SummarizeAuditEvents', { ...filter, Top: TOP }),
    placeholderData: keepPreviousData,
    enabled: !backwards,
  });
  return { backwards, result };
}

/** How many events the summary counted of this very search; null while it is not known, or where it counted something else. */
export const countedIn = (
  { data, isPlaceholderData }: ReturnType<typeof useSummary>['result'],
  filter: EventFilter,
): number | null => foundIn(isPlaceholderData ? null : (data ?? null), filter, null)?.events ?? null;

/** The way to some of these events. Reads that are hidden here are hidden from refusals there too, or the number would be another. */
export function narrowed(search: AuditSearch, change: Partial<AuditSearch>): string {
  const next = { ...search, event: null, ...change };
  const shows = hidesReads(search) && !hidesReads(next) && change.operation === undefined;
  return paths.audit(auditQuery(shows ? { ...next, kind: 'done' } : next));
}

/** By whom, when all of them are known. */
function By({
  principals,
  search,
}: {
  readonly principals: readonly string[] | null;
  readonly search: AuditSearch;
}) {
  const [only] = principals ?? [];
  if (principals === null || only === undefined) return null;
  if (principals.length > 1) return <>, by {number.format(principals.length)} principals</>;
  return (
    <>
      , by <Link href={narrowed(search, { principal: only })}>{shortArn(only)}</Link>
    </>
  );
}

function Refused({
  refused,
  search,
}: {
  readonly refused: NonNullable<Found['refused']>;
  readonly search: AuditSearch;
}) {
  // Of a search for allowed ones nothing follows about refusals.
  if (search.outcome === 'allowed') return null;
  if (search.outcome !== null) return <By principals={refused.principals} search={search} />;
  if (refused.events === 0) return <>; none was refused</>;
  return (
    <>
      ;{' '}
      <Link href={narrowed(search, { outcome: 'refused' })}>
        {number.format(refused.events)} {refused.events === 1 ? 'was' : 'were'} refused
      </Link>
      <By principals={refused.principals} search={search} />
    </>
  );
}

/** What was found, in one sentence. It keeps its line while it is counted. */
export function AuditFound({
  filter,
  search,
  matching,
}: {
  readonly filter: EventFilter;
  readonly search: AuditSearch;
  /** As the search counts them; null where it does not. */
  readonly matching: number | null;
}) {
  const { result } = useSummary(filter);
  const summary = result.isPlaceholderData ? undefined : result.data;
  const found = foundIn(summary ?? null, filter, matching);
  return (
    <p className={cx('tale', styles['tale'])}>
      {found === null ? null : found.events === 0 ? (
        'Nothing matches.'
      ) : (
        <>
          <b>
            {number.format(found.events)} {found.events === 1 ? 'event' : 'events'}
          </b>{' '}
          {found.events === 1 ? 'matches' : 'match'}
          {found.refused !== null && <Refused refused={found.refused} search={search} />}.
        </>
      )}
    </p>
  );
}
