/**
 * Requests without a verified principal are not appended to the audit log (anyone could fill the disk): counted here by error code,
 * one operational line a minute. Bounded: error codes are ours, addresses are only counted up to a limit.
 */
import type { ErrorCode } from '../../../service/errors.ts';
import type { Log } from '../log/operational-log.ts';

const WINDOW_MS = 60_000;
const HOUR_MINUTES = 60;
const MOST_ADDRESSES = 1_000;

const minuteNow = (): number => Math.floor(performance.now() / WINDOW_MS);

export class UnverifiedCounter {
  readonly #log: Log;
  #counts = new Map<ErrorCode, number>();
  #addresses = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  /** Minute → count, of the last hour. */
  readonly #minutes = new Map<number, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  count(code: ErrorCode, address: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
    const minute = minuteNow();
    if (!this.#minutes.has(minute)) this.#forget(minute);
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + 1);
    if (this.#addresses.size < MOST_ADDRESSES) this.#addresses.add(address);
    this.#timer ??= setTimeout(() => this.#flush(), WINDOW_MS).unref();
  }

  /** How many came in the last hour. */
  lastHour(): number {
    this.#forget(minuteNow());
    return [...this.#minutes.values()].reduce((sum, count) => sum + count, 0);
  }

  #forget(now: number): void {
    for (const minute of this.#minutes.keys()) if (minute <= now - HOUR_MINUTES) this.#minutes.delete(minute);
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
