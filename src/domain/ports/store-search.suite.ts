/** The part of the store suite that searches: every answer is compared with a naive filter's. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from './memory-store.ts';
import { aBatch, aLeaf, leavesFrom } from './store-samples.ts';
import type { StoreUnderTest } from './store.suite.ts';
import { COUNTED_TO, type EventQuery, type LeafRecord } from './store.ts';
import { runs } from '../../testing/runs.ts';

const pick = (...values: string[]) => fc.constantFrom(...values);

/** Registers the cases. Stores from `open` are disposed of after each case, those from `make` by the case itself. */
export function searchCases(open: () => Promise<StoreUnderTest>, make: () => Promise<StoreUnderTest>): void {
  describe('search', () => {
    const outcomes = fc.constantFrom('allowed', 'denied', 'failed');
    const classes = ['management', 'data', 'read'] as const;
    // Clocks go back now and then, by a little or by much.
    const steps = fc.oneof(
      { weight: 8, arbitrary: fc.nat(20) },
      { weight: 1, arbitrary: fc.integer({ min: -30, max: 0 }) },
    );
    const facts = fc.record({
      step: steps,
      operation: pick('Encrypt', 'Decrypt', ''),
      principal: pick('p', 'q'),
      key: fc.constantFrom('k', 'l', null),
      outcome: outcomes,
      class: fc.constantFrom(...classes),
      request: pick('r1', 'r2', 'r3', 'r4'),
    });
    const queries = fc.record<EventQuery, 'limit'>(
      {
        key: pick('k', 'l', 'none'),
        principal: pick('p', 'q', 'p%'),
        operation: pick('Encrypt', 'Decrypt', ''),
        outcome: outcomes,
        classes: fc.subarray([...classes], { minLength: 1 }),
        since: fc.integer({ min: -10, max: 500 }),
        until: fc.integer({ min: -10, max: 500 }),
        request: pick('r1', 'r2', "r' OR 1"),
        before: fc.integer({ min: 0, max: 60 }),
        limit: fc.integer({ min: 1, max: 12 }),
      },
      { requiredKeys: ['limit'] },
    );

    it('answers what a naive filter answers, for every combination', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(facts, { maxLength: 60 }),
          fc.array(queries, { minLength: 50, maxLength: 50 }),
          fc.nat(60),
          async (made, asked, cut) => {
            const under = await make();
            try {
              let time = 100;
              const leaves: LeafRecord[] = made.map(({ step, ...fact }, i) =>
                aLeaf(i, { ...fact, time: (time += step) }),
              );
              await under.store.commit(aBatch({ leaves: leaves.slice(0, cut) }));
              const store = cut % 2 === 0 ? under.store : await under.reopen();
              await store.commit(aBatch({ leaves: leaves.slice(cut) }));
              for (const query of asked) {
                const found = leaves.filter((leaf) => matches(query, leaf));
                const page = found
                  .filter((leaf) => leaf.sequence < (query.before ?? Infinity))
                  .toReversed()
                  .slice(0, query.limit);
                expect(await store.search(query), JSON.stringify(query)).toEqual({
                  leaves: page.map(({ sequence, hash, bytes }) => ({ sequence, hash, bytes })),
                  total: found.length,
                  size: leaves.length,
                });
              }
            } finally {
              await under.dispose();
            }
          },
        ),
        { seed: 20261124, numRuns: runs(15) },
      );
    });

    it('finds an event whose clock stood behind those before it', async () => {
      const { store } = await open();
      const times = [1000, 5000, 2000, 5001, 900, 6000];
      await store.commit(aBatch({ leaves: times.map((time, i) => aLeaf(i, { time })) }));
      const found = async (since: number, until: number) =>
        (await store.search({ since, until, limit: 9 })).leaves.map((leaf) => leaf.sequence);
      expect(await found(1500, 2500)).toEqual([2]);
      expect(await found(0, 1000)).toEqual([4]);
      expect(await found(1000, 1001)).toEqual([0]);
      expect(await found(5000, 6000)).toEqual([3, 1]);
      expect(await found(6000, 6000)).toEqual([]);
    });

    it('pages and counts across a log of thousands as a naive filter does', async () => {
      const { store } = await open();
      const keys = ['k', 'l', null];
      const leaves = Array.from({ length: 3_100 }, (_, i) =>
        aLeaf(i, {
          key: keys[(i * 7) % 3] ?? null,
          operation: i % 500 === 0 ? 'Rare' : 'Decrypt',
          principal: i < 1_000 || i > 2_900 ? 'p' : 'q',
          outcome: i % 700 === 3 ? 'denied' : 'allowed',
          class: i % 400 === 0 ? 'management' : i % 3 === 1 ? 'read' : 'data',
          request: `r${i % 1_500}`,
          time: i * 10,
        }),
      );
      await store.commit(aBatch({ leaves }));
      const queries: readonly Omit<EventQuery, 'limit'>[] = [
        {},
        { key: 'k' },
        { operation: 'Rare' },
        { principal: 'p' },
        { outcome: 'denied' },
        { request: 'r7' },
        { request: 'none' },
        { principal: 'p', before: 1_024 },
        { principal: 'p', before: 2_048 },
        { operation: 'Rare', before: 1_025 },
        { key: 'l', since: 10_235, until: 20_485 },
        { operation: 'Rare', outcome: 'allowed', until: 10_240 },
        { key: 'k', before: 0 },
        { classes: ['management'] },
        { classes: ['management', 'data'], before: 2_000 },
        { classes: ['management', 'read'], key: 'l' },
        { classes: ['read'], outcome: 'denied' },
        { classes: ['data', 'management', 'data'], principal: 'q' },
        { classes: ['management', 'data', 'read'], since: 20_485 },
      ];
      for (const query of queries) {
        const found = leaves.filter((leaf) => matches({ ...query, limit: 1 }, leaf));
        const shown = found.filter((leaf) => leaf.sequence < (query.before ?? Infinity)).toReversed();
        for (const limit of [1, 7, 1_200]) {
          expect(await store.search({ ...query, limit }), JSON.stringify({ ...query, limit })).toEqual({
            leaves: shown.slice(0, limit).map(({ sequence, hash, bytes }) => ({ sequence, hash, bytes })),
            total: found.length,
            size: leaves.length,
          });
        }
      }
    });

    it('pages through by the cursor, each event once', async () => {
      const { store } = await open();
      await store.commit(aBatch({ leaves: leavesFrom(0, 25, { key: 'k' }) }));
      const seen: number[] = [];
      for (let before: number | undefined; ;) {
        const page = await store.search({
          key: 'k',
          limit: 10,
          ...(before === undefined ? {} : { before }),
        });
        expect(page.total).toBe(25);
        if (page.leaves.length === 0) break;
        for (const leaf of page.leaves) seen.push(leaf.sequence);
        before = seen.at(-1);
      }
      expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => 24 - i));
    });

    it('counts exactly up to the limit of counting, and says null above', async () => {
      const { store } = await open();
      await store.commit(aBatch({ leaves: leavesFrom(0, COUNTED_TO, { key: 'k' }) }));
      expect((await store.search({ limit: 1 })).total).toBe(COUNTED_TO);
      expect((await store.search({ key: 'k', limit: 1, before: 5 })).total).toBe(COUNTED_TO);
      await store.commit(aBatch({ leaves: [aLeaf(COUNTED_TO, { key: 'l' })] }));
      expect(await store.search({ limit: 1 })).toMatchObject({ total: null, size: COUNTED_TO + 1 });
      expect((await store.search({ key: 'k', limit: 1 })).total).toBe(COUNTED_TO);
      expect((await store.search({ key: 'l', limit: 1 })).total).toBe(1);
    });

    it('refuses a limit that is no positive integer, and a choice of no class', async () => {
      const { store } = await open();
      for (const limit of [0, -1, 1.5, NaN, Infinity])
        await expect(store.search({ limit }), String(limit)).rejects.toBeInstanceOf(RangeError);
      await expect(store.search({ classes: [], limit: 1 })).rejects.toBeInstanceOf(RangeError);
    });
  });
}
