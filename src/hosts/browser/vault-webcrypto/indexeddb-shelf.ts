/** Resident keys in a browser's IndexedDB: CryptoKeys are kept as they are, so what cannot be exported stays so. */
import { answer, done, openDatabase, removeDatabase } from '../indexeddb.ts';
import type { KeyShelf, ResidentKeys } from './resident-keys.ts';

const TABLE = 'keys';
const ALL = 'resident';

/** The shelf of this name. */
export function indexedDbShelf(name: string): KeyShelf & { remove(): Promise<void> } {
  const open = (): Promise<IDBDatabase> =>
    openDatabase({ name, schema: 1, tables: [TABLE], onLost: () => {} });
  return {
    async load() {
      const database = await open();
      try {
        const kept: unknown = await answer(database.transaction(TABLE).objectStore(TABLE).get(ALL));
        return (kept ?? null) as ResidentKeys | null; // written below, by nobody else
      } finally {
        database.close();
      }
    },
    async save(keys) {
      const database = await open();
      try {
        const transaction = database.transaction(TABLE, 'readwrite', { durability: 'strict' });
        transaction.objectStore(TABLE).put(keys, ALL);
        await done(transaction);
      } finally {
        database.close();
      }
    },
    remove: () => removeDatabase(name),
  };
}
