/**
 * What a worker of the policy editor does: reads a text at once, then does what takes longer (the comparison with the policy in force, proofs of
 * fixes; the code of both comes after that of the reading). Only the newest text counts: a newer one ends the work on an older between its parts.
 */
import type { Finding } from '../../../domain/policy/lint/finding.ts';
import type { Rule } from '../../../domain/policy/lint/rule.ts';
import { judge, type Exact, type Judge, type Judged } from './judge.ts';
import type { FromWorker, Question, ToWorker } from './protocol.ts';

const post = (message: FromWorker): void => self.postMessage(message);
/** Work between two looks for a newer text; and between two tellings of what was proved. */
const SLICE_MS = 12;
const TELL_MS = 250;
/** Lets messages that wait come in. */
const breath = (): Promise<void> => new Promise((go) => setTimeout(go, 0));

type Proved = NonNullable<Judged['exactly']>['proved'];

let judging: Judge | null = null;
let newest = -1;
/** Fetched while the first text is read, which need not wait for it; null: it is on its way. */
let exact: Exact | null = null;
const arrival = import('./exact.ts').then((come) => {
  post({ kind: 'whole' });
  return (exact = come);
});

async function work(turn: number, text: string): Promise<void> {
  await breath();
  if (turn !== newest || judging === null) return;
  const { reading, exactly } = judging.read(text, exact);
  post({ kind: 'read', turn, reading });
  if (exactly === null) {
    await arrival;
    return work(turn, text);
  }
  await breath();
  if (turn !== newest) return;
  const began = performance.now();
  const comparison = exactly.compared();
  post({ kind: 'compared', turn, comparison, ms: performance.now() - began });
  await prove(turn, reading.findings, exactly.proved);
}

async function answer(id: number, question: Question): Promise<void> {
  const come = await arrival;
  if (judging !== null) post({ kind: 'answer', id, answer: judging.answer(question, come) });
}

/** A failure is told as the one of any script: the page then says that the checks have stopped. */
const stop = (error: unknown): void => {
  setTimeout(() => {
    throw error;
  });
};

/** Proofs take long where there are many findings: they are told as they come, and end when a newer text has. */
async function prove(turn: number, findings: readonly Finding[], proved: Proved): Promise<void> {
  const all = [...findings];
  let [breathed, told] = [0, performance.now()];
  for (const [i, finding] of findings.entries()) {
    if (!finding.fixable) continue;
    if (performance.now() - breathed > SLICE_MS) {
      // oxlint-disable-next-line no-await-in-loop -- messages come in between
      await breath();
      breathed = performance.now();
    }
    if (turn !== newest) return;
    all[i] = proved(finding);
    if (performance.now() - told > TELL_MS) {
      told = performance.now();
      post({ kind: 'proved', turn, findings: [...all], done: false });
    }
  }
  post({ kind: 'proved', turn, findings: all, done: true });
}

/** Makes this worker the judge of texts. `rules`: what is looked for at first. */
export const startJudging = (rules: readonly Rule[]): void =>
  self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    switch (data.kind) {
      case 'scene':
        judging = judge(data.scene, rules);
        break;
      case 'judge':
        newest = data.turn;
        work(data.turn, data.text).catch(stop);
        break;
      case 'ask':
        answer(data.id, data.question).catch(stop);
        break;
    }
  });
