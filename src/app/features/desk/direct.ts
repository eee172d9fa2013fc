/**
 * "Why not encrypt directly": what payloads of a size cost by the desk's own Encrypt, which takes 4,096 bytes a call, and by an envelope,
 * which takes one call and the cipher in the page. Computed from what was measured just now. Pure.
 */

/** `Encrypt` takes at most this much (AWS KMS, `Plaintext`). */
export const MOST_DIRECT_BYTES = 4096;

export interface Measured {
  /** Of one Encrypt of 4,096 bytes and one GenerateDataKey, there and back, in ms: the median. */
  readonly encryptMs: number;
  readonly dataKeyMs: number;
  /** AES-256-GCM in this page, in bytes a millisecond. */
  readonly localBytesPerMs: number;
  /** How many calls of each the medians are of. */
  readonly calls: number;
}

export interface Cost {
  /** Calls to the desk; each is one use of the master key in the vault. */
  readonly calls: number;
  /** One after the other. */
  readonly milliseconds: number;
  /** At `PRICE` a call. */
  readonly dollars: number;
}

/** Of AWS KMS for symmetric keys, in us-east-1, beyond the free tier: 0.03 USD for 10,000 requests. */
export const PRICE = 0.03 / 10_000;

export interface Comparison {
  readonly direct: Cost;
  readonly envelope: Cost;
}

/** `bytes` of payload, `count` times. */
export function compare(measured: Measured, bytes: number, count: number): Comparison {
  const pieces = Math.max(1, Math.ceil(bytes / MOST_DIRECT_BYTES));
  const cost = (calls: number, milliseconds: number): Cost => ({
    calls: calls * count,
    milliseconds: milliseconds * count,
    dollars: calls * count * PRICE,
  });
  return {
    direct: cost(pieces, pieces * measured.encryptMs),
    envelope: cost(1, measured.dataKeyMs + bytes / measured.localBytesPerMs),
  };
}

/** Of an odd or even number of values; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  return low === undefined || high === undefined ? NaN : (low + high) / 2;
}
