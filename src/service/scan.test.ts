import { expect, it } from 'vitest';
import type { EventQuery } from '../domain/audit/event-query.ts';
import { scan, SCAN_MS } from './scan.ts';

const SIZE = 1_000_000;

/** A log of a million leaves; each slice takes so long by the clock. */
function slowLog(query: EventQuery, millisecondsASlice: number, signal?: AbortSignal) {
  let elapsed = 0;
  const asked: { readonly before: number | undefined; readonly most: number }[] = [];
  const run = (before?: number, enough: (slices: number) => boolean = () => false) =>
    scan({ query, before, clock: { now: () => 0, elapsed: () => elapsed }, signal }, async (part) => {
      asked.push({ before: part.before, most: part.most });
      elapsed += millisecondsASlice;
      const to = part.before ?? SIZE;
      const from = Math.max(0, to - part.most);
      const looked = { from, to, complete: from === 0, size: SIZE, oldest: from, newest: to - 1 };
      return { ...looked, enough: enough(asked.length) };
    });
  return { run, asked };
}

it('looks through the whole log in slices, each from where the last one ended', async () => {
  const { run, asked } = slowLog({}, 1);
  expect(await run()).toMatchObject({ from: 0, to: SIZE, complete: true, oldest: 0, newest: SIZE - 1 });
  expect(asked.length).toBeGreaterThan(3);
  asked.slice(1).forEach(({ before }, i) => {
    const last = asked[i]!; // the one before
    expect(before).toBe((last.before ?? SIZE) - last.most);
  });
});

it('stops after two seconds and says how far it came', async () => {
  const { run, asked } = slowLog({ context: { name: 'record', value: '8841' } }, SCAN_MS / 4);
  const looked = await run(900_000);
  expect(asked.length).toBe(4);
  expect(looked).toMatchObject({ to: 900_000, from: 900_000 - 4 * asked[0]!.most, complete: false });
});

it('looks at fewer at a time where the bytes are looked at, but not where an index has them', async () => {
  const most = async (query: EventQuery): Promise<number> => {
    const { run, asked } = slowLog(query, 1);
    await run(undefined, () => true);
    return asked[0]!.most;
  };
  expect(await most({ context: { name: 'a', value: null } })).toBeLessThan(await most({ key: 'k' }));
  expect(await most({ envelope: 'a'.repeat(64) })).toBe(await most({ key: 'k' }));
});

it('stops when it has enough, and when nobody waits any more', async () => {
  const { run, asked } = slowLog({}, 1);
  await run(undefined, (slices) => slices === 2);
  expect(asked.length).toBe(2);
  const gone = slowLog({}, 1, AbortSignal.abort());
  expect((await gone.run()).complete).toBe(false);
  expect(gone.asked.length).toBe(1);
});
