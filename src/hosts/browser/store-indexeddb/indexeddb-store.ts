/**
 * The Store in a browser: the store in memory, with every batch written down in IndexedDB before it is done. What is kept are the batches
 * as they came, one record each; a start applies them again, in their order. A demo's year is a dozen of them and some megabytes.
 */
import {
  apply,
  checkFollows,
  emptyContents,
  type MemoryStoreContents,
} from '../../../domain/ports/memory-contents.ts';
import { memoryStore, type WriteDown } from '../../../domain/ports/memory-store.ts';
import {
  StoreError,
  type Batch,
  type DeskMeta,
  type Store,
  type StoredCheckpoint,
} from '../../../domain/ports/store.ts';
import { answer, done, openDatabase } from '../indexeddb.ts';

/** Raised with the layout; a database of a higher one was written by a newer release. */
const SCHEMA = 1;
/** What there is one of, by name: the desk's facts, and the newest checkpoint. */
const SINGLE = 'single';
/** By number, from 0. */
const BATCHES = 'batches';

async function load(database: IDBDatabase): Promise<{ contents: MemoryStoreContents; batches: number }> {
  const transaction = database.transaction([SINGLE, BATCHES]);
  const single = transaction.objectStore(SINGLE);
  const store = transaction.objectStore(BATCHES);
  // The shapes are this module's own: nothing else writes here.
  const [meta, checkpoint, keys, batches] = (await Promise.all([
    answer(single.get('meta')),
    answer(single.get('checkpoint')),
    answer(store.getAllKeys()),
    answer(store.getAll()),
  ])) as [DeskMeta | undefined, StoredCheckpoint | undefined, IDBValidKey[], Batch[]];
  const contents = emptyContents();
  contents.meta = meta ?? null;
  contents.checkpoint = checkpoint ?? null;
  try {
    for (const batch of batches) {
      checkFollows(contents, batch);
      apply(contents, batch);
    }
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause;
    throw new StoreError('DAMAGED', 'Something is missing from what this browser keeps: reset the demo.', {
      cause,
    });
  }
  return { contents, batches: keys.length === 0 ? 0 : Number(keys.at(-1)) + 1 };
}

function writer(database: IDBDatabase, batches: number): WriteDown {
  let next = batches;
  const put = (table: string, key: IDBValidKey, value: unknown): Promise<void> => {
    const transaction = database.transaction(table, 'readwrite', { durability: 'strict' });
    transaction.objectStore(table).put(value, key);
    return done(transaction);
  };
  return {
    meta: (meta) => put(SINGLE, 'meta', meta),
    checkpoint: (checkpoint) => put(SINGLE, 'checkpoint', checkpoint),
    batch: (batch) => put(BATCHES, next++, batch),
    close: async () => database.close(),
  };
}

/**
 * Opens the database of this name, or makes it. One tab at a time: whoever opens it holds the lock of its name (`holdDemo`). `onLost` is
 * called when the browser takes the database away. Rejects with StoreError.
 */
export async function openIndexedDbStore(name: string, onLost: () => void): Promise<Store> {
  const database = await openDatabase({ name, schema: SCHEMA, tables: [SINGLE, BATCHES], onLost });
  try {
    const { contents, batches } = await load(database);
    return memoryStore(contents, writer(database, batches));
  } catch (error) {
    database.close();
    throw error;
  }
}
