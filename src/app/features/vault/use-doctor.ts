import { useCallback, useEffect, useReducer, useRef } from 'react';
import { runDoctor } from '../../query/desk.ts';
import { explain } from '../../query/explain.ts';
import { BEFORE, doctorRun, type DoctorRun } from './doctor-run.ts';

/** The doctor: as it stands, and how to start it. It is ended when the page is left. */
export function useDoctor(): { readonly run: DoctorRun; readonly start: () => void } {
  const [run, act] = useReducer(doctorRun, BEFORE);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = useCallback(() => {
    running.current?.abort();
    const stop = new AbortController();
    running.current = stop;
    act({ kind: 'started' });
    const read = async (): Promise<void> => {
      for await (const message of runDoctor({}, { signal: stop.signal })) act({ kind: 'message', message });
    };
    read().catch((error: unknown) => {
      if (!stop.signal.aborted) act({ kind: 'failed', why: explain('', error).why });
    });
  }, []);
  return { run, start };
}
