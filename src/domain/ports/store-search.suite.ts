/** The part of the store suite that searches: every answer is compared with a naive filter's. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddressRange } from '../audit/address-range.ts';
import { matches } from '../audit/event-query.ts';
import { eventBytes, facts, few, leavesOf, queries } from './events.fixture.ts';
import { aBatch, aLeaf, leavesFrom } from './store-samples.ts';
import type { StoreUnderTest } from './store.suite.ts';
import { PAGE_BYTES, type EventPage, type EventSearch, type LeafRecord, type StoredLeaf } from './store.ts';
import { runs } from '../../testing/runs.ts';

const stored = ({ sequence, hash, bytes }: LeafRecord): StoredLeaf => ({ sequence, hash, bytes });

const searches = fc
  .tuple(
    fc.oneof(few, queries),
    fc.record<Pick<EventSearch, 'limit' | 'before' | 'most' | 'enough'>, 'limit'>(
      {
        before: fc.integer({ min: 0, max: 60 }),
        most: fc.integer({ min: 1, max: 70 }),
        enough: fc.nat(10),
        limit: fc.integer({ min: 0, max: 12 }),
      },
      { requiredKeys: ['limit'] },
    ),
  )
  .map(([query, page]): EventSearch => ({ ...query, ...page }));

/** Everything that the port promises of a page. */
function expectPage(page: EventPage, search: EventSearch, leaves: readonly LeafRecord[]): void {
  const { before = Infinity, most = Infinity, limit, enough = Infinity } = search;
  const found = leaves.filter((leaf) => leaf.sequence < before && matches(search, leaf)).toReversed();
  const seen = found.filter(({ sequence }) => sequence >= page.from);
  const { from, to } = page;
  expect(from).toBeGreaterThanOrEqual(0);
  expect(from).toBeLessThanOrEqual(to);
  expect(to).toBeLessThanOrEqual(Math.min(before, leaves.length));
  expect(to - from).toBeLessThanOrEqual(most);
  expect(seen.filter(({ sequence }) => sequence >= to)).toEqual([]);
  if (page.complete) expect(seen.length).toBe(found.length);
  // It stops early for one of two reasons only.
  if (to - from < most && (page.leaves.length < limit || page.matching <= enough))
    expect(page.complete).toBe(true);
  expect(page.leaves).toEqual(seen.slice(0, limit).map(stored));
  expect(page.matching).toBe(seen.length);
  expect(page.size).toBe(leaves.length);
  expect([page.oldest, page.newest]).toEqual(
    from === to ? [null, null] : [leaves[from]?.time, leaves[to - 1]?.time],
  );
}

/** Registers the cases. Stores from `open` are disposed of after each case, those from `make` by the case itself. */
export function searchCases(open: () => Promise<StoreUnderTest>, make: () => Promise<StoreUnderTest>): void {
  describe('search', () => {
    it('answers what a naive filter answers, for every combination', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(facts, { maxLength: 60 }),
          fc.array(searches, { minLength: 60, maxLength: 60 }),
          fc.nat(60),
          async (made, asked, cut) => {
            const under = await make();
            try {
              const leaves = leavesOf(made);
              await under.store.commit(aBatch({ leaves: leaves.slice(0, cut) }));
              const store = cut % 2 === 0 ? under.store : await under.reopen();
              await store.commit(aBatch({ leaves: leaves.slice(cut) }));
              for (const search of asked) expectPage(await store.search(search), search, leaves);
            } finally {
              await under.dispose();
            }
          },
        ),
        { seed: 20261124, numRuns: runs(15) },
      );
    }, 180_000);

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
          bytes: eventBytes({
            source: `10.0.${i % 7}.1`,
            context: [['record', String(i % 900)]],
            envelope: String(i % 1_100).padStart(64, '0'),
          }),
        }),
      );
      await store.commit(aBatch({ leaves }));
      const asked: readonly Omit<EventSearch, 'limit'>[] = [
        {},
        { key: 'k' },
        { keys: ['k', 'none'] },
        { keys: ['l', 'k'], outcomes: ['denied'], since: 10_235 },
        { exceptKeys: Array.from({ length: 40_000 }, (_, i) => (i === 0 ? 'l' : `none-${i}`)) },
        { operations: ['Rare'] },
        { principals: ['p'] },
        { outcomes: ['denied', 'failed'] },
        { request: 'r7' },
        { request: 'none' },
        { principals: ['p'], before: 1_024 },
        { principals: ['p', 'q'], before: 2_048 },
        { operations: ['Rare'], before: 1_025 },
        { key: 'l', since: 10_235, until: 20_485 },
        { operations: ['Rare'], outcomes: ['allowed'], until: 10_240 },
        { key: 'k', before: 0 },
        { classes: ['management'] },
        { classes: ['management', 'data'], before: 2_000 },
        { classes: ['management', 'read'], key: 'l' },
        { classes: ['read'], outcomes: ['denied'] },
        { classes: ['data', 'management', 'data'], principals: ['q'] },
        { classes: ['management', 'data', 'read'], since: 20_485 },
        { context: { name: 'record', value: '7' } },
        { context: { name: 'record', value: null }, before: 3_000, most: 1_500 },
        { source: parseAddressRange('10.0.4.0/23')!, most: 1_000 },
        { envelope: '7'.padStart(64, '0') },
        { envelope: '7'.padStart(64, '0'), before: 1_107 },
      ];
      for (const each of asked)
        for (const limit of [0, 1, 7, 1_200])
          for (const enough of [undefined, 0, 500]) {
            const search = { ...each, limit, ...(enough === undefined ? {} : { enough }) };
            expectPage(await store.search(search), search, leaves);
          }
    });

    it('pages through by the cursor, each event once', async () => {
      const { store } = await open();
      await store.commit(aBatch({ leaves: leavesFrom(0, 25, { key: 'k' }) }));
      const seen: number[] = [];
      for (let before: number | undefined; ;) {
        const page = await store.search({ key: 'k', limit: 10, ...(before === undefined ? {} : { before }) });
        expect(page.matching + seen.length).toBe(25);
        if (page.leaves.length === 0) break;
        for (const leaf of page.leaves) seen.push(leaf.sequence);
        before = seen.at(-1);
      }
      expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => 24 - i));
    });

    it('ends a page with the leaf that fills it, counts on, and goes on behind it', async () => {
      const { store } = await open();
      const bytes = new Uint8Array(PAGE_BYTES / 2);
      const leaves = leavesFrom(0, 7, { key: 'k' }).map((leaf, i) => (i === 3 ? leaf : { ...leaf, bytes }));
      await store.commit(aBatch({ leaves }));
      const pages: number[][] = [];
      let before = Infinity;
      do {
        const page = await store.search({ key: 'k', limit: 5, ...(before === Infinity ? {} : { before }) });
        expect([page.matching, page.complete]).toEqual([Math.min(before, 7), true]);
        pages.push(page.leaves.map(({ sequence }) => sequence));
        before = page.leaves.at(-1)?.sequence ?? 0;
      } while (before > 0);
      expect(pages).toEqual([
        [6, 5],
        [4, 3, 2],
        [1, 0],
      ]);
      const followed: number[][] = [];
      for (let from = 0; from < 7;) {
        const page = await store.follow({}, { from, most: 100, limit: 5 });
        followed.push(page.leaves.map(({ sequence }) => sequence));
        from = page.next;
      }
      expect(followed).toEqual([
        [0, 1],
        [2, 3, 4],
        [5, 6],
      ]);
    });

    it('goes through the log in slices, and each counts its own', async () => {
      const { store } = await open();
      const leaves = leavesFrom(0, 5_000).map((leaf, i) => ({ ...leaf, key: i % 10 === 0 ? 'k' : 'l' }));
      await store.commit(aBatch({ leaves }));
      let matching = 0;
      let slices = 0;
      for (let before: number | undefined; ;) {
        const page = await store.search({
          key: 'k',
          most: 700,
          limit: 0,
          ...(before === undefined ? {} : { before }),
        });
        matching += page.matching;
        slices++;
        before = page.from;
        if (page.complete) break;
      }
      expect([matching, slices]).toEqual([500, 8]);
    });

    it('refuses numbers that make no sense, and a choice of nothing', async () => {
      const { store } = await open();
      for (const limit of [-1, 1.5, NaN, Infinity])
        await expect(store.search({ limit }), String(limit)).rejects.toBeInstanceOf(RangeError);
      for (const most of [0, -1, 1.5, NaN])
        await expect(store.search({ limit: 1, most }), String(most)).rejects.toBeInstanceOf(RangeError);
      for (const nothing of [{ classes: [] }, { principals: [] }, { operations: [] }, { outcomes: [] }])
        await expect(store.search({ ...nothing, limit: 1 })).rejects.toBeInstanceOf(RangeError);
    });
  });

  describe('follow', () => {
    it('reads what matches from a place on, oldest first, each event once', async () => {
      const pages = fc.record({
        from: fc.nat(70),
        most: fc.integer({ min: 1, max: 30 }),
        limit: fc.integer({ min: 1, max: 8 }),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(facts, { maxLength: 60 }),
          fc.array(fc.tuple(few, pages), { minLength: 20, maxLength: 20 }),
          async (made, asked) => {
            const under = await make();
            try {
              const leaves = leavesOf(made);
              await under.store.commit(aBatch({ leaves }));
              for (const [query, page] of asked) {
                const wanted = leaves.filter((leaf) => leaf.sequence >= page.from && matches(query, leaf));
                const found: StoredLeaf[] = [];
                let { from } = page;
                for (;;) {
                  const part = await under.store.follow(query, { ...page, from });
                  expect(part.leaves.length).toBeLessThanOrEqual(page.limit);
                  expect(part.next - from).toBeLessThanOrEqual(page.most);
                  found.push(...part.leaves);
                  if (part.next === from) break;
                  from = part.next;
                }
                expect(found).toEqual(wanted.map(stored));
                expect(from).toBe(Math.max(page.from, leaves.length));
              }
            } finally {
              await under.dispose();
            }
          },
        ),
        { seed: 20261124, numRuns: runs(6) },
      );
    }, 180_000);
  });
}
