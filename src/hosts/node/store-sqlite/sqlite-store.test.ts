import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aBatch, aLeaf, aRow, aSeal, leavesFrom, META } from '../../../domain/ports/store-samples.ts';
import { storeSuite } from '../../../domain/ports/store.suite.ts';
import type { Store } from '../../../domain/ports/store.ts';
import { LOCK_FILE } from './lock.ts';
import { openSqliteStoreReadOnly } from './read-only-store.ts';
import { openReading } from './reading.ts';
import { openSqliteStore } from './sqlite-store.ts';

const newDirectory = (): string => mkdtempSync(join(tmpdir(), 'keydesk-store-'));

storeSuite('sqlite', async () => {
  const directory = newDirectory();
  const open = (): Promise<Store> =>
    openSqliteStore({ path: join(directory, 'keydesk.sqlite'), onFatal: () => undefined });
  let store = await open();
  return {
    get store() {
      return store;
    },
    reopen: async () => {
      await store.close();
      return (store = await open());
    },
    dispose: async () => {
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
});

describe('the file', () => {
  let directory: string;
  let path: string;
  const stores: Store[] = [];
  const onFatal = vi.fn();
  const open = async (): Promise<Store> => {
    const store = await openSqliteStore({ path, onFatal });
    stores.push(store);
    return store;
  };
  const alter = (sql: string): void => {
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
  };
  beforeEach(() => {
    directory = newDirectory();
    path = join(directory, 'keydesk.sqlite');
    onFatal.mockReset();
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    rmSync(directory, { recursive: true });
  });

  it('is private, durable by its settings, and one file when closed', async () => {
    const store = await open();
    await store.commit(aBatch({ leaves: [aLeaf(0)] }));
    for (const name of ['keydesk.sqlite', 'keydesk.sqlite-wal', LOCK_FILE])
      expect(statSync(join(directory, name)).mode & 0o777, name).toBe(0o600);
    await store.close();
    expect(readdirSync(directory).sort()).toEqual([LOCK_FILE, 'keydesk.sqlite']);
    const database = new DatabaseSync(path, { readOnly: true });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });

  describe('deleted, moved or replaced while it is open', () => {
    const files = () => ['', '-wal', '-shm'].map((end) => path + end);
    const moved = { code: 'MOVED', message: expect.stringContaining('while it was open') };
    const sizeNow = async (): Promise<number | undefined> => (await open()).seal()?.size;
    let store: Store;
    beforeEach(async () => {
      store = await open();
      await store.commit(aBatch({ leaves: leavesFrom(0, 300), seal: aSeal(300) }));
    });

    it.each([
      ['the file', ['']],
      ['its write-ahead log', ['-wal']],
      ['the index of that log', ['-shm']],
      ['all of it', ['', '-wal', '-shm']],
    ])('%s: a commit is not said to be done, and closing keeps it', async (_, ends) => {
      for (const end of ends) rmSync(path + end);
      const next = store.commit(aBatch({ leaves: leavesFrom(300, 1), seal: aSeal(301) }));
      await expect(next).rejects.toMatchObject(moved);
      expect(onFatal).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(moved));
      await store.close();
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readdirSync(directory).sort()).toEqual([LOCK_FILE, 'keydesk.sqlite']);
      expect(await sizeNow()).toBe(301);
    });

    it('is noticed of a store that nobody writes to', async () => {
      rmSync(path);
      await expect.poll(() => onFatal.mock.calls.length, { timeout: 5_000 }).toBe(1);
      await store.close();
      expect(await sizeNow()).toBe(300);
    });

    it('is not put over what stands there now', async () => {
      for (const file of files()) rmSync(file);
      writeFileSync(path, 'somebody else’s');
      await expect(store.commit(aBatch({ leaves: leavesFrom(300, 1) }))).rejects.toMatchObject(moved);
      await store.close();
      expect(readFileSync(path, 'utf8')).toBe('somebody else’s');
    });

    it('goes on when it is back with its directory', async () => {
      const away = `${directory}-away`;
      renameSync(directory, away);
      await expect(
        store.commit(aBatch({ leaves: leavesFrom(300, 1), seal: aSeal(301) })),
      ).rejects.toMatchObject(moved);
      await store.close();
      renameSync(away, directory);
      expect(await sizeNow()).toBe(301);
    });
  });

  it('of a newer schema is refused and left as it is', async () => {
    await (await open()).close();
    alter('PRAGMA user_version = 2');
    await expect(open()).rejects.toMatchObject({
      name: 'StoreError',
      code: 'NEWER_SCHEMA',
      message: expect.stringContaining('newer Keydesk (schema 2'),
    });
    await expect(openSqliteStoreReadOnly(path)).rejects.toMatchObject({ code: 'NEWER_SCHEMA' });
    alter('PRAGMA user_version = 1');
    expect((await open()).seal()).toBeNull();
  });

  it('of an earlier Keydesk gets the indexes that it lacks', async () => {
    await (await open()).commit(aBatch({ leaves: leavesFrom(0, 2, { class: 'read' }) }));
    await stores.pop()?.close();
    alter('DROP INDEX leaf_class');
    const store = await open();
    expect(await store.search({ classes: ['read'], limit: 1 })).toMatchObject({ matching: 2 });
  });

  it('of another program, or no database at all, is refused', async () => {
    writeFileSync(
      path,
      'not a database, but longer than a header of one hundred bytes would have to be '.repeat(20),
    );
    await expect(open()).rejects.toMatchObject({ code: 'NOT_A_STORE' });
    rmSync(path);
    alter('CREATE TABLE theirs (a)');
    await expect(open()).rejects.toMatchObject({
      code: 'NOT_A_STORE',
      message: expect.stringContaining('another program'),
    });
    rmSync(path);
    mkdirSync(path);
    await expect(open()).rejects.toMatchObject({ name: 'StoreError', code: 'IO' });
  });

  it('in a directory that is not there is a clear error', async () => {
    path = join(directory, 'missing', 'keydesk.sqlite');
    await expect(open()).rejects.toMatchObject({
      name: 'StoreError',
      code: 'IO',
      message: expect.stringContaining('missing'),
    });
  });

  it('that may not be written is a clear error', async () => {
    await (await open()).close();
    chmodSync(directory, 0o755);
    chmodSync(path, 0o444);
    const script = join(import.meta.dirname, 'testing', 'open-unwritable.ts');
    const { stdout } = spawnSync(process.execPath, [script, path], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({
      code: 'READ_ONLY',
      message: expect.stringContaining(`The store ${path}: it cannot be written`),
    });
  });

  it('that was damaged is DAMAGED where it is met', async () => {
    const store = await open();
    await store.commit(
      aBatch({
        leaves: leavesFrom(0, 3),
        usage: [
          {
            key: 'k',
            version: 1,
            principal: 'p',
            operation: 'o',
            outcome: 'allowed',
            day: 1,
            count: 1,
            lastSequence: 1,
            lastTime: 1,
          },
        ],
      }),
    );
    await store.close();
    alter(`UPDATE usage SET outcome = 'maybe'; UPDATE leaf SET hash = x'00' WHERE sequence = 1`);
    const again = await open();
    expect(() => [...again.usage()]).toThrow(expect.objectContaining({ code: 'DAMAGED' }));
    await expect(again.leafHashes(0, 3)).rejects.toMatchObject({ code: 'DAMAGED' });
    expect(await again.leafHashes(2, 3)).toEqual(aLeaf(2).hash);
  });

  it('calls onFatal once when a write fails, and reads go on', async () => {
    const store = await open();
    await store.commit(aBatch({ leaves: [aLeaf(0)] }));
    const [first, second] = await Promise.allSettled([
      store.commit(aBatch({ leaves: [aLeaf(0)] })),
      store.commit(aBatch({ leaves: [aLeaf(1)] })),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'CONFLICT' } });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'FAILED' } });
    await expect(store.commit(aBatch({ leaves: [aLeaf(1)] }))).rejects.toMatchObject({ code: 'FAILED' });
    expect(onFatal).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'CONFLICT' }));
    expect(await store.leaf(0)).toEqual(aLeaf(0).bytes);
  });

  it('answers reads that were under way when it is closed', async () => {
    const store = await open();
    await store.commit(aBatch({ leaves: leavesFrom(0, 300) }));
    const commit = store.commit(aBatch({ leaves: leavesFrom(300, 10) }));
    const read = store.leafHashes(0, 300);
    await store.close();
    await commit;
    expect((await read).length).toBe(300 * 32);
    expect((await (await open()).search({ limit: 1 })).size).toBe(310);
  });

  describe('opened for reading only', () => {
    it('reads everything, writes nothing, and makes no file', async () => {
      const store = await open();
      await store.initialise(META);
      const leaves = [
        aLeaf(0, { time: 50, key: null, hasChanges: true }),
        aLeaf(1, { time: 40, outcome: 'denied' }),
        aLeaf(2, { time: 60 }),
      ];
      await store.commit(aBatch({ rows: [aRow('key', 'a', 1)], leaves, seal: aSeal(3) }));
      await store.close();
      const reading = await openSqliteStoreReadOnly(path);
      stores.push(reading);
      expect([reading.meta(), reading.seal(), [...reading.rows()]]).toEqual([
        META,
        aSeal(3),
        [aRow('key', 'a', 1)],
      ]);
      expect([...reading.leafRecords()]).toEqual(leaves);
      expect(
        (await reading.search({ outcomes: ['denied'], limit: 5 })).leaves.map((leaf) => leaf.sequence),
      ).toEqual([1]);
      await expect(reading.commit(aBatch({}))).rejects.toMatchObject({ code: 'READ_ONLY' });
      expect(readdirSync(directory).sort()).toEqual([LOCK_FILE, 'keydesk.sqlite']);
      await expect(open()).rejects.toMatchObject({ code: 'LOCKED' });
      await reading.close();
      expect((await open()).seal()).toEqual(aSeal(3));
    });

    it('keeps no read transaction open between pages of the log, so the write-ahead log can be emptied', async () => {
      const store = await open();
      await store.commit(aBatch({ leaves: leavesFrom(0, 1_500) }));
      const reading = openReading(path);
      const other = new DatabaseSync(path);
      try {
        const emptied = () => other.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
        const seen: number[] = [];
        for (const { sequence } of reading.leafRecords()) {
          seen.push(sequence);
          if (sequence % 500 !== 0) continue;
          expect(emptied()).toMatchObject({ busy: 0, log: 0 });
          if (sequence === 1_000) await store.commit(aBatch({ leaves: leavesFrom(1_500, 700) }));
        }
        // What was appended meanwhile came too.
        expect(seen).toEqual(Array.from({ length: 2_200 }, (_, sequence) => sequence));
        reading.holdMoment();
        await store.commit(aBatch({ leaves: leavesFrom(2_200, 1) }));
        other.exec('PRAGMA busy_timeout = 0');
        expect(emptied()).toMatchObject({ busy: 1 });
      } finally {
        other.close();
        reading.close();
      }
    });

    it('refuses what is missing, and a desk that runs', async () => {
      await expect(openSqliteStoreReadOnly(path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await open();
      await expect(openSqliteStoreReadOnly(path)).rejects.toMatchObject({ code: 'LOCKED' });
    });

    it.each([
      [
        'a leaf filed under a wrong time',
        'UPDATE leaf SET clock = clock + 1 WHERE sequence = 1',
        'leaf 1 is filed',
      ],
      ['a drift that hides a leaf', 'UPDATE drift SET most = 3', 'leaf 1 is filed'],
      ['a missing leaf', 'DELETE FROM leaf WHERE sequence = 1', 'leaf 1 is missing'],
    ])('names %s', async (_, sql, message) => {
      const store = await open();
      await store.commit(
        aBatch({ leaves: [aLeaf(0, { time: 50 }), aLeaf(1, { time: 40 }), aLeaf(2, { time: 60 })] }),
      );
      await store.close();
      alter(sql);
      const reading = await openSqliteStoreReadOnly(path);
      stores.push(reading);
      expect(() => [...reading.leafRecords()]).toThrow(
        expect.objectContaining({ code: 'DAMAGED', message: expect.stringContaining(message) }),
      );
    });
  });
});
