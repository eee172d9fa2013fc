/**
 * The worker of the policy editor: reads a text at once, then does what takes longer (the comparison with the policy in force, proofs of
 * fixes). Only the newest text counts: a newer one ends the work on an older between its parts.
 */
import { RULES } from '../../../../domain/policy/lint/rules.ts';
import { judge, type Judge } from './judge.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const post = (message: FromWorker): void => self.postMessage(message);
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
  await breath();
  if (turn === newest) post({ kind: 'proved', turn, findings: proved() });
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case 'scene':
      judging = judge(data.scene);
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

post({ kind: 'rules', rules: RULES.map(({ code, title }) => ({ code, title, why: '' })) });
