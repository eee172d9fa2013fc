/**
 * How requests of the demo's console come to the desk in its page: as real ones, which MSW's service worker takes and hands back to the
 * page, or without one, straight. Both end in the same function, so a page may change from one to the other between two requests.
 */

/**
 * Why no service worker carries requests. `starting`: not yet, and nothing waits for it. `unsupported`: the browser has none. `insecure`:
 * only HTTPS and localhost may have one. `refused`: it was not registered, or did not start. `lost`: it was there, and is no more, or does
 * not know this page any more.
 */
export const NO_WORKER_WAYS = ['starting', 'unsupported', 'insecure', 'refused', 'lost'] as const;
export type Straight = (typeof NO_WORKER_WAYS)[number];

export type Way = { readonly by: 'worker' } | { readonly by: 'page'; readonly why: Straight };

export interface Carrier {
  /** For addresses of the desk: `/api/…`, `/log/…`, `/healthz`. */
  readonly fetch: typeof fetch;
  readonly way: () => Way;
  /** Told when the way has changed, until what is returned is called. */
  readonly onWay: (listener: () => void) => () => void;
  /** The worker has begun, or never will. */
  readonly settled: Promise<void>;
}

/** A service worker that has begun to carry. */
export interface Worker {
  /** As a request of the network, which the worker takes. */
  readonly fetch: typeof fetch;
  /** Whether requests of this page still come to it: else they would leave the browser. */
  isThere(): boolean;
}

/** What demo-worker.js answers where the page is unknown to it. Nothing was done, so that it may be asked again. */
export const NOT_TAKEN = 421;

/** A worker cannot be had, and why. */
export class NoWorkerError extends Error {
  readonly why: Straight;
  constructor(why: Straight, cause?: unknown) {
    super(`no service worker: ${why}`, { cause });
    this.name = 'NoWorkerError';
    this.why = why;
  }
}

/** By `worker` when it has begun, until it is lost; before, after and without it by `straight`. */
export function carrier(straight: typeof fetch, worker: Promise<Worker>): Carrier {
  let begun: Worker | null = null;
  let why: Straight = 'starting';
  const listeners = new Set<() => void>();
  // Read once and kept: React compares it.
  let shown: Way = { by: 'page', why };
  const turn = (next: Worker | null, reason: Straight): void => {
    begun = next;
    why = reason;
    shown = next === null ? { by: 'page', why } : { by: 'worker' };
    for (const listener of listeners) listener();
  };
  const settled = worker.then(
    (there) => turn(there, 'lost'),
    (error: unknown) => turn(null, error instanceof NoWorkerError ? error.why : 'refused'),
  );
  return {
    settled,
    way: () => shown,
    onWay: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fetch: async (input, init) => {
      if (begun === null) return straight(input, init);
      if (begun.isThere()) {
        const answer = await begun.fetch(input, init);
        if (answer.status !== NOT_TAKEN) return answer;
      }
      turn(null, 'lost');
      return straight(input, init);
    },
  };
}
