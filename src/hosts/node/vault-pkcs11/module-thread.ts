/** A thread that asks the module, so that one that is slow or hangs holds up nobody else. Started by `ModuleThreads`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { TokenPlace } from './connection.ts';
import { toFailure, type ModuleFailure } from './module-failure.ts';
import { loadLibrary } from './module.ts';
import { ModuleSide } from './module-side.ts';

export interface ThreadStart {
  readonly modulePath: string;
  readonly handleCacheSize: number;
}

/** What a side can be asked from elsewhere. */
export type Method = Exclude<keyof ModuleSide, 'cached' | 'place'>;

export interface Question {
  readonly method: Method;
  readonly args: readonly unknown[];
  /** The connection that the call is for: given when it is not the thread's present one. */
  readonly place?: TokenPlace;
}

export type Reply = {
  /** Time inside of the module. */
  readonly ms: number;
  readonly cached: number;
} & ({ readonly ok: unknown } | { readonly failure: ModuleFailure });

const { modulePath, handleCacheSize } = workerData as ThreadStart; // ours, at the other end
const side = new ModuleSide(loadLibrary(modulePath), handleCacheSize);
const port = parentPort;
if (port === null) throw new Error('This file runs as a thread.');

port.on('message', ({ method, args, place }: Question) => {
  const began = performance.now();
  const reply = (result: { ok: unknown } | { failure: ModuleFailure }): void =>
    port.postMessage({
      ms: performance.now() - began,
      cached: side.cached,
      ...result,
    } satisfies Reply);
  try {
    if (place !== undefined) side.attach(place);
    const call = side[method] as (...given: readonly unknown[]) => unknown; // the client's types have matched them
    reply({ ok: call.apply(side, [...args]) });
  } catch (error) {
    reply({ failure: toFailure(error) });
  }
});
