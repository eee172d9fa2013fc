/** The reader's thread: searches and the public log's tiles, so that neither holds up a request or a commit. */
import { parentPort, workerData } from 'node:worker_threads';
import type { StoredLeaf } from '../../../domain/ports/store.ts';
import { buffersOf, packLeaves, type LeafMessage } from './leaf-message.ts';
import { openReading, type ReadingDatabase } from './reading.ts';
import { toFailure, type Answer, type ReaderRequest, type WorkerStart } from './worker-protocol.ts';

if (parentPort === null) throw new Error('reader-worker.ts runs as a worker thread only');
const port = parentPort;
const answer = (message: Answer, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
// Set by sqlite-store.ts, the only one that starts this file.
const { path } = workerData as WorkerStart;

const packed = <P extends { readonly leaves: readonly StoredLeaf[] }>(page: P) => ({
  ...page,
  leaves: packLeaves(page.leaves),
});

/** Hashes and tiles are one big buffer, and so are a page's leaves: these are moved. */
function moved(ok: unknown): ArrayBuffer[] {
  if (ok instanceof Uint8Array) return ok.buffer instanceof ArrayBuffer ? [ok.buffer] : [];
  return typeof ok === 'object' && ok !== null && 'leaves' in ok
    ? buffersOf((ok as { leaves: LeafMessage }).leaves) // of the two answers that have it
    : [];
}

function read(database: ReadingDatabase, request: Exclude<ReaderRequest, { do: 'close' }>): unknown {
  switch (request.do) {
    case 'search':
      return packed(database.search(request.asked));
    case 'follow':
      return packed(database.follow(request.query, request.page));
    case 'summarise':
      return database.summarise(request.asked);
    case 'rollup':
      return database.rollup(request.asked);
    case 'span':
      return database.span();
    case 'leaf':
      return database.leaf(request.sequence);
    case 'leafHashes':
      return database.leafHashes(request.from, request.to);
    case 'tile':
      return database.tile(request.level, request.number);
    case 'minutes':
      return database.minutes(request.from, request.to);
    default:
      throw new RangeError(`no such request: ${String(request satisfies never)}`);
  }
}

function serve(database: ReadingDatabase): void {
  port.on('message', (request: ReaderRequest) => {
    try {
      if (request.do === 'close') {
        database.close();
        answer({ ok: null });
        port.close();
        return;
      }
      const ok = read(database, request);
      answer({ ok }, moved(ok));
    } catch (error) {
      answer({ failure: toFailure(error) });
    }
  });
}

/** Between requests, until all is there: the first timeline and search after a start then wait for nothing. */
function warm(database: ReadingDatabase): void {
  try {
    if (!database.warm()) setImmediate(warm, database);
  } catch {
    // Closed meanwhile, or unreadable: who asks is told.
  }
}

try {
  const database = openReading(path);
  serve(database);
  answer({ ok: null });
  warm(database);
} catch (error) {
  answer({ failure: toFailure(error) });
  port.close();
}
