import { useEffect, useState } from 'react';
import { tailAuditEvents } from '../../query/desk.ts';
import type { EventFilter } from '../../query/events.ts';
import { explain } from '../../query/explain.ts';
import { NOTHING, withMessage, type Live } from './live-events.ts';

/** Events recorded after `after` (a sequence) that match; null: not live. A new filter begins anew. */
export function useLive(filter: EventFilter, after: number | null): Live {
  const [live, setLive] = useState(NOTHING);
  const asked = JSON.stringify(filter);
  useEffect(() => {
    if (after === null) return;
    const stop = new AbortController();
    const { Since: _since, Until: _until, ...members } = filter;
    const run = async (): Promise<void> => {
      const stream = tailAuditEvents(
        { ...members, After: after },
        { signal: stop.signal, onState: (state) => setLive((now) => ({ ...now, state })) },
      );
      for await (const message of stream) setLive((now) => withMessage(now, message));
    };
    run().catch((error: unknown) => {
      if (!stop.signal.aborted)
        setLive((now) => ({ ...now, state: 'ended', reason: explain('', error).why }));
    });
    return () => {
      stop.abort();
      setLive(NOTHING);
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `asked` is the filter by value
  }, [asked, after]);
  return live;
}

/** The live view as it is shown: held as it was while it is paused. Another search goes on by itself. */
export function usePause(
  live: Live,
  search: string,
): {
  readonly shown: Live;
  readonly paused: boolean;
  /** Came in meanwhile. */
  readonly waiting: number;
  readonly onPause: (pause: boolean) => void;
} {
  const [held, setHeld] = useState<{ readonly search: string; readonly live: Live } | null>(null);
  const shown = held?.search === search ? held.live : live;
  return {
    shown,
    paused: shown !== live || held?.search === search,
    waiting: live.total - shown.total,
    onPause: (pause) => setHeld(pause ? { search, live } : null),
  };
}
