/** IndexedDB with promises, and its failures as the store's. */
import { StoreError } from '../../domain/ports/store.ts';

/** When it is on disk. Rejects with StoreError. */
export const done = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(asStoreError(transaction.error)));
  });
export const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(asStoreError(request.error)));
  });

function asStoreError(cause: DOMException | null): StoreError {
  switch (cause?.name) {
    case 'VersionError':
      return new StoreError(
        'NEWER_SCHEMA',
        'What this browser keeps was written by a newer release: reload the page, or reset the demo.',
        { cause },
      );
    case 'QuotaExceededError':
      return new StoreError('FULL', 'This browser keeps no more: free some space, or reset the demo.', {
        cause,
      });
    default:
      return new StoreError('IO', `This browser’s database failed: ${cause?.name ?? 'it was cut off'}.`, {
        cause,
      });
  }
}

export interface Database {
  readonly name: string;
  /** A database of a higher one was written by a newer release. */
  readonly schema: number;
  readonly tables: readonly string[];
  /** It was taken away (deleted, or a newer release wants it): nothing is written from then on. */
  readonly onLost: () => void;
}

/** Opens it, or makes it. Rejects with StoreError. */
export function openDatabase({ name, schema, tables, onLost }: Database): Promise<IDBDatabase> {
  const request = indexedDB.open(name, schema);
  request.addEventListener('upgradeneeded', () => {
    for (const table of tables) request.result.createObjectStore(table);
  });
  return new Promise((resolve, reject) => {
    request.addEventListener('error', () => reject(asStoreError(request.error)));
    request.addEventListener('blocked', () =>
      reject(new StoreError('LOCKED', 'Another tab keeps the demo open in an older release: close it.')),
    );
    request.addEventListener('success', () => {
      const database = request.result;
      database.addEventListener('versionchange', () => {
        database.close();
        onLost();
      });
      database.addEventListener('close', onLost);
      resolve(database);
    });
  });
}

/** Everything under this name, for ever. It must be closed. */
export async function removeDatabase(name: string): Promise<void> {
  await answer(indexedDB.deleteDatabase(name));
}
