import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import {
  useLoaderData,
  useNavigate,
  useNavigation,
  useSearchParams,
  type LoaderFunctionArgs,
} from 'react-router';
import { paths } from '../../paths.ts';
import type { AuditEntry } from '../../query/contract.ts';
import { hidesReads } from '../../query/event-kinds.ts';
import { eventPages } from '../../query/events.ts';
import { explain } from '../../query/explain.ts';
import { query, queryClient } from '../../query/query.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { PageHead } from '../../ui/page.tsx';
import { shortAlias } from '../../ui/shorten.ts';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { useZone } from '../../ui/time.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';
import styles from './audit-page.module.css';
import { rowsOf } from './audit-rows.ts';
import { auditQuery, filterOf, parseAuditSearch, type AuditSearch } from './audit-search.ts';
import { EventPanel } from './event-panel.tsx';
import { useListPlace } from './use-list-place.ts';

/** The moment that relative ranges count from is taken once a search, so that page and loader ask for the same. */
export async function loader({ request }: LoaderFunctionArgs): Promise<number> {
  const now = Date.now();
  const filter = filterOf(parseAuditSearch(new URL(request.url).searchParams), now);
  // A refusal (dates in the wrong order, no right to read the log) is the page's to show: its filters must stay.
  await queryClient.prefetchInfiniteQuery(eventPages(filter));
  return now;
}

const number = new Intl.NumberFormat('en');
/** For the filter's choices; with more keys, one is found by way of its own page. */
const KEYS_INPUT = { Limit: 1000 };

/** An event that is not on the pages read so far: asked for by its place. */
function useEvent(sequence: number | null, events: readonly AuditEntry[]): AuditEntry | null {
  const held = sequence === null ? undefined : events.find((event) => event.Sequence === sequence);
  const asked = useQuery({
    ...query('SearchAuditEvents', { Before: (sequence ?? 0) + 1, Limit: 1 }),
    enabled: sequence !== null && held === undefined,
  });
  const [found] = asked.data?.Events ?? [];
  return held ?? (found?.Sequence === sequence ? (found ?? null) : null);
}

export function Component() {
  const [params] = useSearchParams();
  const search = parseAuditSearch(params);
  const now = useLoaderData<typeof loader>();
  const filter = filterOf(search, now);
  const pages = useInfiniteQuery(eventPages(filter));
  const keys = useQuery(query('SearchKeys', KEYS_INPUT)).data?.Keys ?? [];
  const principals = useQuery(query('ListPrincipals', {})).data?.Principals ?? [];
  const navigate = useNavigate();
  const zone = useZone();
  const going = useNavigation().location?.pathname === paths.audit();

  const events = useMemo(() => pages.data?.pages.flatMap((page) => page.Events) ?? [], [pages.data]);
  const rows = useMemo(() => rowsOf(events, zone), [events, zone]);
  const keyNames = new Map(
    keys.flatMap((key) =>
      key.Aliases[0] === undefined ? [] : [[key.KeyId, shortAlias(key.Aliases[0])] as const],
    ),
  );
  const event = useEvent(search.event, events);
  const place = event === null ? -1 : events.indexOf(event);
  useListPlace(event?.Sequence ?? null);

  const go = (change: Partial<AuditSearch>): void =>
    void navigate(paths.audit(auditQuery({ ...search, ...change })), { preventScrollReset: true });
  const clear = (): void => void navigate(paths.audit());
  const open = (at: number): (() => void) | null => {
    const next = events[at];
    return place < 0 || next === undefined ? null : () => go({ event: next.Sequence });
  };
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const onEnd = useCallback((): void => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const newest = pages.data?.pages[0];
  const matching = newest?.Matching ?? null;
  return (
    <div className={cx(styles['split'], event !== null && styles['open'])}>
      <div className={styles['page']}>
        <PageHead title="Audit" />
        <p className={styles['searched']} role="status">
          {newest === undefined
            ? ''
            : `Searched all ${number.format(newest.Searched)} events of the log; ${matching === null ? 'more than 10,000 match' : `${number.format(matching)} ${matching === 1 ? 'matches' : 'match'}`}. Newest first.`}
        </p>
        <div className={styles['card']}>
          <AuditFilters
            search={search}
            keys={keys}
            principals={principals}
            onChange={(change) => go({ event: null, ...change })}
            onClear={clear}
          />
          {pages.isError && events.length === 0 ? (
            <ErrorState
              problem={explain('The log could not be searched', pages.error)}
              onRetry={() => void pages.refetch()}
            />
          ) : events.length === 0 ? (
            <EmptyState
              title="No event matches"
              actions={
                <>
                  {hidesReads(search) && <Button onClick={() => go({ kind: 'all' })}>Show reads too</Button>}
                  <Button onClick={clear}>Clear filters</Button>
                </>
              }
            >
              All {number.format(newest?.Searched ?? 0)} events of the log were searched, none was left out.
              {hidesReads(search) && ' Reads do not match while they are hidden.'}
            </EmptyState>
          ) : (
            <AuditList
              rows={rows}
              search={search}
              matching={matching}
              busy={going}
              onEnd={onEnd}
              keyNames={keyNames}
            />
          )}
        </div>
      </div>
      {event !== null && (
        <EventPanel
          event={event}
          keyNames={keyNames}
          onPrevious={open(place - 1)}
          onNext={open(place + 1)}
          onClose={() => go({ event: null })}
        />
      )}
    </div>
  );
}
