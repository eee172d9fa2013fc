/**
 * What a worker of the policy editor does: reads a text at once, then does what takes longer (the comparison with the policy in force, proofs of
 * fixes). Only the newest text counts: a newer one ends the work on an older between its parts.
 */
import type { Finding } from '../../../domain/policy/lint/finding.ts';
import type { Rule } from '../../../domain/policy/lint/rule.ts';
import { judge, type Judge, type Judged } from './judge.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const post = (message: FromWorker): void => self.postMessage(message);
/** Work between two looks for a newer text; and between two tellings of what was proved. */
const SLICE_MS = 12;
const TELL_MS = 250;
/** Lets messages that wait come in. */
const breath = (): Promise<void> => new Promise((go) => setTimeout(go, 0));

let judging: Judge | null = null;
let newest = -1;

async function work(turn: number, text: string): Promise<void> {
  await breath();
  if (turn !== newest || judging === null) return;
  const { reading, compared, proved } = judging.read(text);
  post({ kind: 'read', turn, reading });
  await breath();
  if (turn !== newest) return;
  const began = performance.now();
  const comparison = compared();
  post({ kind: 'compared', turn, comparison, ms: performance.now() - began });
  await prove(turn, reading.findings, proved);
}

/** Proofs take long where there are many findings: they are told as they come, and end when a newer text has. */
async function prove(turn: number, findings: readonly Finding[], proved: Judged['proved']): Promise<void> {
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

/** Makes this worker the judge of texts. `rules`: those that such policies can break. */
export const startJudging = (rules: readonly Rule[]): void =>
  self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    switch (data.kind) {
      case 'scene':
        judging = judge(data.scene, rules);
        break;
      case 'judge':
        newest = data.turn;
        // A failure is told as the one of any script: the page then says that the checks have stopped.
        work(data.turn, data.text).catch((error: unknown) =>
          setTimeout(() => {
            throw error;
          }),
        );
        break;
      case 'ask': {
        const { id, question } = data;
        if (judging !== null) post({ kind: 'answer', id, answer: judging.answer(question) });
        break;
      }
    }
  });
