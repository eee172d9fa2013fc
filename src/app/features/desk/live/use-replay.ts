import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Input } from '../../../query/contract.ts';
import { call } from '../../../query/desk.ts';
import { query } from '../../../query/query.ts';
import type { LiveStore } from './live-store.ts';
import { ReplayPlayer, type Playing } from './replay-player.ts';
import type { Speed } from './replay.ts';
import type { Range, SearchLog } from './replay-source.ts';
import { QUIET, type Watched } from './watched.ts';

const REFUSED: Input<'SearchAuditEvents'>['Outcomes'] = ['denied', 'failed'];

/** The log of this desk, without what is no visit in the live view either. */
const searchOf =
  (watched: Watched): SearchLog =>
  ({ since, until, before, limit, refused = false, signal }) =>
    call(
      'SearchAuditEvents',
      {
        ...watched,
        ...QUIET,
        Since: new Date(since),
        Until: new Date(until),
        Limit: limit,
        ...(before === undefined ? {} : { Before: before }),
        ...(refused ? { Outcomes: REFUSED } : {}),
      },
      signal === undefined ? {} : { signal },
    );

/** A player of the window for this store; another window, key or principal is another player. It plays at once. */
export function useReplay(
  store: LiveStore,
  watched: Watched,
  { window, at, speed }: { readonly window: Range; readonly at: number | null; readonly speed: Speed },
): { readonly player: ReplayPlayer; readonly playing: Playing } {
  const { since, until } = window;
  const asked = JSON.stringify([watched, since, until]);
  const make = () => {
    const start = { window: { since, until }, at: at ?? since, speed };
    return { asked, player: new ReplayPlayer(store, searchOf(watched), start) };
  };
  const [made, setMade] = useState(make);
  if (made.asked !== asked) setMade(make());
  const { player } = made;
  useEffect(() => {
    store.reset();
    player.play();
    return () => player.stop();
  }, [store, player]);
  useEffect(() => player.speed(speed), [player, speed]);
  return { player, playing: useSyncExternalStore(player.subscribe, player.playing) };
}

/** A day is worth a look: it had refusals. */
const LOOKED_BACK_MS = 30 * 86_400_000;
const MOST_DAYS = 5;

/** What happened in a window, in so many parts. */
export const useWindowSummary = ({ since, until }: Range, watched: Watched, MostBuckets: number) =>
  useQuery(
    query('SummarizeAuditEvents', {
      ...watched,
      ExcludeOperations: QUIET.ExcludeOperations,
      Since: new Date(since),
      Until: new Date(until),
      MostBuckets,
      Top: 1,
    }),
  ).data;

/** The days of the last thirty with most refusals and failures, newest first. `now`: ms. */
export function useIncidentDays(
  now: number,
  practice: boolean,
): readonly { readonly since: number; readonly until: number; readonly refused: number }[] {
  const { data } = useQuery(
    query('SummarizeAuditEvents', {
      Since: new Date(Math.floor((now - LOOKED_BACK_MS) / 86_400_000) * 86_400_000),
      Until: new Date(now),
      Outcomes: REFUSED,
      ...(practice ? { Sandbox: true } : {}),
      MostBuckets: 32,
      Top: 1,
    }),
  );
  return (data?.Buckets ?? [])
    .map(({ Time, Denied, Failed }) => ({
      since: Time.getTime(),
      until: Time.getTime() + (data?.BucketSeconds ?? 0) * 1_000,
      refused: Denied + Failed,
    }))
    .filter(({ refused }) => refused > 0)
    .toSorted((a, b) => b.refused - a.refused)
    .slice(0, MOST_DAYS)
    .toSorted((a, b) => b.since - a.since);
}
