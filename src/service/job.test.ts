import { expect, it, vi } from 'vitest';
import { jobSource } from './job.ts';
import { messagesOf } from './dispatch/stream.ts';
import { ServiceError } from './errors.ts';
import type { Ledger } from './ledger/ledger.ts';

/** A job of three steps, as a stream; `order` is what happened, in its order. */
function opened(run: (order: string[]) => AsyncGenerator<number, string>) {
  const order: string[] = [];
  const abort = new AbortController();
  const source = jobSource<number, string, { Position: number; Step?: number; Result?: string }>({
    run: run(order),
    stepMessage: (Step, Position) => ({ Position, Step }),
    lastMessage: (Result, Position) => ({ Position, Result }),
    recorded: (result) => ({ parameters: [['Result', result]] }),
    givenUp: 'Given up.',
  });
  // Of the ledger a stream reads these members only.
  const ledger = {
    store: {},
    committed: { size: 0 },
    writable: true,
    watch: () => () => undefined,
  } as unknown as Ledger;
  const messages = messagesOf({
    ledger,
    source,
    look: () => undefined,
    signal: abort.signal,
    refuse: (error) =>
      error instanceof ServiceError ? error : new ServiceError('KMSInternalException', 'failed'),
    closed: async (refusal) => {
      const closing = refusal === null ? source.closing?.() : undefined;
      order.push(`closed ${refusal?.code ?? closing?.refusal?.code ?? JSON.stringify(closing?.parameters)}`);
    },
  });
  return { messages, order, abort };
}

async function* threeSteps(order: string[]): AsyncGenerator<number, string> {
  try {
    yield 1;
    yield 2;
    return 'done';
  } finally {
    order.push('let go');
  }
}

it('ends by itself; its event is durable before the last message leaves', async () => {
  const { messages, order } = opened(threeSteps);
  const said: unknown[] = [];
  for await (const message of messages) {
    order.push('message');
    said.push(message);
  }
  expect(said).toEqual([
    { Position: 0, Step: 1 },
    { Position: 1, Step: 2 },
    { Position: 2, Result: 'done' },
  ]);
  expect(order).toEqual(['message', 'message', 'let go', 'closed [["Result","done"]]', 'message']);
});

it('that nobody waits for is ended where it is, and booked as failed', async () => {
  const { messages, order } = opened(threeSteps);
  await messages.next();
  await messages.return();
  expect(order).toEqual(['let go', 'closed ConflictException']);
});

it('that fails says why, once', async () => {
  // oxlint-disable-next-line require-yield -- it fails before
  const { messages, order } = opened(async function* () {
    throw new ServiceError('LimitExceededException', 'No space.');
  });
  await expect(messages.next()).rejects.toThrow('No space.');
  expect(order).toEqual(['closed LimitExceededException']);
  expect(await messages.next()).toEqual({ done: true, value: undefined });
});

it('whose reader is slow does no more than it was asked for', async () => {
  const step = vi.fn();
  const { messages } = opened(async function* () {
    for (let i = 0; i < 3; i++) {
      step();
      yield i;
    }
    return 'done';
  });
  await messages.next();
  await new Promise((done) => setImmediate(done));
  expect(step).toHaveBeenCalledTimes(1);
  await messages.return();
});
