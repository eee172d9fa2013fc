import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useNavigate, useSearchParams, type ShouldRevalidateFunctionArgs } from 'react-router';
import { paths } from '../../../paths.ts';
import { mayRead, useMayRead } from '../../../query/can.ts';
import type { KeySummary, PrincipalSummary } from '../../../query/contract.ts';
import { query, queryClient } from '../../../query/query.ts';
import { Button } from '../../../ui/button.tsx';
import { Link } from '../../../ui/link.tsx';
import { Page, PageHead, Stack, Tabs } from '../../../ui/page.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { NARROW, useMedia } from '../../../ui/use-media.ts';
import { useRemembered } from '../../../ui/use-remembered.ts';
import { TALL_PLAN, widePlan, type Plan } from './house.tsx';
import { Counters, KeysInUse, Logbook } from './live-aside.tsx';
import styles from './live-page.module.css';
import { LiveScene } from './live-scene.tsx';
import { livePath, parseLiveSearch, type LiveSearch } from './live-search.ts';
import { speedText } from './replay.ts';
import type { Range } from './replay-source.ts';
import { LiveStore, type Shown } from './live-store.ts';
import { deskSentence, namesOf, VOCABULARIES, type KeyNames } from './live-words.ts';
import { BARS, lastOf, ReplayChoices, Transport } from './replay-bar.tsx';
import { useBell } from './use-bell.ts';
import { useFeed, type Feed } from './use-feed.ts';
import { useReplay, useWindowSummary } from './use-replay.ts';
import { useSaid } from './use-said.ts';
import { watchedOf, type Watched } from './watched.ts';
import { keyIdOf, WhoFields } from './who-fields.tsx';

/** Keys that are called by name. */
const KEYS = query('SearchKeys', { Limit: 1000 });
const PRACTICE_KEYS = query('SearchKeys', { Limit: 1000, Sandbox: true });
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

const Head = () => (
  <PageHead
    title="Live at the desk"
    crumb={<Link href={paths.desk()}>Envelope desk</Link>}
    purpose={PURPOSE}
  />
);

const NotAllowed = () => (
  <Page>
    <Head />
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
  const own = useQuery(KEYS).data?.Keys ?? NO_KEYS;
  const practised = useQuery({ ...PRACTICE_KEYS, enabled: search.practice || search.key !== null }).data
    ?.Keys;
  const keys = useMemo(() => (practised === undefined ? own : [...own, ...practised]), [own, practised]);
  const principals = useQuery(PRINCIPALS).data?.Principals ?? NOBODY;
  const names = useMemo(() => namesOf(keys), [keys]);
  const [store] = useState(() => new LiveStore());
  const plan = usePlan();
  useEffect(() => store.seat(plan.places), [store, plan]);
  const go = (change: Partial<LiveSearch>): void => {
    void navigate(livePath({ ...search, ...change }), { preventScrollReset: true, replace: true });
  };
  const { key, principal, practice } = search;
  const watched = useMemo(() => watchedOf(keyIdOf(key), { principal, practice }), [key, principal, practice]);
  const { window } = search;
  const [opened] = useState(() => Date.now());
  const part = { store, plan, names, search, watched };
  return (
    <Page>
      <Head />
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
            practice={practice}
            onWindow={(next) => go({ window: next, at: null })}
            onSpeed={(speed) => go({ speed })}
          />
        )}
        <WhoFields
          keys={keys}
          principals={principals}
          chosenKey={keyIdOf(key)}
          principal={principal}
          onKey={(chosen) => go({ key: chosen })}
          onPrincipal={(chosen) => go({ principal: chosen })}
        />
        {/* A key that is named is shown whatever it is. */}
        {key === null && (
          <p className={styles['practice']}>
            <span>
              Practice keys: {practice ? 'shown' : 'left out'}
              {window !== null && !practice && <LeftOut window={window} watched={watched} />}
            </span>
            <button type="button" className="link" onClick={() => go({ practice: !practice })}>
              {practice ? 'Leave them out' : 'Show them'}
            </button>
          </p>
        )}
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

/** How many visits of a window are not shown for it. */
function LeftOut({ window, watched }: Pick<Part, 'watched'> & { readonly window: Range }) {
  const count = useWindowSummary(window, watched, BARS)?.SandboxLeftOut ?? 0;
  return count > 0 && <>, {number.format(count)} of this window</>;
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
            Whoever asks this desk for something is seen here, at once
            {search.practice ? '' : ', but for visits with practice keys: walks of the envelope desk'}. Ring
            the bell to be the first: it asks for 32 random bytes in your name, and throws them away.
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
  const { practice } = search;
  const [words] = useRemembered('desk-words', VOCABULARIES);
  const sentence = deskSentence(view, names, words) ?? 'Nobody is at the desk.';
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
      <LiveScene view={view} plan={plan} names={names} words={words} practice={practice} empty={empty} />
      {transport}
      <Counters view={view} />
      <div className={styles['below']}>
        <Logbook view={view} names={names} practice={practice} />
        <Stack>
          <KeysInUse view={view} names={names} hrefOf={(key) => livePath({ ...search, key })} />
        </Stack>
      </div>
    </>
  );
}
