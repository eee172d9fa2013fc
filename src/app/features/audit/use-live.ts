import { useEffect, useState } from 'react';
import type { AuditEntry } from '../../query/contract.ts';
import { tailAuditEvents } from '../../query/desk.ts';
import type { EventFilter } from '../../query/events.ts';
import { explain } from '../../query/explain.ts';

/** More than a person looks at: the oldest of them are in the pages of the search. */
const MOST = 2_000;

export interface Live {
  /** Newest first. */
  readonly events: readonly AuditEntry[];
  readonly state: 'opening' | 'open' | 'waiting' | 'ended';
  /** Why it ended. */
  readonly reason: string | null;
}

const NOTHING: Live = { events: [], state: 'opening', reason: null };

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
      for await (const { Events } of stream) {
        if (Events.length > 0)
          setLive((now) => ({ ...now, events: [...Events.toReversed(), ...now.events].slice(0, MOST) }));
      }
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
