/** The writer's thread: it owns the only writing connection. Its first answer says whether the store could be opened. */
import { parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../../../domain/ports/store.ts';
import { unpackBatch } from './batch-message.ts';
import { openDatabase, type WritingDatabase } from './database.ts';
import { toFailure, type Answer, type WorkerStart, type WriterRequest } from './worker-protocol.ts';

if (parentPort === null) throw new Error('writer-worker.ts runs as a worker thread only');
const port = parentPort;
const answer = (message: Answer): void => port.postMessage(message);
// Set by sqlite-store.ts, the only one that starts this file.
const { path, create } = workerData as WorkerStart;

function serve(database: WritingDatabase): void {
  let failed = false;
  port.on('message', (request: WriterRequest) => {
    try {
      if (request.do === 'close') {
        database.close();
        answer({ ok: null });
        port.close();
        return;
      }
      // After a failed write nothing may follow it: a later batch rests on the one that is missing.
      if (failed)
        throw new StoreError('FAILED', `The store ${path} had a failed write: it must be opened anew.`);
      if (request.do === 'commit') database.commit(unpackBatch(request.batch));
      else if (request.do === 'checkpoint') database.saveCheckpoint(request.checkpoint);
      else database.initialise(request.meta);
      answer({ ok: null });
    } catch (error) {
      failed = true;
      answer({ failure: toFailure(error) });
    }
  });
}

try {
  serve(openDatabase(path, create));
  answer({ ok: null });
} catch (error) {
  answer({ failure: toFailure(error) });
  port.close();
}
