/**
 * The Store over SQLite: one writer's thread with the only writing connection, one reader's thread for what may take long, and a
 * reading connection here for the loads at start.
 */
import { dirname } from 'node:path';
import { StoreError, type Store } from '../../../domain/ports/store.ts';
import { packBatch } from './batch-message.ts';
import { toStoreError } from './errors.ts';
import { unpackLeaves, type LeafMessage } from './leaf-message.ts';
import { lockDirectory, type DirectoryLock } from './lock.ts';
import { movedError, Place } from './place.ts';
import { openReading, type ReadingDatabase } from './reading.ts';
import { WorkerClient } from './worker-client.ts';
import type { ReaderAnswers, ReaderRequest, WriterRequest } from './worker-protocol.ts';

/** How often it is looked whether the files are still there. */
const WATCH_MS = 1_000;

export interface SqliteStoreOptions {
  /** The database file; made when absent (its directory must exist). -wal and -shm stand beside it. */
  readonly path: string;
  /** Only what is there: a file that has vanished is not made anew. */
  readonly existing?: boolean;
  /** Called once, when a write has failed or a thread has died: from then on writes reject with FAILED. */
  readonly onFatal: (error: StoreError) => void;
  /** A lock that the caller already holds on the file's directory and releases itself; without one the store takes it for its life. */
  readonly lock?: DirectoryLock;
}

/** Opens or makes the store. Rejects with StoreError: LOCKED, NEWER_SCHEMA, NOT_A_STORE, READ_ONLY, DAMAGED, FULL or IO. */
export async function openSqliteStore({
  path,
  onFatal,
  lock,
  existing = false,
}: SqliteStoreOptions): Promise<Store> {
  const ours = lock === undefined ? lockDirectory(dirname(path)) : undefined;
  let failure: StoreError | null = null;
  const fail = (error: unknown): StoreError => {
    const first = failure === null;
    const known = toStoreError(error, `The store ${path}`);
    failure ??= known;
    if (first) onFatal(known);
    return known;
  };
  const start = async <Request>(file: string): Promise<WorkerClient<Request>> => {
    let opening = true;
    const client = new WorkerClient<Request>(
      new URL(file, import.meta.url),
      { path, create: !existing },
      (error) => {
        if (!opening) fail(error);
      },
    );
    try {
      await client.opened();
    } catch (error) {
      await client.ended();
      throw error;
    }
    opening = false;
    return client;
  };

  let writer: WorkerClient<WriterRequest> | undefined;
  let reader: WorkerClient<ReaderRequest> | undefined;
  let local: ReadingDatabase | undefined;
  let watch: ReturnType<typeof setInterval> | undefined;
  // The writer closes last: SQLite then empties the write-ahead log into the file and removes it.
  const shut = async (): Promise<void> => {
    clearInterval(watch);
    try {
      local?.close();
      await reader?.stop({ do: 'close' });
      await writer?.stop({ do: 'close' });
    } finally {
      ours?.release();
    }
  };
  try {
    writer = await start<WriterRequest>('./writer-worker.ts');
    reader = await start<ReaderRequest>('./reader-worker.ts');
    local = openReading(path);
    // Of a desk that is idle nobody would know until somebody writes.
    const place = new Place(path);
    watch = setInterval(() => {
      if (!place.isOurs && failure === null) fail(movedError(path));
    }, WATCH_MS).unref();
  } catch (error) {
    await shut();
    throw error;
  }
  return store({ writer, reader, local, shut, fail, failure: () => failure });
}

const unpacked = <P extends { readonly leaves: LeafMessage }>(page: P) => ({
  ...page,
  leaves: unpackLeaves(page.leaves),
});

interface Parts {
  readonly writer: WorkerClient<WriterRequest>;
  readonly reader: WorkerClient<ReaderRequest>;
  readonly local: ReadingDatabase;
  readonly shut: () => Promise<void>;
  readonly fail: (error: unknown) => StoreError;
  readonly failure: () => StoreError | null;
}

const closed = (): StoreError => new StoreError('CLOSED', 'The store is closed.');

function store({ writer, reader, local, shut, fail, failure }: Parts): Store {
  let closing: Promise<void> | null = null;

  const write = async (request: WriterRequest, transfer: readonly ArrayBuffer[] = []): Promise<void> => {
    if (closing !== null) throw closed();
    const before = failure();
    if (before !== null)
      throw new StoreError('FAILED', 'An earlier write failed: the store must be opened anew.', {
        cause: before,
      });
    try {
      await writer.ask(request, transfer);
    } catch (error) {
      throw fail(error);
    }
  };
  const read = async <Name extends keyof ReaderAnswers>(
    request: ReaderRequest & { readonly do: Name },
  ): Promise<ReaderAnswers[Name]> => {
    if (closing !== null) throw closed();
    // The worker answers each request with what ReaderAnswers says of it: both ends are ours.
    return (await reader.ask(request)) as ReaderAnswers[Name];
  };

  return {
    meta: () => local.meta(),
    seal: () => local.seal(),
    rows: () => local.rows(),
    bodies: () => local.bodies(),
    rowCount: () => local.rowCount(),
    changeLeaves: () => local.changeLeaves(),
    usage: () => local.usage(),
    latestCheckpoint: () => local.latestCheckpoint(),
    initialise: (meta) => write({ do: 'initialise', meta: { ...meta } }),
    commit: (batch) => {
      const message = packBatch(batch);
      return write({ do: 'commit', batch: message }, [
        message.bytes.buffer,
        message.lengths.buffer,
        message.numbers.buffer,
      ]);
    },
    saveCheckpoint: ({ size, time, note }) => write({ do: 'checkpoint', checkpoint: { size, time, note } }),
    leafHashes: (from, to) => read({ do: 'leafHashes', from, to }),
    tile: (level, number) => read({ do: 'tile', level, number }),
    leaf: (sequence) => read({ do: 'leaf', sequence }),
    search: async (asked) => unpacked(await read({ do: 'search', asked })),
    follow: async (query, page) => unpacked(await read({ do: 'follow', query, page })),
    summarise: (asked) => read({ do: 'summarise', asked }),
    rollup: (asked) => read({ do: 'rollup', asked }),
    span: () => read({ do: 'span' }),
    minutes: (from, to) => read({ do: 'minutes', from, to }),
    close: () => (closing ??= shut()),
  };
}
