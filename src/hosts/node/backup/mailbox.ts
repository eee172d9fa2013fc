/** Messages of a worker thread, one after the other as they are asked for. */
import type { Worker } from 'node:worker_threads';
import { StoreError } from '../../../domain/ports/store.ts';

export class Mailbox<M> {
  readonly #messages: M[] = [];
  #wake: (() => void) | null = null;
  #end: Error | null = null;
  /** Resolves when the thread is gone. */
  readonly closed: Promise<void>;

  constructor(worker: Worker) {
    worker.on('message', (message: M) => {
      this.#messages.push(message);
      this.#wake?.();
    });
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    this.closed = new Promise((done) => {
      worker.on('exit', () => {
        this.#end = new StoreError('FAILED', 'A thread that reads the database has ended before its work.', {
          cause,
        });
        this.#wake?.();
        done();
      });
    });
  }

  /** The next message. Rejects when the thread is gone and none is left. */
  async next(): Promise<M> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#end !== null) throw this.#end;
      // oxlint-disable-next-line no-await-in-loop -- until there is one
      await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}
