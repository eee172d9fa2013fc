/** When the log's newest event was: the least that a clock must say at a start. */
import { storedEvent } from '../../domain/audit/stored-event.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import type { Store } from '../../domain/ports/store.ts';

/** ms; null for an empty log, and when the newest event was altered. Rejects when the store does. */
export async function newestTime(sha256: Sha256, store: Store): Promise<number | null> {
  const [leaf] = (await store.search({ limit: 1, enough: 0 })).leaves;
  return leaf === undefined ? null : (storedEvent(sha256, leaf)?.time ?? null);
}
