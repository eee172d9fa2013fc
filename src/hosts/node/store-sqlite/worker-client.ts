/** One worker thread that answers requests in their order. */
import { Worker } from 'node:worker_threads';
import { StoreError } from '../../../domain/ports/store.ts';
import { fromFailure, type Answer, type WorkerStart } from './worker-protocol.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class WorkerClient<Request> {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #exited: Promise<void>;
  #dead: StoreError | null = null;
  #stopping = false;

  /** `onDeath` is called at most once, when the thread ends without having been asked to. */
  constructor(file: URL, start: WorkerStart, onDeath: (error: StoreError) => void) {
    this.#worker = new Worker(file, { workerData: start });
    // What it says are Answers: both ends are ours.
    this.#worker.on('message', (answer: Answer) => this.#settle(answer));
    let cause: unknown;
    this.#worker.on('error', (error) => (cause = error));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#dead = new StoreError(
          'FAILED',
          `A thread of the store ${start.path} has ended: it must be opened anew.`,
          { cause },
        );
        const left = this.#waiting.splice(0);
        for (const waiting of left) waiting.reject(this.#dead);
        if (!this.#stopping) onDeath(this.#dead);
        resolve();
      });
    });
  }

  /** Resolves when the thread has opened the store; rejects with why it could not. Call once, before any request. */
  opened(): Promise<unknown> {
    return this.#wait();
  }

  /** The answer to a request, FIFO. */
  ask(request: Request, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (this.#dead !== null) return Promise.reject(this.#dead);
    const answer = this.#wait();
    this.#worker.postMessage(request, transfer);
    return answer;
  }

  /** Asks the thread to end, by a request of its own, and waits until it is gone; one that is gone already is fine. */
  async stop(request: Request): Promise<void> {
    this.#stopping = true;
    await this.ask(request).catch(() => undefined);
    await this.#exited;
  }

  /** Resolves when the thread is gone. */
  ended(): Promise<void> {
    return this.#exited;
  }

  #wait(): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    if ('ok' in answer) waiting.resolve(answer.ok);
    else waiting.reject(fromFailure(answer.failure));
  }
}
