/** Requests go by the worker while it is there, and straight before, after and without it; none is done twice. */
import { expect, it, vi } from 'vitest';
import { carrier, NO_WORKER_WAYS, NoWorkerError, NOT_TAKEN, type Way, type Worker } from './way.ts';

const straight = vi.fn<typeof fetch>(async () => new Response('straight'));
const ask = async ({ fetch }: { readonly fetch: typeof globalThis.fetch }): Promise<string> =>
  (await fetch('/api/GetSession', { method: 'POST' })).text();

function worker(answer: () => Response = () => new Response('worker')) {
  const state = { there: true };
  const fetch = vi.fn<typeof globalThis.fetch>(async () => answer());
  return { state, fetch, isThere: () => state.there } satisfies Worker & { state: unknown };
}

it('goes straight until the worker has begun, then by it', async () => {
  const { promise, resolve } = Promise.withResolvers<Worker>();
  const carried = carrier(straight, promise);
  const told: Way[] = [];
  const stop = carried.onWay(() => told.push(carried.way()));
  expect(carried.way()).toEqual({ by: 'page', why: 'starting' });
  expect(await ask(carried)).toBe('straight');
  resolve(worker());
  await carried.settled;
  expect(carried.way()).toBe(carried.way());
  expect(await ask(carried)).toBe('worker');
  expect(told).toEqual([{ by: 'worker' }]);
  stop();
});

it.each(NO_WORKER_WAYS)('says why there is no worker: %s', async (why) => {
  const carried = carrier(straight, Promise.reject(new NoWorkerError(why)));
  await carried.settled;
  expect(carried.way()).toEqual({ by: 'page', why });
  expect(await ask(carried)).toBe('straight');
});

it('calls whatever else stopped it a refusal of the browser', async () => {
  const carried = carrier(straight, Promise.reject(new TypeError('SecurityError')));
  await carried.settled;
  expect(carried.way()).toEqual({ by: 'page', why: 'refused' });
});

it('asks a worker that is no longer there nothing: that would leave the browser', async () => {
  const gone = worker();
  const carried = carrier(straight, Promise.resolve(gone));
  await carried.settled;
  gone.state.there = false;
  expect(await ask(carried)).toBe('straight');
  expect(gone.fetch).not.toHaveBeenCalled();
  expect(carried.way()).toEqual({ by: 'page', why: 'lost' });
});

it('asks the desk itself what a worker did not take', async () => {
  const forgetful = worker(() => new Response(null, { status: NOT_TAKEN }));
  const carried = carrier(straight, Promise.resolve(forgetful));
  await carried.settled;
  expect(await ask(carried)).toBe('straight');
  expect(await ask(carried)).toBe('straight');
  expect(forgetful.fetch).toHaveBeenCalledTimes(1);
});

it('does not ask again what may have been done: that failure is the answer', async () => {
  straight.mockClear();
  const failing = worker(() => {
    throw new TypeError('Failed to fetch');
  });
  const carried = carrier(straight, Promise.resolve(failing));
  await carried.settled;
  await expect(ask(carried)).rejects.toThrow('Failed to fetch');
  expect(straight).not.toHaveBeenCalled();
});
