import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { canonicalEvent } from '../../../domain/audit/canonical-event.ts';
import type { EventClass } from '../../../domain/audit/event.ts';
import { memoryStore } from '../../../domain/ports/memory-store.ts';
import { leafHash } from '../../../domain/log/tree.ts';
import { PAGE_BYTES } from '../../../domain/ports/store.ts';
import { aBatch, aLeaf } from '../../../domain/ports/store-samples.ts';
import { deskFacts } from '../../dispatch/testing/desk-facts.ts';
import type { Context, Effect, Ports } from '../../operation.ts';
import { searchAuditEvents } from './search-audit-events.ts';

type Input = Parameters<typeof searchAuditEvents.plan>[0]['input'];
type Output = {
  readonly Events: readonly { readonly Sequence: number; readonly Class: EventClass }[];
  readonly NextBefore?: number;
};

/** The key of every event, gone since. */
const DESTROYED = '11111111-2222-4333-8444-555555555555';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** A log of one event per class named, in that order. */
const logOf = (...classes: readonly EventClass[]) => logOfSized(0, ...classes);

/** The same, of events that have `size` bytes more. */
async function logOfSized(size: number, ...classes: readonly EventClass[]) {
  const { desk } = deskFacts(sha256);
  const store = memoryStore();
  const more = { changes: [], previousChange: null, agent: 'x'.repeat(size) } as const;
  const leaves = classes.map((each, sequence) => {
    const event = { v: 1, sequence, ...desk.facts, class: each, ...more } as const;
    const bytes = canonicalEvent(event);
    return aLeaf(sequence, { class: each, bytes, hash: leafHash(sha256, bytes) });
  });
  await store.commit(aBatch({ leaves }));
  const state = {
    quarantine: new Map(),
    sandboxed: new Map(),
    key: (id: string) => (id === DESTROYED ? { id, state: 'Destroyed' } : undefined),
  };
  return async (input: Input): Promise<Output> => {
    // Of its context the plan reads the input, the hash and the state of a key that is named, of the ports the store.
    const plan = searchAuditEvents.plan({ input, desk, state, call: {} } as unknown as Context<Input>);
    const { effect, finish } = plan as unknown as Effect<Output, unknown>;
    return finish(await effect({ store } as unknown as Ports), undefined as never).output;
  };
}

it('answers events of the classes that are asked for, newest first, and counts those', async () => {
  const search = await logOf('management', 'read', 'data', 'read', 'data');
  const found = await search({ Classes: ['management', 'data'] });
  expect(found.Events.map(({ Sequence, Class }) => [Sequence, Class])).toEqual([
    [4, 'data'],
    [2, 'data'],
    [0, 'management'],
  ]);
  expect(found).toMatchObject({
    Matching: 3,
    Searched: { From: 0, To: 5, Events: 5, Log: 5, Complete: true },
  });
  expect(await search({ Classes: ['read'], Limit: 1 })).toMatchObject({ Matching: 2, NextBefore: 3 });
  expect((await search({})).Events.length).toBe(5);
});

it('ends a page with the event that fills it, and the next one begins behind that', async () => {
  const search = await logOfSized(PAGE_BYTES / 2, 'data', 'data', 'data', 'data', 'data');
  const seen: number[][] = [];
  let before: number | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page begins where the last one ended
    const page = await search(before === undefined ? {} : { Before: before });
    seen.push(page.Events.map(({ Sequence }) => Sequence));
    before = page.NextBefore;
  } while (before !== undefined);
  expect(seen).toEqual([[4, 3], [2, 1], [0]]);
});

it('finds the events of a destroyed key, and none of one that never was', async () => {
  const search = await logOf('management', 'data');
  expect((await search({ KeyId: DESTROYED })).Events.length).toBe(2);
  expect((await search({ KeyId: `arn:aws:kms:us-east-1:000000000000:key/${DESTROYED}` })).Events.length).toBe(
    2,
  );
  await expect(search({ KeyId: '00000000-2222-4333-8444-555555555555' })).rejects.toThrow('does not exist');
});

it('says in its own event which classes it was asked for', () => {
  expect(searchAuditEvents.parameters?.({ Classes: ['data', 'read'], Outcome: 'denied' })).toEqual([
    ['Outcome', 'denied'],
    ['Classes', 'data, read'],
  ]);
});

it('refuses a class that there is not, and a list of none', () => {
  for (const Classes of [['data', 'write'], [], 'data'])
    expect(searchAuditEvents.input.safeParse({ Classes }).success).toBe(false);
});
