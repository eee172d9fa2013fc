/**
 * The worker of the policy editor: reads a text at once, then compares it with the one in force. Only the newest text counts: a text
 * that came while another was being read takes its place before the slower part begins.
 */
import { judge } from './judge.ts';
import type { FromWorker, Reading, ToWorker } from './protocol.ts';

const post = (message: FromWorker): void => self.postMessage(message);
/** Lets messages that wait come in. */
const breath = (): Promise<void> => new Promise((go) => setTimeout(go, 0));

let read: ((text: string) => Reading) | null = null;
let newest = -1;

async function work(turn: number, text: string): Promise<void> {
  await breath();
  if (turn !== newest || read === null) return;
  post({ kind: 'read', turn, reading: read(text) });
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'scene') {
    read = judge(data.scene);
    return;
  }
  newest = data.turn;
  void work(data.turn, data.text);
});
