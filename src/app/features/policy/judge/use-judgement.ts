import { useCallback, useEffect, useRef, useState } from 'react';
import { startWorker } from '../../../own-worker.ts';
import workerUrl from './policy-worker.ts?worker&url';
import type { FromWorker, Scene, ToWorker } from './protocol.ts';
import { receive, type Judgement } from './receive.ts';

export interface Judging {
  /** Null until the first text was read. */
  readonly judgement: Judgement | null;
  /** The worker broke: nothing is checked until it is started again. */
  readonly failed: boolean;
  readonly again: () => void;
}

/** Judges the text as it is typed, in a worker. The newest text wins; what was said of an older one is dropped. */
export function useJudgement(scene: Scene, text: string): Judging {
  const [judgement, setJudgement] = useState<Judgement | null>(null);
  const [failed, setFailed] = useState(false);
  const [run, setRun] = useState(0);
  const worker = useRef<Worker | null>(null);
  const asked = useRef({ turn: 0, text });

  useEffect(() => {
    const own = startWorker(workerUrl, 'policy');
    worker.current = own;
    own.addEventListener('message', ({ data }: MessageEvent<FromWorker>) =>
      setJudgement((before) => receive(before, data, asked.current)),
    );
    own.addEventListener('error', () => setFailed(true));
    return () => {
      own.terminate();
      worker.current = null;
    };
  }, [run]);
  useEffect(() => {
    worker.current?.postMessage({ kind: 'scene', scene } satisfies ToWorker);
  }, [scene, run]);
  useEffect(() => {
    asked.current = { turn: asked.current.turn + 1, text };
    worker.current?.postMessage({ kind: 'judge', turn: asked.current.turn, text } satisfies ToWorker);
  }, [text, scene, run]);

  const again = useCallback(() => {
    setFailed(false);
    setRun((before) => before + 1);
  }, []);
  return { judgement, failed, again };
}
