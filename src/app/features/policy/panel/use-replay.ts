import { useEffect, useState } from 'react';
import { useMayRead } from '../../../query/can.ts';
import { call } from '../../../query/desk.ts';
import { explain } from '../../../query/explain.ts';
import type { Problem } from '../../../ui/states.tsx';
import { useSettled } from '../../../ui/use-settled.ts';
import { addPage, type ReplaySum } from './replay.ts';

/** Typing has to pause this long before the log is asked. */
const SETTLE_MS = 700;

/** A text tried on the requests that the log holds. Of the text as it is now: of an older one nothing is told. */
export interface Replaying {
  /** `off`: nothing is edited, or the person may not read the log. `unsound`: the text cannot be saved, so there is nothing to try. */
  readonly status: 'off' | 'unsound' | 'running' | 'done' | 'failed';
  /** As far as it went; null: it has not begun. */
  readonly sum: ReplaySum | null;
  readonly problem: Problem | null;
  readonly again: () => void;
}

interface State {
  readonly text: string;
  readonly sum: ReplaySum | null;
  readonly problem: Problem | null;
}

/** Tries the text on the key's history, page after page; a newer text ends it. */
export function useReplay({
  keyId,
  text,
  changed,
  sound,
}: {
  readonly keyId: string;
  readonly text: string;
  readonly changed: boolean;
  /** Nothing stands in the way of saving the text; undefined: that is not known yet. */
  readonly sound: boolean | undefined;
}): Replaying {
  const may = useMayRead('keydesk:SearchAuditEvents');
  const settled = useSettled(text, SETTLE_MS);
  const enabled = changed && sound === true && may === true && settled === text;
  const [state, setState] = useState<State>({ text, sum: null, problem: null });
  const [run, setRun] = useState(0);
  useEffect(() => {
    if (!enabled) return;
    const { signal, abort } = controller();
    const work = async (): Promise<void> => {
      let sum: ReplaySum | null = null;
      let marker: string | undefined;
      setState({ text, sum: null, problem: null });
      do {
        // oxlint-disable-next-line no-await-in-loop -- each goes on where the one before ended
        const page = await call(
          'ReplayKeyPolicy',
          { KeyId: keyId, Policy: text, ...(marker === undefined ? {} : { Marker: marker }) },
          { signal },
        );
        sum = addPage(sum, page);
        marker = page.NextMarker;
        if (signal.aborted) return;
        setState({ text, sum, problem: null });
      } while (marker !== undefined);
    };
    work().catch((error: unknown) => {
      if (!signal.aborted) setState({ text, sum: null, problem: explain('The replay did not end', error) });
    });
    return abort;
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- begun anew when somebody asks for it
  }, [keyId, text, enabled, run]);

  const of = enabled && state.text === text ? state : null;
  const status = ((): Replaying['status'] => {
    if (!changed || may !== true) return 'off';
    if (sound === false) return 'unsound';
    if (of === null) return 'running';
    if (of.problem !== null) return 'failed';
    return of.sum?.done === true ? 'done' : 'running';
  })();
  return {
    status,
    sum: of?.sum ?? null,
    problem: of?.problem ?? null,
    again: () => setRun((before) => before + 1),
  };
}

function controller() {
  const own = new AbortController();
  return { signal: own.signal, abort: () => own.abort() };
}
