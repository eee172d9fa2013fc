import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ServiceError } from '../errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { HEARTBEAT_MS, messagesOf } from './stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream over a ledger whose commits the test makes: each message is the number of events that are new. */
function opened() {
  const watchers = new Set<() => void>();
  const abort = new AbortController();
  const asked: number[] = [];
  const closed: (readonly [string | null, number])[] = [];
  let size = 0;
  let seen = 0;
  let refusal: ServiceError | null = null;
  let failing: Error | null = null;
  let writable = true;
  // Of the ledger a stream reads these members only.
  const ledger = {
    store: {},
    get committed() {
      return { size, root: new Uint8Array() };
    },
    get writable() {
      return writable;
    },
    whenWritable: () => Promise.resolve(),
    watch: (watcher: () => void) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  } as unknown as Ledger;
  const messages = messagesOf({
    ledger,
    source: {
      next: async (_, committed) => {
        asked.push(committed);
        if (failing !== null) throw failing;
        const news = committed - seen;
        seen = committed;
        return news === 0 ? null : { news };
      },
      idle: () => ({ idle: true }),
    },
    look: () => {
      if (refusal !== null) throw refusal;
    },
    signal: abort.signal,
    refuse: (error) =>
      error instanceof ServiceError ? error : new ServiceError('KMSInternalException', 'failed'),
    closed: async (why, count) => void closed.push([why?.code ?? null, count]),
  });
  return {
    messages,
    abort,
    asked,
    closed,
    watchers,
    commit: (events: number) => {
      size += events;
      for (const watcher of watchers) watcher();
    },
    refuse: (code: 'AccessDeniedException') => (refusal = new ServiceError(code)),
    fail: (error: Error | null, stillWritable: boolean) => {
      failing = error;
      writable = stillWritable;
    },
  };
}

it('waits for a commit, gathers what comes with it, and reads nothing ahead', async () => {
  const stream = opened();
  const first = stream.messages.next();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stream.asked).toEqual([0]);
  stream.commit(1);
  await vi.advanceTimersByTimeAsync(50);
  stream.commit(2);
  await vi.advanceTimersByTimeAsync(50);
  expect(await first).toEqual({ done: false, value: { news: 3 } });
  stream.commit(5);
  await vi.advanceTimersByTimeAsync(60_000);
  // Nobody has taken a message since.
  expect(stream.asked).toEqual([0, 3]);
  expect(await stream.messages.next()).toEqual({ done: false, value: { news: 5 } });
});

it('says that it lives when nothing happens', async () => {
  const stream = opened();
  const first = stream.messages.next();
  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
  expect(await first).toEqual({ done: false, value: { idle: true } });
});

it('gives nothing of what was read when the permission is gone, and ends at once', async () => {
  const stream = opened();
  const first = stream.messages.next();
  const refused = expect(first).rejects.toMatchObject({ code: 'AccessDeniedException' });
  await vi.advanceTimersByTimeAsync(10);
  stream.refuse('AccessDeniedException');
  stream.commit(1);
  await vi.advanceTimersByTimeAsync(200);
  await refused;
  expect(stream.closed).toEqual([['AccessDeniedException', 0]]);
  expect(stream.watchers.size).toBe(0);
});

it('looks for its permission at each heartbeat too', async () => {
  const stream = opened();
  const refused = expect(stream.messages.next()).rejects.toMatchObject({ code: 'AccessDeniedException' });
  await vi.advanceTimersByTimeAsync(10);
  stream.refuse('AccessDeniedException');
  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
  await refused;
});

it('ends when it is told to, and tells a reason that is a refusal', async () => {
  const quiet = opened();
  const last = quiet.messages.next();
  await vi.advanceTimersByTimeAsync(10);
  quiet.abort.abort();
  expect(await last).toEqual({ done: true, value: undefined });
  expect(quiet.closed).toEqual([[null, 0]]);

  const told = opened();
  const refused = expect(told.messages.next()).rejects.toMatchObject({ code: 'StreamReplacedException' });
  await vi.advanceTimersByTimeAsync(10);
  told.abort.abort(new ServiceError('StreamReplacedException', 'elsewhere'));
  await refused;
});

it('records its end once when the reader leaves between two messages', async () => {
  const stream = opened();
  stream.commit(1);
  await stream.messages.next();
  await stream.messages.return();
  expect(stream.closed).toEqual([[null, 1]]);
  expect(stream.watchers.size).toBe(0);
});

it('outlives a store that is opened anew, and ends with an error of one that is not', async () => {
  const stream = opened();
  stream.fail(new Error('the store is closed'), false);
  const first = stream.messages.next();
  await vi.advanceTimersByTimeAsync(10);
  stream.fail(null, true);
  stream.commit(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(await first).toMatchObject({ value: { news: 1 } });
  stream.fail(new Error('damaged'), true);
  await expect(stream.messages.next()).rejects.toMatchObject({ code: 'KMSInternalException' });
});
