import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  useLoaderData,
  useNavigate,
  useNavigation,
  useSearchParams,
  type LoaderFunctionArgs,
  type ShouldRevalidateFunctionArgs,
} from 'react-router';
import { paths } from '../../paths.ts';
import type { AuditEntry, KeySummary, PrincipalSummary } from '../../query/contract.ts';
import { hidesReads } from '../../query/event-kinds.ts';
import { eventPages, type EventFilter } from '../../query/events.ts';
import { explain } from '../../query/explain.ts';
import { query, queryClient } from '../../query/query.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { PageHead } from '../../ui/page.tsx';
import { shortAlias } from '../../ui/shorten.ts';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { useZone } from '../../ui/time.tsx';
import { AuditActs } from './audit-acts.tsx';
import { AuditFound, countedIn, useSummary } from './audit-found.tsx';
import { AuditFilters, chipsOf } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';
import styles from './audit-page.module.css';
import { AuditPrint } from './audit-print.tsx';
import { rowsOf } from './audit-rows.ts';
import {
  auditQuery,
  contextPair,
  filterOf,
  parseAuditSearch,
  sameSearch,
  type AuditSearch,
} from './audit-search.ts';
import { AuditSummary, warmTimeline } from './audit-summary.tsx';
import { EventPanel } from './event-panel.tsx';
import { useListPlace } from './use-list-place.ts';
import { gapOf, type Live } from './live-events.ts';
import { searchedWords } from './searched-words.ts';
import { useLive, usePause } from './use-live.ts';

/** The moment that relative ranges count from is taken once a search, so that page and loader ask for the same. */
export async function loader({ request }: LoaderFunctionArgs): Promise<number> {
  warmTimeline();
  const now = Date.now();
  const search = parseAuditSearch(new URL(request.url).searchParams);
  const filter = filterOf(search, now);
  // A refusal (dates in the wrong order, no right to read the log) is the page's to show: its filters must stay.
  await queryClient.prefetchInfiniteQuery({ ...eventPages(filter), ...stillWhile(watches(search)) });
  return now;
}

/** To open an event is no new search. */
export const shouldRevalidate = ({
  currentUrl,
  nextUrl,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs): boolean =>
  defaultShouldRevalidate && (currentUrl.href === nextUrl.href || !sameSearch(currentUrl, nextUrl));

const watches = ({ live, until }: AuditSearch): boolean => live && until === null;

/** The pages under a live view stand still: what is new comes in by itself, and while it is paused not at all. */
const stillWhile = (watched: boolean) => (watched ? ({ staleTime: 'static' } as const) : {});

const number = new Intl.NumberFormat('en');
/** Events that fill a screen: with fewer a search that has not seen all of the log goes on by itself. */
const SCREEN = 50;
/** Keys that the list calls by name. */
const KEYS_INPUT = { Limit: 1000 };

/** Those, and the key that is searched for: on a desk with more of them it may be another. */
function useNamedKeys({ key: chosen, practice }: AuditSearch): readonly KeySummary[] {
  const named = useQuery(query('SearchKeys', KEYS_INPUT)).data;
  const practised = useQuery({
    ...query('SearchKeys', { ...KEYS_INPUT, Sandbox: true }),
    enabled: practice,
  }).data;
  const missing =
    chosen !== null && named?.Truncated === true && !named.Keys.some(({ KeyId }) => KeyId === chosen);
  const asked = useQuery({
    ...query('SearchKeys', { Text: (chosen ?? '').slice(0, 256), Limit: 1 }),
    enabled: missing,
  });
  const found = missing ? asked.data?.Keys.find(({ KeyId }) => KeyId === chosen) : undefined;
  return useMemo(
    () => [...(named?.Keys ?? []), ...(practised?.Keys ?? []), ...(found === undefined ? [] : [found])],
    [named?.Keys, practised?.Keys, found],
  );
}

/** An event that is not on the pages read so far: asked for by its place. */
function useEvent(sequence: number | null, events: readonly AuditEntry[]): AuditEntry | null {
  const held = sequence === null ? undefined : events.find((event) => event.Sequence === sequence);
  const asked = useQuery({
    ...query('SearchAuditEvents', { Before: (sequence ?? 0) + 1, Limit: 1, Sandbox: true }),
    enabled: sequence !== null && held === undefined,
  });
  const [found] = asked.data?.Events ?? [];
  return held ?? (found?.Sequence === sequence ? (found ?? null) : null);
}

/** The way to stop a search that goes on by itself, and to let it go on. */
function SearchOn({ held, onHold }: { readonly held: boolean; readonly onHold: (held: boolean) => void }) {
  return (
    <Button small onClick={() => onHold(!held)}>
      {held ? 'Search further back' : 'Stop searching'}
    </Button>
  );
}

/** What the address asks for, and the same without the open event: that stays one object while events are opened and closed. */
function useSearch(): { readonly search: AuditSearch; readonly asked: AuditSearch } {
  const [params] = useSearchParams();
  const search = parseAuditSearch(params);
  const rest = new URLSearchParams(params);
  if (search.event !== null) rest.delete('event');
  const text = rest.toString();
  const asked = useMemo(() => parseAuditSearch(new URLSearchParams(text)), [text]);
  return { search, asked };
}

/** Nothing is taken off a sheet of paper. */
const onPaper = (): void => {};

const NOBODY: readonly PrincipalSummary[] = [];

export function Component() {
  const { search, asked } = useSearch();
  const now = useLoaderData<typeof loader>();
  const filter = useMemo(() => filterOf(asked, now), [asked, now]);
  const pages = useInfiniteQuery({ ...eventPages(filter), ...stillWhile(watches(search)) });
  const keys = useNamedKeys(asked);
  const principals = useQuery(query('ListPrincipals', {})).data?.Principals ?? NOBODY;
  const navigate = useNavigate();
  const zone = useZone();
  const going = useNavigation().location?.pathname === paths.audit();

  const newest = pages.data?.pages[0];
  const canWatch = search.until === null;
  const after = watches(search) && newest !== undefined ? newest.Searched.To - 1 : null;
  const live = useLive(filter, after);
  const { shown, paused, waiting, onPause } = usePause(live, JSON.stringify([filter, after]));
  const found = useMemo(() => pages.data?.pages.flatMap((page) => page.Events) ?? [], [pages.data]);
  const events = useMemo(() => [...shown.events, ...found], [shown.events, found]);
  const gap = useMemo(() => gapOf(shown, found), [shown, found]);
  const rows = useMemo(() => rowsOf(events, zone, gap), [events, zone, gap]);
  const keyNames = useMemo(
    () =>
      new Map(
        keys.flatMap((key) =>
          key.Aliases[0] === undefined ? [] : [[key.KeyId, shortAlias(key.Aliases[0])] as const],
        ),
      ),
    [keys],
  );
  const event = useEvent(search.event, events);
  const place = event === null ? -1 : events.indexOf(event);
  useListPlace(event?.Sequence ?? null);

  const go = (change: Partial<AuditSearch>): void => {
    void navigate(paths.audit(auditQuery({ ...search, ...change })), { preventScrollReset: true });
  };
  // What was chosen last, until the page shows it: a choice that follows at once is added to it.
  const wanted = useRef(asked);
  useEffect(() => {
    wanted.current = asked;
  }, [asked]);
  /** Another search: an event that stands open closes. */
  const ask = useCallback(
    (change: Partial<AuditSearch>): void => {
      wanted.current = { ...wanted.current, ...change };
      void navigate(paths.audit(auditQuery(wanted.current)), { preventScrollReset: true });
    },
    [navigate],
  );
  const clear = useCallback((): void => void navigate(paths.audit()), [navigate]);
  const askRange = useCallback(
    (since: Date, until: Date): void =>
      ask({ since: since.toISOString(), until: until.toISOString(), live: false }),
    [ask],
  );
  const open = (at: number): (() => void) | null => {
    const next = events[at];
    return place < 0 || next === undefined ? null : () => go({ event: next.Sequence });
  };
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const onEnd = useCallback((): void => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const last = pages.data?.pages.at(-1);
  const further = last !== undefined && !last.Searched.Complete && hasNextPage;
  // What is in no index is looked for two seconds at a time: until there is a screen of it, it goes on by itself.
  const [held, setHeld] = useState(false);
  const few = further && events.length < SCREEN;
  const searching = few && !held && !isFetchingNextPage && !pages.isError;
  useEffect(() => {
    if (searching) void fetchNextPage();
  }, [searching, fetchNextPage]);

  const matching = newest?.Matching === undefined ? null : newest.Matching + shown.total;
  const watched = after === null ? null : { ...shown, after, paused };
  const { result: summary } = useSummary(filter);
  const searched = searchedWords(pages.data?.pages ?? [], watched, zone, countedIn(summary, filter));
  return (
    <>
      <div className={cx(styles['split'], event !== null && styles['open'])}>
        <div className={styles['page']}>
          <PageHead
            title="Audit"
            actions={
              <AuditActs
                filter={filter}
                live={search.live && canWatch}
                liveReason={canWatch ? null : 'This search has an end, so nothing new can match.'}
                onLive={(watch) => go({ live: watch })}
              />
            }
          />
          <AuditFound filter={filter} search={asked} matching={further ? null : matching} />
          <p className={styles['searched']}>
            <span role="status" aria-live={after === null ? undefined : 'off'}>
              {searched}
            </span>
            {few && <SearchOn held={held} onHold={setHeld} />}
          </p>
          <div className={styles['card']}>
            <AuditFilters
              filter={filter}
              search={asked}
              keys={keys}
              principals={principals}
              onChange={ask}
              onClear={clear}
            />
            <AuditSummary filter={filter} search={asked} onRange={askRange} />
            {after !== null && <LiveLine live={live} waiting={waiting} paused={paused} onPause={onPause} />}
            {pages.isError && events.length === 0 ? (
              <ErrorState
                problem={explain('The log could not be searched', pages.error)}
                onRetry={() => void pages.refetch()}
              />
            ) : events.length === 0 && further ? (
              <EmptyState title="No event matches so far">
                What this asks for is in no index: a search looks for two seconds at a time.
              </EmptyState>
            ) : events.length === 0 ? (
              <EmptyState
                title="No event matches"
                actions={
                  <>
                    {hidesReads(search) && (
                      <Button onClick={() => go({ kind: 'all' })}>Show reads too</Button>
                    )}
                    <Button onClick={clear}>Clear filters</Button>
                  </>
                }
              >
                All {number.format(newest?.Searched.Log ?? 0)} events of the log were searched
                <LeftOut filter={filter} />
                {hidesReads(search) && ' Reads do not match while they are hidden.'}
                {search.context !== null &&
                  contextPair(search.context).Value === undefined &&
                  ` “${search.context}” was looked for as the name of a pair: for a value write name=${search.context}.`}
              </EmptyState>
            ) : (
              <AuditList
                rows={rows}
                search={asked}
                open={search.event}
                matching={further ? null : matching}
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
      <AuditPrint
        chips={chipsOf({ search: asked, keys, onChange: onPaper })}
        events={events}
        searched={searched}
      />
    </>
  );
}

/** The end of the sentence that all were searched. */
function LeftOut({ filter }: { readonly filter: EventFilter }) {
  const count = useSummary(filter).result.data?.SandboxLeftOut ?? 0;
  if (count === 0) return <>, none was left out.</>;
  return (
    <>. {count === 1 ? 'One that matches is' : `${number.format(count)} that match are`} of practice keys.</>
  );
}

const LIVE_WORDS = {
  opening: 'Waiting for new events',
  open: 'Live: new events come in at the top',
  waiting: 'The desk does not answer: trying again, nothing will be missed',
  ended: 'No longer live',
} as const;

/** What the live view does just now, and the way to hold it. */
function LiveLine({
  live,
  waiting,
  paused,
  onPause,
}: {
  readonly live: Live;
  readonly waiting: number;
  readonly paused: boolean;
  readonly onPause: (pause: boolean) => void;
}) {
  return (
    <div className={styles['live']}>
      <span role="status">
        {paused ? 'Paused' : LIVE_WORDS[live.state]}
        {live.reason !== null && `: ${live.reason}`}
      </span>
      {(paused || live.state !== 'ended') && (
        <Button small onClick={() => onPause(!paused)}>
          {paused ? (waiting > 0 ? `Go on, ${number.format(waiting)} new` : 'Go on') : 'Pause'}
        </Button>
      )}
    </div>
  );
}
