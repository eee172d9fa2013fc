import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useNavigate, useSearchParams, type ShouldRevalidateFunctionArgs } from 'react-router';
import { mayRead, useMayRead } from '../../../query/can.ts';
import type { KeySummary, PrincipalSummary } from '../../../query/contract.ts';
import { query, queryClient } from '../../../query/query.ts';
import { Button } from '../../../ui/button.tsx';
import { Page, PageHead, Stack, Tabs } from '../../../ui/page.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { NARROW, useMedia } from '../../../ui/use-media.ts';
import { TALL_PLAN, widePlan, type Plan } from './house.tsx';
import { Counters, KeysInUse, Logbook } from './live-aside.tsx';
import styles from './live-page.module.css';
import { LiveScene } from './live-scene.tsx';
import { livePath, parseLiveSearch, type LiveSearch } from './live-search.ts';
import { speedText } from './replay.ts';
import { LiveStore, type Shown } from './live-store.ts';
import { deskSentence, namesOf, type KeyNames } from './live-words.ts';
import { lastOf, ReplayChoices, Transport } from './replay-bar.tsx';
import { useBell } from './use-bell.ts';
import { useFeed, type Feed, type Watched } from './use-feed.ts';
import { useReplay } from './use-replay.ts';
import { useSaid } from './use-said.ts';
import { keyIdOf, WhoFields } from './who-fields.tsx';

/** Keys that are called by name. */
const KEYS = query('SearchKeys', { Limit: 1000 });
const PRINCIPALS = query('ListPrincipals', {});

/** Names stand right at once; who may not read them sees ids. */
export async function loader(): Promise<null> {
  if (await mayRead('keydesk:SearchAuditEvents'))
    await Promise.allSettled([queryClient.ensureQueryData(KEYS), queryClient.ensureQueryData(PRINCIPALS)]);
  return null;
}

/** The stream brings what is new: another filter is no other page. */
export const shouldRevalidate = ({ currentUrl, nextUrl }: ShouldRevalidateFunctionArgs): boolean =>
  currentUrl.pathname !== nextUrl.pathname;

const NO_KEYS: readonly KeySummary[] = [];
const NOBODY: readonly PrincipalSummary[] = [];
const HOUR_MS = 3_600_000;
const number = new Intl.NumberFormat('en');

/** The picture is as wide as the page: as many guests as have room without their names touching. */
const WIDE = '(min-width: 1180px)';

function usePlan(): Plan {
  const [isNarrow, isWide] = [useMedia(NARROW), useMedia(WIDE)];
  return useMemo(() => (isNarrow ? TALL_PLAN : widePlan(isWide ? 8 : 5)), [isNarrow, isWide]);
}

export function Component() {
  const may = useMayRead('keydesk:SearchAuditEvents');
  if (may === undefined) return null;
  return may ? <Desk /> : <NotAllowed />;
}

const PURPOSE =
  'Real visits at this desk as they are written into its log: who asks, for what, and how it ends.';

const NotAllowed = () => (
  <Page>
    <PageHead title="Live at the desk" purpose={PURPOSE} />
    <EmptyState title="You may not read the log" alone>
      The live desk shows what the audit log records, and none of your policies allows
      keydesk:SearchAuditEvents. Ask an administrator of this desk for the policy “auditor”.
    </EmptyState>
  </Page>
);

function Desk() {
  const [params] = useSearchParams();
  const search = useMemo(() => parseLiveSearch(params), [params]);
  const navigate = useNavigate();
  const keys = useQuery(KEYS).data?.Keys ?? NO_KEYS;
  const principals = useQuery(PRINCIPALS).data?.Principals ?? NOBODY;
  const names = useMemo(() => namesOf(keys), [keys]);
  const [store] = useState(() => new LiveStore());
  const plan = usePlan();
  useEffect(() => store.seat(plan.places), [store, plan]);
  const go = (change: Partial<LiveSearch>): void => {
    void navigate(livePath({ ...search, ...change }), { preventScrollReset: true, replace: true });
  };
  const watched = useMemo((): Watched => {
    const id = keyIdOf(search.key);
    return {
      ...(id === null ? {} : { KeyId: id }),
      ...(search.principal === null ? {} : { Principal: search.principal }),
    };
  }, [search.key, search.principal]);
  const { window } = search;
  const [opened] = useState(() => Date.now());
  const part = { store, plan, names, search, watched };
  return (
    <Page>
      <PageHead title="Live at the desk" purpose={PURPOSE} />
      <Tabs
        label="What is shown"
        tabs={[
          { href: livePath({ ...search, window: null, at: null }), label: 'Live', current: window === null },
          {
            href: livePath({ ...search, window: window ?? lastOf(HOUR_MS, opened) }),
            label: 'Replay',
            current: window !== null,
          },
        ]}
      />
      <div className={styles['bar']} role="search">
        {window !== null && (
          <ReplayChoices
            window={window}
            speed={search.speed}
            now={opened}
            onWindow={(next) => go({ window: next, at: null })}
            onSpeed={(speed) => go({ speed })}
          />
        )}
        <WhoFields
          keys={keys}
          principals={principals}
          chosenKey={keyIdOf(search.key)}
          principal={search.principal}
          onKey={(key) => go({ key })}
          onPrincipal={(principal) => go({ principal })}
        />
      </div>
      {window === null ? (
        <Live {...part} />
      ) : (
        <Replay {...part} window={window} onSettled={(at) => go({ at: Math.round(at) })} />
      )}
    </Page>
  );
}

interface Part {
  readonly store: LiveStore;
  readonly plan: Plan;
  readonly names: KeyNames;
  readonly search: LiveSearch;
  readonly watched: Watched;
}

const STATES: Readonly<Record<Feed['state'], string>> = {
  opening: 'Opening the log',
  open: 'Live',
  waiting: 'The desk does not answer: trying again, nothing will be missed',
  replaced: 'Another tab of this session watches now',
  ended: 'No longer live',
};

function Live({ store, plan, names, search, watched }: Part) {
  const feed = useFeed(store, watched);
  const shown = useSyncExternalStore(store.subscribe, store.shown);
  const bell = useBell();
  const isFiltered = search.key !== null || search.principal !== null;
  const isOver = feed.state === 'replaced' || feed.state === 'ended';
  return (
    <Board
      plan={plan}
      names={names}
      search={search}
      shown={shown}
      state={
        <>
          <i className={styles['dot']} data-state={shown.isHeld ? 'held' : feed.state} aria-hidden="true" />
          <span role="status">
            {shown.isHeld ? 'Paused' : STATES[feed.state]}
            {feed.reason !== null && `: ${feed.reason}`}
            {bell.problem !== null && `: ${bell.problem}`}
            {feed.behind > 0 && `, ${number.format(feed.behind)} events behind`}
          </span>
          {!isFiltered && (
            <Button small icon="bell" pending={bell.isRinging} onClick={bell.ring}>
              Ring the bell
            </Button>
          )}
          {isOver ? (
            <Button small onClick={feed.again}>
              {feed.state === 'replaced' ? 'Watch here again' : 'Try again'}
            </Button>
          ) : (
            <Button small icon={shown.isHeld ? 'play' : 'pause'} onClick={() => store.hold(!shown.isHeld)}>
              {shown.isHeld
                ? shown.waiting > 0
                  ? `Go on, ${number.format(shown.waiting)} came meanwhile`
                  : 'Go on'
                : 'Pause'}
            </Button>
          )}
        </>
      }
      empty={
        isFiltered ? (
          'Nobody who matches is at the desk.'
        ) : (
          <>
            Whoever asks this desk for something is seen here, at once. Ring the bell to be the first: it asks
            for 32 random bytes in your name, and throws them away.
          </>
        )
      }
    />
  );
}

function Replay({
  store,
  plan,
  names,
  search,
  watched,
  window,
  onSettled,
}: Part & {
  readonly window: NonNullable<LiveSearch['window']>;
  readonly onSettled: (position: number) => void;
}) {
  const { player, playing } = useReplay(store, watched, { window, at: search.at, speed: search.speed });
  const shown = useSyncExternalStore(store.subscribe, store.shown);
  return (
    <Board
      plan={plan}
      names={names}
      search={search}
      shown={shown}
      state={<span>Replay at {speedText(search.speed).toLowerCase()}</span>}
      transport={
        <Transport
          player={player}
          playing={playing}
          window={window}
          watched={watched}
          onSettled={onSettled}
        />
      }
      empty="Nobody is at the desk at this time."
    />
  );
}

/** Sentence, picture and what stands beside it. */
function Board({
  plan,
  names,
  search,
  shown,
  state,
  transport = null,
  empty,
}: Pick<Part, 'plan' | 'names' | 'search'> & {
  readonly shown: Shown;
  readonly state: ReactNode;
  /** Under the picture. */
  readonly transport?: ReactNode;
  readonly empty: ReactNode;
}) {
  const { view } = shown;
  const sentence = deskSentence(view, names) ?? 'Nobody is at the desk.';
  const said = useSaid(sentence);
  return (
    <>
      <div className={styles['say']}>
        {/* Said below, not at every change. */}
        <p className="tale" aria-hidden="true">
          {sentence}
        </p>
        <p className="hidden" aria-live="polite">
          {said}
        </p>
        <div className={styles['state']}>{state}</div>
      </div>
      <LiveScene view={view} plan={plan} names={names} empty={empty} />
      {transport}
      <Counters view={view} />
      <div className={styles['below']}>
        <Logbook view={view} names={names} />
        <Stack>
          <KeysInUse view={view} names={names} hrefOf={(key) => livePath({ ...search, key })} />
        </Stack>
      </div>
    </>
  );
}
