/**
 * Requests without a verified principal are not appended to the audit log (anyone could fill the disk): counted here by error code,
 * one operational line a minute. Bounded: error codes are ours, addresses are only counted up to a limit.
 */
import type { ErrorCode } from '../../../service/errors.ts';
import type { Log } from '../log/operational-log.ts';

const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 1_000;

export class UnverifiedCounter {
  readonly #log: Log;
  #counts = new Map<ErrorCode, number>();
  #addresses = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(log: Log) {
    this.#log = log;
  }

  count(code: ErrorCode, address: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
    if (this.#addresses.size < MOST_ADDRESSES) this.#addresses.add(address);
    this.#timer ??= setTimeout(() => this.#flush(), WINDOW_MS).unref();
  }

  #flush(): void {
    this.#timer = null;
    if (this.#counts.size === 0) return;
    this.#log.warn(
      { refused: Object.fromEntries(this.#counts), addresses: this.#addresses.size },
      'requests without a verified principal in the last minute',
    );
    this.#counts = new Map();
    this.#addresses = new Set();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#flush();
  }
}
