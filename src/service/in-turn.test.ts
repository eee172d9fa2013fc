import { expect, test } from 'vitest';
import { inTurn } from './in-turn.ts';
import type { Call, Desk } from './operation.ts';

const desk = {} as Desk; // told apart by what it is
const by = (id: string) => ({ desk, call: { principal: { id } } as Call }); // of a call, only who makes it is asked

function task() {
  let end = (): void => undefined;
  const ended = new Promise<void>((done) => (end = done));
  let begun = false;
  const work = async (): Promise<void> => {
    begun = true;
    await ended;
  };
  return { work, end, hasBegun: () => begun };
}
const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve(); // oxlint-disable-line no-await-in-loop -- turn after turn
};

test('one at a time for each, in the order asked, and others beside it', async () => {
  const [first, second, other] = [task(), task(), task()];
  const all = [inTurn(by('a'), first.work), inTurn(by('a'), second.work), inTurn(by('b'), other.work)];
  await turns();
  expect([first.hasBegun(), second.hasBegun(), other.hasBegun()]).toEqual([true, false, true]);
  first.end();
  await turns();
  expect(second.hasBegun()).toBe(true);
  second.end();
  other.end();
  await Promise.all(all);
});

test('work that fails lets the next one in, and too many are refused', async () => {
  const held = task();
  const failing = inTurn(by('c'), () => Promise.reject(new Error('lost')));
  const next = inTurn(by('c'), held.work);
  await expect(failing).rejects.toThrow('lost');
  const more = Array.from({ length: 8 }, () => inTurn(by('c'), () => Promise.resolve(1)));
  await expect(inTurn(by('c'), () => Promise.resolve(2))).rejects.toThrow('Try again soon.');
  held.end();
  await next;
  expect(await Promise.all(more)).toEqual(Array(8).fill(1));
  expect(await inTurn(by('c'), () => Promise.resolve(3))).toBe(3);
});
