/** A few threads that ask the module. Each answers in its order; a call goes to the one that has least to do. */
import { Worker } from 'node:worker_threads';
import type { TokenPlace } from './connection.ts';
import { fromFailure } from './module-failure.ts';
import type { ModuleSide } from './module-side.ts';
import type { Method, Question, Reply, ThreadStart } from './module-thread.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Waiting[];
  place: TokenPlace | null;
  cached: number;
}

/** More would only wait for each other: a module has few lanes, and this desk few cores. */
export const MOST_THREADS = 4;

export class ModuleThreads {
  readonly #start: ThreadStart;
  readonly #onTime: (ms: number) => void;
  readonly #threads: Thread[] = [];
  #idle: (() => void)[] = [];
  #closed = false;

  /** `onTime` hears how long each call was inside of the module. */
  constructor(start: ThreadStart, onTime: (ms: number) => void) {
    this.#start = start;
    this.#onTime = onTime;
  }

  get inFlight(): number {
    return this.#threads.reduce((sum, { waiting }) => sum + waiting.length, 0);
  }

  /** Threads that run. */
  get count(): number {
    return this.#threads.length;
  }

  get cached(): number {
    return this.#threads.reduce((sum, { cached }) => sum + cached, 0);
  }

  /** Asks a thread; `place` is the connection that the call is for, null for a step of a climb. Rejects with what the call threw. */
  ask<M extends Method>(
    place: TokenPlace | null,
    method: M,
    args: Parameters<ModuleSide[M]>,
  ): Promise<ReturnType<ModuleSide[M]>> {
    const thread = this.#leastBusy();
    const answer = new Promise((resolve, reject) => thread.waiting.push({ resolve, reject }));
    const question: Question = { method, args };
    const moved = place !== null && place !== thread.place;
    if (moved) thread.place = place;
    thread.worker.postMessage(moved ? { ...question, place } : question);
    return answer as Promise<ReturnType<ModuleSide[M]>>; // the thread called that method
  }

  /** To all of them. Resolves when each has done it; what a thread has not is no longer there. */
  async tell<M extends 'forget' | 'leave' | 'attach'>(
    method: M,
    args: Parameters<ModuleSide[M]>,
  ): Promise<void> {
    const told = this.#threads.map((thread) => {
      if (method !== 'forget') thread.place = null;
      const answer = new Promise((resolve, reject) => thread.waiting.push({ resolve, reject }));
      thread.worker.postMessage({ method, args } satisfies Question);
      return answer;
    });
    await Promise.allSettled(told);
  }

  /** Resolves when no call is in flight. */
  drained(): Promise<void> {
    return this.inFlight === 0 ? Promise.resolve() : new Promise((done) => this.#idle.push(done));
  }

  /** Ends the threads; what they still do ends with them. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #leastBusy(): Thread {
    let least = this.#threads[0];
    for (const thread of this.#threads)
      if (least === undefined || thread.waiting.length < least.waiting.length) least = thread;
    if (least === undefined || (least.waiting.length > 0 && this.#threads.length < MOST_THREADS))
      return this.#spawn();
    return least;
  }

  #spawn(): Thread {
    const worker = new Worker(new URL('module-thread.ts', import.meta.url), { workerData: this.#start });
    worker.unref(); // what waits for an answer keeps the process alive, not the thread
    const thread: Thread = { worker, waiting: [], place: null, cached: 0 };
    worker.on('message', (reply: Reply) => this.#settle(thread, reply));
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      this.#threads.splice(this.#threads.indexOf(thread), 1);
      const why = this.#closed ? 'The vault is closed.' : 'A thread of the vault has ended.';
      for (const waiting of thread.waiting.splice(0)) waiting.reject(new Error(why, { cause }));
      this.#drainedNow();
    });
    this.#threads.push(thread);
    return thread;
  }

  #settle(thread: Thread, reply: Reply): void {
    this.#onTime(reply.ms);
    thread.cached = reply.cached;
    const waiting = thread.waiting.shift();
    if ('ok' in reply) waiting?.resolve(reply.ok);
    else waiting?.reject(fromFailure(reply.failure));
    this.#drainedNow();
  }

  #drainedNow(): void {
    if (this.inFlight > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const done of idle) done();
  }
}
