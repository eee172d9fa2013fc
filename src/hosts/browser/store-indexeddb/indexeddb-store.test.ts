import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { aBatch, aLeaf, aRow, META } from '../../../domain/ports/store-samples.ts';
import { storeSuite } from '../../../domain/ports/store.suite.ts';
import { removeDatabase } from '../indexeddb.ts';
import { openIndexedDbStore } from './indexeddb-store.ts';

let names = 0;
const newName = (): string => `keydesk-test-${++names}`;
const never = (): void => expect.unreachable('the database was not taken away');

storeSuite('IndexedDB', async () => {
  const name = newName();
  let store = await openIndexedDbStore(name, never);
  return {
    get store() {
      return store;
    },
    reopen: async () => {
      await store.close();
      return (store = await openIndexedDbStore(name, never));
    },
    dispose: async () => {
      await store.close();
      await removeDatabase(name);
    },
  };
});

describe('the database', () => {
  it('is nobody’s after it was removed', async () => {
    const name = newName();
    const store = await openIndexedDbStore(name, never);
    await store.initialise(META);
    await store.commit(aBatch({ rows: [aRow('key', 'k', 1)], leaves: [aLeaf(0)] }));
    await store.close();
    await removeDatabase(name);
    const again = await openIndexedDbStore(name, never);
    expect([again.meta(), again.rowCount()]).toEqual([null, 0]);
    await again.close();
  });

  it('of a newer release is left alone', async () => {
    const name = newName();
    await new Promise<void>((resolve) => {
      const request = indexedDB.open(name, 99);
      request.addEventListener('success', () => {
        request.result.close();
        resolve();
      });
    });
    await expect(openIndexedDbStore(name, never)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'NEWER_SCHEMA',
    });
  });

  it('says when it is taken away, and writes no more', async () => {
    const name = newName();
    let lost = 0;
    const store = await openIndexedDbStore(name, () => void lost++);
    await store.initialise(META);
    await removeDatabase(name);
    expect(lost).toBe(1);
    await expect(store.commit(aBatch({ leaves: [aLeaf(0)] }))).rejects.toThrow();
    await expect(store.commit(aBatch({}))).rejects.toMatchObject({ code: 'FAILED' });
    expect(store.meta()).toEqual(META);
  });

  it('with a gap among its events is not believed', async () => {
    const name = newName();
    const store = await openIndexedDbStore(name, never);
    await store.commit(aBatch({ leaves: [aLeaf(0)] }));
    await store.commit(aBatch({ leaves: [aLeaf(1)] }));
    await store.close();
    await new Promise<void>((resolve) => {
      const request = indexedDB.open(name);
      request.addEventListener('success', () => {
        const transaction = request.result.transaction('batches', 'readwrite');
        transaction.objectStore('batches').delete(0);
        transaction.addEventListener('complete', () => {
          request.result.close();
          resolve();
        });
      });
    });
    await expect(openIndexedDbStore(name, never)).rejects.toMatchObject({ code: 'DAMAGED' });
  });
});
