/** Unwrapped key versions that are kept in the HSM's memory: a reference-counted LRU of their handles. */
import type { Handle } from 'pkcs11js';
import { equalBytes } from '../../../domain/bytes.ts';

/** A handle on loan. It stays valid until it is released, also when it was evicted or forgotten meanwhile. */
export interface Loan {
  readonly handle: Handle;
}

interface Entry extends Loan {
  readonly id: string;
  /** The wrapped bytes that it came from: another blob under the same id must never meet this handle. */
  readonly wrapped: Uint8Array;
  users: number;
  dropped: boolean;
}

export const DEFAULT_HANDLES = 20_000; // 8.5 kB each in SoftHSM

export class HandleCache {
  readonly #limit: number;
  readonly #destroy: (handle: Handle) => void;
  /** Oldest use first (a Map keeps the order of insertion). */
  readonly #entries = new Map<string, Entry>();
  /** The last in that order (unless it was dropped), so that one busy version costs no reordering. */
  #newest: Entry | undefined;

  /** `limit`: handles kept while nobody uses them, at least 1. `destroy` must not throw. */
  constructor(limit: number, destroy: (handle: Handle) => void) {
    if (!Number.isSafeInteger(limit) || limit < 1)
      throw new RangeError(`limit must be an integer of at least 1, not ${limit}`);
    this.#limit = limit;
    this.#destroy = destroy;
  }

  get limit(): number {
    return this.#limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The handle of a version, from `unwrap` unless it is kept. What `unwrap` throws is thrown on, and nothing has changed. */
  acquire(id: string, wrapped: Uint8Array, unwrap: () => Handle): Loan {
    let entry = this.#entries.get(id);
    if (entry !== undefined && equalBytes(entry.wrapped, wrapped)) {
      entry.users++;
      if (entry !== this.#newest) {
        this.#entries.delete(id);
        this.#entries.set(id, entry);
        this.#newest = entry;
      }
      return entry;
    }
    const handle = unwrap();
    this.forget(id);
    entry = { id, handle, wrapped: wrapped.slice(), users: 1, dropped: false };
    this.#entries.set(id, entry);
    this.#newest = entry;
    this.#evict();
    return entry;
  }

  release(loan: Loan): void {
    const entry = loan as Entry; // loans come from `acquire` only
    entry.users--;
    if (entry.dropped) {
      if (entry.users === 0) this.#destroy(entry.handle);
    } else if (this.#entries.size > this.#limit) this.#evict();
  }

  /** No longer lends this version's handle, and destroys it as soon as nobody uses it. */
  forget(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    entry.dropped = true;
    if (entry.users === 0) this.#destroy(entry.handle);
  }

  clear(): void {
    for (const id of this.#entries.keys()) this.forget(id);
  }

  /** Down to the limit, oldest first; handles in use stay, so that the limit may be passed for as long as they are. */
  #evict(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#entries.size <= this.#limit) return;
      if (entry.users === 0) this.forget(id);
    }
  }
}
