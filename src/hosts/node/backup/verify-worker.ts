/** The thread that reads the whole log of a desk that runs, on a connection of its own: what may change from one moment. */
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { verifyLog } from '../../../service/verify-log.ts';
import { hmacSha256, sha256, verifyEd25519 } from '../start/bytes-node.ts';
import { readKeptNote } from '../start/kept-checkpoint.ts';
import { toStoreError } from '../store-sqlite/errors.ts';
import { openReading } from '../store-sqlite/reading.ts';
import { toFailure } from '../store-sqlite/worker-protocol.ts';
import type { VerifyMessage, VerifyStart } from './verify-protocol.ts';

if (parentPort === null) throw new Error('verify-worker.ts runs as a worker thread only');
const port = parentPort;
// Set by keeper.ts, the only one that starts this file.
const { path, alone, meta, macKey, publicKey, stop } = workerData as VerifyStart;
const say = (message: VerifyMessage): void => port.postMessage(message);

class Stopped extends Error {}

try {
  // Before the moment: a desk that runs keeps a checkpoint of what is stored, and goes on.
  const beside = readKeptNote(dirname(path));
  const reading = openReading(path, alone);
  try {
    const total = reading.seal()?.size ?? 0;
    const report = await verifyLog({
      store: { ...reading, tile: async (level, number) => reading.tile(level, number) },
      // The desk's own id, and the name that is stored: later epochs are told by the log itself.
      meta: { ...meta, logOrigin: reading.meta()?.logOrigin ?? '' },
      sha256,
      mac: hmacSha256(macKey),
      publicKey,
      verifyEd25519,
      isRunning: !alone,
      ...(alone ? {} : { holdMoment: () => reading.holdMoment() }),
      ...(beside === null ? {} : { keptBeside: beside }),
      onProgress: (done) => {
        if (Atomics.load(stop, 0) !== 0) throw new Stopped();
        say({ kind: 'progress', done, total: Math.max(done, total) });
      },
    });
    say({ kind: 'report', report });
  } finally {
    reading.close();
  }
} catch (error) {
  say(
    error instanceof Stopped
      ? { kind: 'stopped' }
      : { kind: 'failed', failure: toFailure(toStoreError(error, 'The log could not be read')) },
  );
}
port.close();
