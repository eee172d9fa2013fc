/** An event as a store gives it. Whoever can write the store's file chose every byte of it. */
import { equalBytes } from '../bytes.ts';
import type { Sha256 } from '../log/hash.ts';
import { leafHash } from '../log/tree.ts';
import type { StoredLeaf } from '../ports/store.ts';
import { parseEvent } from './canonical-event.ts';
import type { AuditEvent } from './event.ts';

/**
 * The event of a stored leaf, or null when it was altered: its bytes do not have the leaf's hash, are no event, or are another place's.
 * That the hash itself is the log's is not looked at here: the whole tree says so, to `verifyLog`.
 */
export function storedEvent(sha256: Sha256, { sequence, hash, bytes }: StoredLeaf): AuditEvent | null {
  if (!equalBytes(leafHash(sha256, bytes), hash)) return null;
  try {
    const event = parseEvent(bytes);
    return event.sequence === sequence ? event : null;
  } catch {
    return null;
  }
}
