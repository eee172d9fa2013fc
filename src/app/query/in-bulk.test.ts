import { expect, test } from 'vitest';
import { inBulk, type BulkProgress } from './in-bulk.ts';

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('every thing has its ending, in its place', async () => {
  const seen: BulkProgress[] = [];
  const refusal = new Error('no');
  const endings = await inBulk({
    items: range(20),
    act: async (n) => {
      await pause();
      if (n % 5 === 3) throw refusal;
      return n * 2;
    },
    onProgress: (progress) => seen.push(progress),
  });
  expect(endings).toHaveLength(20);
  endings.forEach((ending, n) =>
    expect(ending).toEqual(
      n % 5 === 3 ? { kind: 'refused', error: refusal } : { kind: 'done', result: n * 2 },
    ),
  );
  expect(seen[0]).toEqual({ done: 0, refused: 0, total: 20 });
  expect(seen.at(-1)).toEqual({ done: 16, refused: 4, total: 20 });
  expect(seen).toHaveLength(21);
});

test('never more at once than was said', async () => {
  let now = 0;
  let most = 0;
  await inBulk({
    items: range(30),
    atOnce: 4,
    act: async () => {
      most = Math.max(most, ++now);
      await pause();
      now--;
    },
  });
  expect(most).toBe(4);
});

test('cancelling begins nothing more, and waits for what was begun', async () => {
  const stop = new AbortController();
  const begun: number[] = [];
  const ended: number[] = [];
  const endings = await inBulk({
    items: range(12),
    atOnce: 3,
    signal: stop.signal,
    act: async (n) => {
      begun.push(n);
      if (n === 4) stop.abort();
      await pause();
      ended.push(n);
    },
  });
  expect(ended.toSorted((a, b) => a - b)).toEqual(begun.toSorted((a, b) => a - b));
  expect(begun.length).toBeLessThan(9);
  expect(endings.filter(({ kind }) => kind === 'done')).toHaveLength(begun.length);
  expect(endings.filter(({ kind }) => kind === 'cancelled')).toHaveLength(12 - begun.length);
});

const wantsPassword = new Error('password');

function guarded() {
  let fresh = false;
  let asked = 0;
  let calls = 0;
  return {
    count: () => ({ asked, calls }),
    act: async (n: number): Promise<number> => {
      calls++;
      await pause();
      if (!fresh) throw wantsPassword;
      return n;
    },
    confirm: (given: boolean) => async (): Promise<boolean> => {
      asked++;
      await pause();
      fresh = given;
      return given;
    },
  };
}

test('the password is asked for once, and what waited is done again', async () => {
  const desk = guarded();
  const endings = await inBulk({
    items: range(10),
    atOnce: 4,
    act: desk.act,
    needsPassword: (error) => error === wantsPassword,
    confirmPassword: desk.confirm(true),
  });
  expect(endings.every(({ kind }) => kind === 'done')).toBe(true);
  // Four met the refusal and were done again; the others came when it was settled.
  expect(desk.count()).toEqual({ asked: 1, calls: 14 });
});

test('declining refuses all that need it, and asks no second time', async () => {
  const desk = guarded();
  const endings = await inBulk({
    items: range(6),
    atOnce: 2,
    act: desk.act,
    needsPassword: (error) => error === wantsPassword,
    confirmPassword: desk.confirm(false),
  });
  expect(endings).toEqual(range(6).map(() => ({ kind: 'refused', error: wantsPassword })));
  expect(desk.count().asked).toBe(1);
});

test('a run that outlives the password asks again', async () => {
  let left = 0;
  let asked = 0;
  const endings = await inBulk({
    items: range(5),
    atOnce: 1,
    act: (n) => (left-- > 0 ? Promise.resolve(n) : Promise.reject(wantsPassword)),
    needsPassword: (error) => error === wantsPassword,
    confirmPassword: () => {
      asked++;
      left = 3;
      return Promise.resolve(true);
    },
  });
  expect(endings.map(({ kind }) => kind)).toEqual(range(5).map(() => 'done'));
  expect(asked).toBe(2);
});
