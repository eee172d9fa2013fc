/** Two processes and one store, and a process that is killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../../domain/ports/store.ts';
import { lockDirectory } from './lock.ts';
import { openSqliteStoreReadOnly } from './read-only-store.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { batchOf, LEAVES } from './testing/commit-loop.ts';

const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
};

describe('the file and other processes', () => {
  let directory: string;
  let path: string;
  const stores: Store[] = [];
  const onFatal = vi.fn();
  const open = async (): Promise<Store> => {
    const store = await openSqliteStore({ path, onFatal });
    stores.push(store);
    return store;
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'keydesk-store-'));
    path = join(directory, 'keydesk.sqlite');
  });
  const children: ChildProcess[] = [];
  const start = (...more: string[]): { child: ChildProcess; lines: AsyncIterator<string> } => {
    const script = join(import.meta.dirname, 'testing', 'commit-loop.ts');
    const child = spawn(process.execPath, [script, path, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  };
  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    for (const store of stores.splice(0)) await store.close();
    rmSync(directory, { recursive: true });
  });

  it('is locked while one has it, and free when that one was killed', async () => {
    const { child, lines } = start('hold');
    expect(await lines.next()).toEqual({ done: false, value: 'open' });
    const locked = {
      name: 'StoreError',
      code: 'LOCKED',
      message: expect.stringContaining(`The data directory ${directory} is in use by another Keydesk`),
    };
    await expect(open()).rejects.toMatchObject(locked);
    expect(() => lockDirectory(directory)).toThrow(expect.objectContaining(locked));
    await kill(child);
    await open();
    await expect(open()).rejects.toMatchObject(locked);
  });

  it('works under a lock that the caller holds and keeps', async () => {
    const lock = lockDirectory(directory);
    const store = await openSqliteStore({ path, onFatal, lock });
    await store.close();
    await expect(open()).rejects.toMatchObject({ code: 'LOCKED' });
    lock.release();
    lock.release();
    await open();
  });

  it('kill -9 in the middle of commits loses no acknowledged batch and leaves no half one', async () => {
    let done = -1;
    for (const acknowledgements of [1, 40, 250]) {
      const { child, lines } = start();
      expect((await lines.next()).value).toBe('open');
      let acknowledged = done;
      for (let i = 0; i < acknowledgements; i++) acknowledged = Number((await lines.next()).value);
      await kill(child);
      for (let line = await lines.next(); line.done !== true; line = await lines.next())
        acknowledged = Number(line.value);
      expect(acknowledged).toBeGreaterThanOrEqual(done + acknowledgements);
      expect(existsSync(`${path}-wal`)).toBe(true);

      const reading = await openSqliteStoreReadOnly(path);
      const size = reading.seal()?.size ?? 0;
      await reading.close();
      const store = await open();
      expect(size).toBe(store.seal()?.size);
      expect(size % LEAVES).toBe(0);
      done = size / LEAVES - 1;
      expect(done).toBeGreaterThanOrEqual(acknowledged);
      const batches = Array.from({ length: done + 1 }, (_, n) => batchOf(n));
      const leaves = batches.flatMap((batch) => batch.leaves);
      expect((await store.search({ limit: 1 })).size).toBe(size);
      expect([...store.changeLeaves()].map(({ sequence }) => sequence)).toEqual(
        leaves.map(({ sequence }) => sequence),
      );
      expect(await store.leafHashes(0, size)).toEqual(
        Uint8Array.from(leaves.flatMap((leaf) => [...leaf.hash])),
      );
      expect(new Set([...store.rows()].map((row) => `${row.id} ${row.version}`))).toEqual(
        new Set([...batches.map((_, n) => `a ${n} 1`), `changing ${done + 1}`]),
      );
      expect([...store.usage()]).toEqual([{ ...batches[done]?.usage[0], count: size }]);
      expect((await store.minutes(0, 9)).map((minute) => minute.count)).toEqual([size]);
      expect(store.seal()).toEqual(batches[done]?.seal);
      await store.close();
    }
  });
});
