import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { startWorker } from '../../own-worker.ts';
import identityWorker from './identity-worker.ts?worker&url';
import keyWorker from './policy-worker.ts?worker&url';
import type { Answers, FromWorker, Question, RuleWords, Scene, ToWorker } from './protocol.ts';
import { receive, type Judgement } from './receive.ts';

export interface Judging {
  /** Null until the first text was read. */
  readonly judgement: Judgement | null;
  /** By code. */
  readonly rules: ReadonlyMap<string, RuleWords>;
  /** The worker broke: nothing is checked until it is started again. */
  readonly failed: boolean;
  readonly again: () => void;
  /** Never answered when the page is left first. */
  readonly ask: <K extends Question['kind']>(
    question: Extract<Question, { readonly kind: K }>,
  ) => Promise<Answers[K]>;
}

const send = ({ current }: RefObject<Worker | null>, message: ToWorker): void =>
  current?.postMessage(message);

type Waiting = Map<number, (answer: Answers[keyof Answers]) => void>;
const NO_RULES: ReadonlyMap<string, RuleWords> = new Map();

/** What each rule is about, and why: a chunk of its own, so that the worker, which is waited for, is small. */
async function ruleWords(): Promise<ReadonlyMap<string, RuleWords>> {
  const { documented, ruleDoc } = await import('../../../domain/policy/lint/rule-docs.ts');
  return new Map(
    documented().map((code) => {
      const { title, why } = ruleDoc(code);
      return [code, { code, title, why }];
    }),
  );
}

/** Judges the text as it is typed, in a worker. The newest text wins; what was said of an older one is dropped. */
export function useJudgement(scene: Scene, text: string): Judging {
  const [judgement, setJudgement] = useState<Judgement | null>(null);
  const [rules, setRules] = useState(NO_RULES);
  const [failed, setFailed] = useState(false);
  const [run, setRun] = useState(0);
  const worker = useRef<Worker | null>(null);
  const asked = useRef({ turn: 0, text });
  const waiting = useRef<Waiting>(new Map());
  const { kind } = scene;

  useEffect(() => {
    // Left out where the chunk cannot be had: findings then have plain titles, and come without their "Why?".
    ruleWords().then(setRules, () => undefined);
  }, []);
  useEffect(() => {
    const own = startWorker(kind === 'key' ? keyWorker : identityWorker, 'policy');
    worker.current = own;
    own.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === 'answer') {
        waiting.current.get(data.id)?.(data.answer);
        waiting.current.delete(data.id);
      } else if (data.kind !== 'whole') setJudgement((before) => receive(before, data, asked.current));
    });
    own.addEventListener('error', () => setFailed(true));
    return () => {
      own.terminate();
      worker.current = null;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- started anew when somebody asks for it
  }, [run, kind]);
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a worker that was started anew is told anew
  useEffect(() => send(worker, { kind: 'scene', scene }), [scene, run]);
  useEffect(() => {
    asked.current = { turn: asked.current.turn + 1, text };
    send(worker, { kind: 'judge', turn: asked.current.turn, text });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the same text is judged anew by another scene, and by another worker
  }, [text, scene, run]);

  const again = useCallback(() => {
    setFailed(false);
    setRun((before) => before + 1);
  }, []);
  const nextId = useRef(0);
  const ask = useCallback(
    <K extends Question['kind']>(question: Extract<Question, { readonly kind: K }>) =>
      new Promise<Answers[K]>((resolve) => {
        const id = nextId.current++;
        // The worker answers each question with what belongs to its kind.
        waiting.current.set(id, (answer) => resolve(answer as Answers[K]));
        send(worker, { kind: 'ask', id, question });
      }),
    [],
  );
  return { judgement, rules, failed, again, ask };
}
