import { expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { memoryStore } from '../../../domain/ports/memory-store.ts';
import { State } from '../../../domain/state/state.ts';
import { aBatch, leavesFrom } from '../../../domain/ports/store-samples.ts';
import { deskFacts } from '../../dispatch/testing/desk-facts.ts';
import type { Context } from '../../operation.ts';
import { tailAuditEvents } from './tail-audit-events.ts';

type Input = Parameters<typeof tailAuditEvents.plan>[0]['input'];
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

async function tailOf(input: Input) {
  const store = memoryStore();
  // Of its context the plan reads the input, the hash and which keys are practice keys.
  const source = tailAuditEvents.plan({
    input,
    desk: deskFacts(sha256).desk,
    state: new State(),
    call: {},
  } as unknown as Context<Input>);
  let size = 0;
  return {
    record: async (count: number): Promise<void> => {
      await store.commit(aBatch({ leaves: leavesFrom(size, count) }));
      size += count;
    },
    /** Sequences and position of the next message, when the ledger has heard of so many. */
    next: async (committed: number) => {
      const message = await source.next(store, committed);
      return message === null ? null : [message.Events.map(({ Sequence }) => Sequence), message.Position];
    },
    idle: () => source.idle(),
  };
}

it('gives nothing twice when the store is ahead of the ledger', async () => {
  const { record, next } = await tailOf({ After: -1 });
  await record(3);
  expect(await next(2)).toEqual([[0, 1, 2], 2]);
  expect(await next(2)).toBeNull();
  await record(1);
  expect(await next(3)).toEqual([[3], 3]);
});

it('begins at the end of the log, also when asked to go on behind it', async () => {
  for (const input of [{}, { After: 99 }]) {
    const { record, next, idle } = await tailOf(input);
    await record(2);
    expect(await next(2)).toEqual([[], 1]);
    await record(1);
    expect(await next(3)).toEqual([[2], 2]);
    expect(idle()).toEqual({ Events: [], Position: 2, Log: 3 });
  }
});

it('says how far it is while nothing matches, as long as there is more to look at', async () => {
  const { record, next } = await tailOf({ After: -1, Operation: 'Never' });
  await record(20_000);
  expect(await next(20_000)).toEqual([[], 16_383]);
  expect(await next(20_000)).toBeNull();
});
