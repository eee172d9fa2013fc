/**
 * The Store in a browser: the store in memory, with every batch written down in IndexedDB in one transaction before it is done. All of it
 * is read at the start: a demo's twenty thousand events are some megabytes.
 */
import {
  emptyContents,
  minuteName,
  rowName,
  tileName,
  usageName,
  type MemoryStoreContents,
} from '../../../domain/ports/memory-contents.ts';
import { memoryStore, type WriteDown } from '../../../domain/ports/memory-store.ts';
import {
  StoreError,
  type DeskMeta,
  type LeafRecord,
  type MinuteDelta,
  type RowChange,
  type Seal,
  type Store,
  type StoredCheckpoint,
  type UsageDelta,
} from '../../../domain/ports/store.ts';
import { answer, done, openDatabase } from '../indexeddb.ts';

/** Raised with the layout; a database of a higher one was written by a newer release. */
const SCHEMA = 1;
/** What there is one of: desk, seal, newest checkpoint, by these names. */
const SINGLE = 'single';
const TABLES = [SINGLE, 'rows', 'leaves', 'tiles', 'usage', 'minutes'] as const;

/** Values by key. The shapes are this module's own: nothing else writes here. */
async function read<T>(
  database: IDBDatabase,
  table: (typeof TABLES)[number],
): Promise<readonly (readonly [IDBValidKey, T])[]> {
  const store = database.transaction(table).objectStore(table);
  const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
  return keys.map((key, at) => [key, values[at] as T] as const);
}

async function load(database: IDBDatabase): Promise<MemoryStoreContents> {
  const contents = emptyContents();
  const single = new Map(await read<unknown>(database, SINGLE));
  contents.meta = (single.get('meta') ?? null) as DeskMeta | null;
  contents.seal = (single.get('seal') ?? null) as Seal | null;
  contents.checkpoint = (single.get('checkpoint') ?? null) as StoredCheckpoint | null;
  for (const [, row] of await read<RowChange>(database, 'rows')) contents.rows.set(rowName(row), row);
  // In the order of their keys, which are the sequences.
  for (const [, leaf] of await read<LeafRecord>(database, 'leaves')) contents.leaves.push(leaf);
  for (const [key, hashes] of await read<Uint8Array>(database, 'tiles'))
    // by tileName
    contents.tiles.set(key as string, hashes);
  for (const [, usage] of await read<UsageDelta>(database, 'usage'))
    contents.usage.set(usageName(usage), usage);
  for (const [, minute] of await read<MinuteDelta>(database, 'minutes'))
    contents.minutes.set(minuteName(minute), minute);
  if (contents.leaves.some(({ sequence }, at) => sequence !== at))
    throw new StoreError('DAMAGED', 'Events are missing from what this browser keeps: reset the demo.');
  return contents;
}

function writer(database: IDBDatabase): WriteDown {
  const change = (
    tables: readonly string[],
    work: (put: (table: string, key: IDBValidKey, value: unknown) => void) => void,
  ) => {
    const transaction = database.transaction(tables, 'readwrite', { durability: 'strict' });
    work((table, key, value) => transaction.objectStore(table).put(value, key));
    return done(transaction);
  };
  return {
    meta: (meta) => change([SINGLE], (put) => put(SINGLE, 'meta', meta)),
    checkpoint: (checkpoint) => change([SINGLE], (put) => put(SINGLE, 'checkpoint', checkpoint)),
    batch: ({ rows, leaves, tiles, seal }, { usage, minutes }) =>
      change(TABLES, (put) => {
        for (const row of rows) put('rows', rowName(row), row);
        for (const leaf of leaves) put('leaves', leaf.sequence, leaf);
        for (const { level, number, hashes } of tiles) put('tiles', tileName(level, number), hashes);
        for (const sum of usage) put('usage', usageName(sum), sum);
        for (const sum of minutes) put('minutes', minuteName(sum), sum);
        put(SINGLE, 'seal', seal);
      }),
    close: async () => database.close(),
  };
}

/**
 * Opens the database of this name, or makes it. One tab at a time: whoever opens it holds the lock of its name (`holdLock`). `onLost` is
 * called when the browser takes the database away. Rejects with StoreError.
 */
export async function openIndexedDbStore(name: string, onLost: () => void): Promise<Store> {
  const database = await openDatabase({ name, schema: SCHEMA, tables: TABLES, onLost });
  try {
    return memoryStore(await load(database), writer(database));
  } catch (error) {
    database.close();
    throw error;
  }
}
