/** The worker's order of work: of two texts only the newer counts, wherever the work on the older stands. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { defaultKeyPolicy } from '../../../domain/policy/default-policy.ts';
import { PLAIN_RULES } from '../../../domain/policy/lint/plain-rules.ts';
import { ACCOUNT, WORLD } from '../world.fixture.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const saved = defaultKeyPolicy(ACCOUNT);
const said: string[] = [];
/** What the page does as soon as it hears of something: `read 3`. */
let onWord: (word: string) => void = () => undefined;
let send: (message: ToWorker) => void;

function hear(message: FromWorker): void {
  const word = 'turn' in message ? `${message.kind} ${message.turn}` : message.kind;
  said.push(message.kind === 'proved' && !message.done ? `${word} …` : word);
  onWord(word);
}
const judge = (turn: number, text = saved): void => send({ kind: 'judge', turn, text });
const until = (word: string): Promise<void> => vi.waitFor(() => expect(said).toContain(word), 5_000);
const ofTurn = (turn: number): readonly string[] =>
  said.filter((word) => word.endsWith(` ${turn}`)).map((word) => word.split(' ')[0] ?? '');

beforeAll(async () => {
  vi.stubGlobal('self', {
    postMessage: hear,
    addEventListener: (_: 'message', listener: (event: { readonly data: ToWorker }) => void) => {
      send = (data) => listener({ data });
    },
  });
  const { startJudging } = await import('./start-judging.ts');
  startJudging(PLAIN_RULES);
  await until('whole');
  send({ kind: 'scene', scene: { kind: 'key', saved, world: WORLD, suppressions: [] } });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

test('a text is read, then compared, then what mends it is proved', async () => {
  judge(1);
  await until('proved 1');
  expect(ofTurn(1)).toEqual(['read', 'compared', 'proved']);
});

test('a text that has a newer one behind it is not even read', async () => {
  judge(2);
  judge(3);
  await until('proved 3');
  expect(ofTurn(2)).toEqual([]);
});

test('a newer text ends the work on the older one after its reading, and after its comparison', async () => {
  onWord = (word) => {
    if (word === 'read 4') judge(5);
    if (word === 'compared 5') judge(6);
  };
  judge(4, saved.replace('kms:*', 'kms:Decrypt'));
  await until('proved 6');
  expect(ofTurn(4)).toEqual(['read']);
  expect(ofTurn(5).filter((word) => word !== 'proved')).toEqual(['read', 'compared']);
});

test('a question is answered with its number', async () => {
  send({ kind: 'ask', id: 9, question: { kind: 'compare', before: saved, after: saved } });
  await until('answer');
});
