import { useEffect, useRef, useState } from 'react';
import { tailAuditEvents } from '../../../query/desk.ts';
import { explain, isCode } from '../../../query/explain.ts';
import type { LiveStore } from './live-store.ts';
import { visitOf } from './visits.ts';
import { QUIET, type Watched } from './watched.ts';

export type FeedState = 'opening' | 'open' | 'waiting' | 'replaced' | 'ended';

export interface Feed {
  readonly state: FeedState;
  /** Why it ended; null while it goes on. */
  readonly reason: string | null;
  /** Events in the log that did not come yet, after the desk could not be reached. */
  readonly behind: number;
  /** Opens it again, after it ended or another tab took it. */
  readonly again: () => void;
}

/** A desk so far behind is said: less is on its way. */
const BEHIND = 1_000;

/** Feeds the store with events as they are recorded; without one's own reads, as looking on is no visit. Another filter begins anew. */
export function useFeed(store: LiveStore, watched: Watched): Feed {
  const [feed, setFeed] = useState<Omit<Feed, 'again'>>({ state: 'opening', reason: null, behind: 0 });
  const [attempt, setAttempt] = useState(0);
  const { KeyId, Principal, Sandbox } = watched;
  /** How far this filter was read: who takes the stream back misses nothing. */
  const read = useRef({ asked: '', position: 0 });
  useEffect(() => {
    const asked = JSON.stringify([KeyId, Principal, Sandbox]);
    const after = read.current.asked === asked ? read.current.position : undefined;
    const stop = new AbortController();
    const set = (change: Partial<Feed>): void => {
      if (!stop.signal.aborted)
        setFeed((now) =>
          Object.entries(change).every(([name, value]) => now[name as keyof typeof now] === value)
            ? now
            : { ...now, ...change },
        );
    };
    const run = async (): Promise<void> => {
      const stream = tailAuditEvents(
        {
          ...QUIET,
          ...(after === undefined ? {} : { After: after }),
          ...(KeyId === undefined ? {} : { KeyId }),
          ...(Principal === undefined ? {} : { Principal }),
          ...(Sandbox === undefined ? {} : { Sandbox }),
        },
        { signal: stop.signal, onState: (state) => set({ state }) },
      );
      for await (const { Events, Position, Log } of stream) {
        read.current = { asked, position: Position };
        store.begin();
        store.feed(Events.map((entry) => visitOf(entry, Date.now())));
        const behind = Log - 1 - Position;
        set({ behind: behind > BEHIND ? behind : 0 });
      }
    };
    if (after === undefined) store.reset();
    run().catch((error: unknown) =>
      set(
        isCode(error, 'StreamReplacedException')
          ? { state: 'replaced' }
          : { state: 'ended', reason: explain('', error).why },
      ),
    );
    return () => {
      stop.abort();
      setFeed({ state: 'opening', reason: null, behind: 0 });
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- each attempt opens it anew
  }, [store, KeyId, Principal, Sandbox, attempt]);
  return { ...feed, again: () => setAttempt(attempt + 1) };
}
