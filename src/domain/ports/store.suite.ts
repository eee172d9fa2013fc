/** What every Store must do: written once, run on each adapter. */
import { afterEach, describe, expect, it } from 'vitest';
import { aBatch, aLeaf, aRow, aSeal, bytesOf, leavesFrom, META } from './store-samples.ts';
import { conflictCases } from './store-conflict.suite.ts';
import { searchCases } from './store-search.suite.ts';
import { summaryCases } from './store-summary.suite.ts';
import { utf8 } from '../bytes.ts';
import { textOf } from './memory-store.ts';
import { NOT_UTF8, type Row, type Store } from './store.ts';

/** One store and the means to close it and open the same again. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Closes the present one and opens what it left. */
  reopen(): Promise<Store>;
  /** Closes and removes everything. */
  dispose(): Promise<void>;
}

const byName = <T extends object>(items: Iterable<T>): T[] =>
  [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
export const rowsOf = (store: Store): Row[] => byName(store.rows());

const tile = (width: number) => ({ level: 1, number: 0, hashes: bytesOf('tile', 32 * width) });
const usage = (count: number, lastSequence: number, day = 1) => ({
  key: 'k',
  version: 1,
  principal: 'p',
  operation: 'Decrypt',
  outcome: 'allowed' as const,
  day,
  count,
  lastSequence,
  lastTime: lastSequence * 10,
});
const minute = (at: number, count: number, principal = 'p') => ({
  minute: at,
  outcome: 'denied' as const,
  operation: 'Decrypt',
  principal,
  count,
});
const at = (size: number, time: number, note = `note ${size}`) => ({ size, time, note });

/** Runs the suite on stores that `make` opens, each a new and empty one. */
export function storeSuite(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`store: ${name}`, () => {
    const made: StoreUnderTest[] = [];
    const open = async (): Promise<StoreUnderTest> => {
      const under = await make();
      made.push(under);
      return under;
    };
    afterEach(async () => {
      for (const under of made.splice(0)) await under.dispose();
    });

    describe('a new store', () => {
      it('is empty, and still is when reopened', async () => {
        const under = await open();
        for (const again of [false, true]) {
          const store = again ? await under.reopen() : under.store;
          expect([store.meta(), store.seal(), store.latestCheckpoint(), store.rowCount()]).toEqual([
            null,
            null,
            null,
            0,
          ]);
          const all = [store.rows(), store.bodies(), store.changeLeaves(), store.usage()];
          expect(all.map((each) => [...each])).toEqual([[], [], [], []]);
          expect(await store.search({ limit: 5 })).toEqual({
            leaves: [],
            matching: 0,
            from: 0,
            to: 0,
            complete: true,
            size: 0,
            oldest: null,
            newest: null,
          });
          expect(await store.span()).toBeNull();
          expect(await store.leafHashes(0, 9)).toEqual(new Uint8Array());
          expect([await store.leaf(0), await store.tile(1, 0), await store.minutes(0, 1e9)]).toEqual([
            null,
            null,
            [],
          ]);
        }
      });

      it('is initialised once', async () => {
        const under = await open();
        await under.store.initialise(META);
        expect(under.store.meta()).toEqual(META);
        const again = await under.reopen();
        expect(again.meta()).toEqual(META);
        await expect(again.initialise({ ...META, region: 'x' })).rejects.toMatchObject({
          name: 'StoreError',
          code: 'CONFLICT',
        });
        expect((await under.reopen()).meta()).toEqual(META);
      });
    });

    describe('commit', () => {
      it('keeps everything of a batch across reopening', async () => {
        const under = await open();
        const leaves = leavesFrom(0, 3, { hasChanges: true });
        const batch = aBatch({
          rows: [
            aRow('key', 'a', 1),
            aRow('alias', 'a', 1),
            { ...aRow('key', 'empty', 7), body: new Uint8Array() },
          ],
          leaves: [...leaves, aLeaf(3, { key: null })],
          tiles: [{ level: 1, number: 0, hashes: bytesOf('tile', 64) }],
          seal: aSeal(4),
        });
        await under.store.commit(batch);
        for (const again of [false, true]) {
          const store = again ? await under.reopen() : under.store;
          expect(rowsOf(store)).toEqual(byName(batch.rows));
          expect(byName(store.bodies())).toEqual(
            byName(
              rowsOf(store).map(({ kind, id, version, body }) => ({
                kind,
                id,
                version,
                text: textOf(body),
              })),
            ),
          );
          expect(store.rowCount()).toBe(3);
          expect([...store.changeLeaves()]).toEqual(
            leaves.map(({ sequence, bytes }) => ({ sequence, text: textOf(bytes) })),
          );
          expect(store.seal()).toEqual(batch.seal);
          for (const leaf of batch.leaves) expect(await store.leaf(leaf.sequence)).toEqual(leaf.bytes);
          expect(await store.leaf(4)).toBeNull();
          expect(await store.tile(1, 0)).toEqual(bytesOf('tile', 64));
          expect([await store.tile(1, 1), await store.tile(2, 0)]).toEqual([null, null]);
        }
      });

      it('gives as text exactly the bytes that are stored, or says that they are none', async () => {
        const { store } = await open();
        const texts = ['{"a":"b"}', 'Zürich, 日本, 🔑', 'a\0b', '\uFEFF{}', 'a\uFFFDb'];
        const invalid = [
          [0x61, 0xff, 0x62],
          // Three bytes of a character of four: a decoder makes of them one U+FFFD, which has three bytes too.
          [0x61, 0xf0, 0x9f, 0x98, 0x62],
          [0xed, 0xa0, 0x80],
          [0xc0, 0x80],
          [0xef, 0xbf, 0xbd, 0xff],
        ];
        const cases = [
          ...texts.map((text) => ({ bytes: utf8(text), text })),
          ...invalid.map((bytes) => ({ bytes: Uint8Array.from(bytes), text: NOT_UTF8 })),
        ];
        await store.commit(
          aBatch({
            rows: cases.map(({ bytes }, i) => ({ ...aRow('key', String(i), 1), body: bytes })),
            leaves: cases.map(({ bytes }, i) => aLeaf(i, { bytes, hasChanges: true })),
          }),
        );
        expect(byName(store.bodies()).map(({ text }) => text)).toEqual(cases.map(({ text }) => text));
        expect([...store.changeLeaves()].map(({ text }) => text)).toEqual(cases.map(({ text }) => text));
      });

      it('takes a batch of nothing but a seal', async () => {
        const under = await open();
        await under.store.commit(aBatch({ seal: aSeal(0, 'first') }));
        await under.store.commit(aBatch({ seal: aSeal(0, 'second') }));
        expect((await under.reopen()).seal()).toEqual(aSeal(0, 'second'));
      });

      it('replaces rows, tiles and seal by newer ones', async () => {
        const under = await open();
        await under.store.commit(
          aBatch({ rows: [aRow('key', 'a', 1), aRow('key', 'b', 1)], tiles: [tile(1)] }),
        );
        await under.store.commit(
          aBatch({ rows: [aRow('key', 'a', 2), aRow('key', 'a', 3)], tiles: [tile(2)], seal: aSeal(9) }),
        );
        const store = await under.reopen();
        expect(rowsOf(store)).toEqual(byName([aRow('key', 'a', 3), aRow('key', 'b', 1)]));
        expect(await store.tile(1, 0)).toEqual(bytesOf('tile', 64));
        expect(store.seal()).toEqual(aSeal(9));
      });

      it('forgets a deleted row but not its version', async () => {
        const under = await open();
        const deleted = { kind: 'key', id: 'a', version: 2, body: null } as const;
        await under.store.commit(aBatch({ rows: [aRow('key', 'a', 1), aRow('key', 'b', 1)] }));
        await under.store.commit(aBatch({ rows: [deleted, { ...deleted, id: 'never was', version: 1 }] }));
        let store = await under.reopen();
        expect(rowsOf(store)).toEqual([aRow('key', 'b', 1)]);
        expect(store.rowCount()).toBe(1);
        expect(byName(store.bodies())).toMatchObject([
          { id: 'a', version: 2, text: null },
          { id: 'b', version: 1, text: expect.any(String) },
          { id: 'never was', version: 1, text: null },
        ]);
        await expect(store.commit(aBatch({ rows: [aRow('key', 'a', 2)] }))).rejects.toMatchObject({
          code: 'CONFLICT',
        });
        store = await under.reopen();
        await store.commit(aBatch({ rows: [aRow('key', 'a', 3)] }));
        expect(rowsOf(await under.reopen())).toEqual(byName([aRow('key', 'a', 3), aRow('key', 'b', 1)]));
      });

      it('adds usage and minutes up; the later event is the last one', async () => {
        const under = await open();
        await under.store.commit(
          aBatch({ usage: [usage(2, 5), usage(1, 5, 2)], minutes: [minute(7, 1), minute(9, 4)] }),
        );
        await under.store.commit(
          aBatch({ usage: [usage(3, 8)], minutes: [minute(7, 2), minute(8, 1, 'q')] }),
        );
        await under.store.commit(aBatch({ usage: [usage(4, 6)] }));
        const store = await under.reopen();
        expect(byName(store.usage())).toEqual(byName([usage(9, 8), usage(1, 5, 2)]));
        expect(await store.minutes(0, 100)).toEqual([minute(7, 3), minute(8, 1, 'q'), minute(9, 4)]);
        expect(await store.minutes(8, 9)).toEqual([minute(8, 1, 'q')]);
      });

      it('takes a big batch, and keeps its order', async () => {
        const under = await open();
        const leaves = leavesFrom(0, 5000, { hasChanges: true });
        const rows = Array.from({ length: 2000 }, (_, i) => aRow('key', `id ${i}`, 1));
        await under.store.commit(aBatch({ rows, leaves, seal: aSeal(5000) }));
        const store = await under.reopen();
        expect([...store.changeLeaves()].map((leaf) => leaf.sequence)).toEqual(
          leaves.map((leaf) => leaf.sequence),
        );
        expect(store.rowCount()).toBe(2000);
        expect(await store.leaf(4999)).toEqual(leaves[4999]?.bytes);
        expect((await store.leafHashes(0, 5000)).length).toBe(32 * 5000);
      });

      it('neither keeps, changes nor detaches what goes in, and hands out copies', async () => {
        const { store } = await open();
        // Views into one shared buffer, as a caller's encoder may hand over.
        const shared = new Uint8Array(96).fill(1);
        const leaf = aLeaf(0, {
          hash: shared.subarray(0, 32),
          bytes: shared.subarray(32, 64),
          hasChanges: true,
        });
        await store.commit(
          aBatch({
            leaves: [leaf],
            rows: [{ ...aRow('key', 'a', 1), body: shared.subarray(64, 80), mac: shared.subarray(80) }],
          }),
        );
        expect(shared).toEqual(new Uint8Array(96).fill(1));
        shared.fill(2);
        const ones = new Uint8Array(32).fill(1);
        for (let round = 0; round < 2; round++) {
          const row = [...store.rows()][0];
          const out = [
            await store.leaf(0),
            await store.leafHashes(0, 1),
            (await store.search({ limit: 1 })).leaves[0]?.bytes,
            (await store.search({ limit: 1 })).leaves[0]?.hash,
          ];
          expect(out).toEqual([ones, ones, ones, ones]);
          expect([row?.body, row?.mac]).toEqual([ones.slice(16), ones.slice(16)]);
          for (const bytes of [...out, row?.body, row?.mac, store.seal()?.root]) bytes?.fill(3);
        }
        expect(store.seal()).toEqual(aSeal(0));
      });
    });

    conflictCases(open);

    describe('checkpoints', () => {
      it('answers the newest, also after reopening', async () => {
        const under = await open();
        await under.store.saveCheckpoint(at(3, 1_000));
        await under.store.saveCheckpoint(at(10, 2_000));
        await under.store.saveCheckpoint(at(20, 9_000_000));
        await under.store.saveCheckpoint(at(20, 9_000_500, 'signed again'));
        expect(under.store.latestCheckpoint()).toEqual(at(20, 9_000_500, 'signed again'));
        expect((await under.reopen()).latestCheckpoint()).toEqual(at(20, 9_000_500, 'signed again'));
      });

      it('refuses one that would shrink the log', async () => {
        const under = await open();
        await under.store.saveCheckpoint({ size: 10, time: 1_000, note: 'ten' });
        await expect(
          under.store.saveCheckpoint({ size: 9, time: 2_000, note: 'nine' }),
        ).rejects.toMatchObject({ code: 'CONFLICT' });
        expect((await under.reopen()).latestCheckpoint()?.note).toBe('ten');
      });
    });

    describe('leafHashes', () => {
      it('answers [from, to), as far as there are leaves', async () => {
        const { store } = await open();
        const leaves = leavesFrom(0, 10);
        await store.commit(aBatch({ leaves }));
        const hashes = (from: number, to: number) => leaves.slice(from, to).flatMap((leaf) => [...leaf.hash]);
        for (const [from, to] of [
          [0, 10],
          [0, 1],
          [3, 7],
          [9, 10],
          [5, 99],
          [10, 20],
          [42, 43],
          [4, 4],
        ] as const) {
          expect([...(await store.leafHashes(from, to))], `${from} to ${to}`).toEqual(hashes(from, to));
        }
        for (const [from, to] of [
          [-1, 3],
          [3, 2],
          [0.5, 2],
          [0, NaN],
        ] as const) {
          await expect(store.leafHashes(from, to), `${from} to ${to}`).rejects.toBeInstanceOf(RangeError);
        }
      });
    });

    searchCases(open, make);
    summaryCases(open, make);

    it('is closed when closed', async () => {
      const { store } = await open();
      await store.commit(aBatch({ leaves: [aLeaf(0)] }));
      await store.close();
      await store.close();
      const closed = { name: 'StoreError', code: 'CLOSED' };
      await expect(store.commit(aBatch({}))).rejects.toMatchObject(closed);
      await expect(store.saveCheckpoint({ size: 1, time: 1, note: '' })).rejects.toMatchObject(closed);
      await expect(store.search({ limit: 1 })).rejects.toMatchObject(closed);
      await expect(store.leaf(0)).rejects.toMatchObject(closed);
      expect(() => store.seal()).toThrow(expect.objectContaining(closed));
      expect(() => [...store.rows()]).toThrow(expect.objectContaining(closed));
    });
  });
}
