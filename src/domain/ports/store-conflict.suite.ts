/** The part of the store suite that commits what must not be committed. */
import { describe, expect, it } from 'vitest';
import { aBatch, aLeaf, aRow, aSeal, bytesOf, leavesFrom } from './store-samples.ts';
import { rowsOf, type StoreUnderTest } from './store.suite.ts';

/** Registers the cases. Stores from `open` are disposed of after each case. */
export function conflictCases(open: () => Promise<StoreUnderTest>): void {
  describe('a batch that does not follow what is stored', () => {
    const stored = aBatch({ rows: [aRow('key', 'a', 2)], leaves: leavesFrom(0, 4), seal: aSeal(4) });
    const good = {
      rows: [aRow('key', 'new', 1)],
      tiles: [{ level: 1, number: 0, hashes: bytesOf('t', 32) }],
      usage: [
        {
          key: 'k',
          version: 1,
          principal: 'p',
          operation: 'o',
          outcome: 'allowed' as const,
          day: 1,
          count: 1,
          lastSequence: 4,
          lastTime: 1,
        },
      ],
      minutes: [{ minute: 1, outcome: 'allowed' as const, operation: 'o', principal: 'p', count: 1 }],
      seal: aSeal(6),
    };
    const bad: readonly (readonly [string, Parameters<typeof aBatch>[0]])[] = [
      ['a sequence that is taken', { ...good, leaves: [aLeaf(4), aLeaf(3)] }],
      ['a sequence twice', { ...good, leaves: [aLeaf(4), aLeaf(4)] }],
      ['a gap in the sequence', { ...good, leaves: [aLeaf(5)] }],
      [
        'a row version that is taken',
        { ...good, leaves: [aLeaf(4)], rows: [...good.rows, aRow('key', 'a', 2)] },
      ],
      ['an older row version', { ...good, leaves: [aLeaf(4)], rows: [...good.rows, aRow('key', 'a', 1)] }],
      ['the same row version twice', { ...good, leaves: [aLeaf(4)], rows: [...good.rows, ...good.rows] }],
      ['row version 0', { ...good, leaves: [aLeaf(4)], rows: [...good.rows, aRow('key', 'zero', 0)] }],
    ];
    it.each(bad)(
      '%s: rejects, nothing of it is there, and no write follows until reopened',
      async (_, parts) => {
        const under = await open();
        await under.store.commit(stored);
        await expect(under.store.commit(aBatch(parts))).rejects.toMatchObject({
          name: 'StoreError',
          code: 'CONFLICT',
        });
        const next = aBatch({ leaves: [aLeaf(4)], seal: aSeal(5) });
        await expect(under.store.commit(next)).rejects.toMatchObject({ code: 'FAILED' });
        await expect(under.store.saveCheckpoint({ size: 4, time: 1, note: 'n' })).rejects.toMatchObject({
          code: 'FAILED',
        });
        const store = await under.reopen();
        expect(rowsOf(store)).toEqual([aRow('key', 'a', 2)]);
        expect(store.seal()).toEqual(aSeal(4));
        expect((await store.search({ limit: 9 })).size).toBe(4);
        expect([[...store.usage()], await store.minutes(0, 9), await store.tile(1, 0)]).toEqual([
          [],
          [],
          null,
        ]);
        await store.commit(next);
        expect((await under.reopen()).seal()).toEqual(aSeal(5));
      },
    );
  });
}
