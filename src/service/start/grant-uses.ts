/** What a start reads of the log, in the background, so that the use of grants is known beyond this start. */
import { storedEvent } from '../../domain/audit/stored-event.ts';
import type { EventQuery } from '../../domain/audit/event-query.ts';
import type { Sha256 } from '../../domain/log/hash.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { State } from '../../domain/state/state.ts';
import { DAY_MS } from '../../domain/state/usage-view.ts';

/** Events in one read: a few milliseconds of this thread. */
const PAGE = 100;
/** Events of all keys, and at most of one. */
const IN_ALL = 20_000;
const MOST_OF_ONE = 5_000;
const DAYS = 90;

export interface GrantUsesTools {
  readonly sha256: Sha256;
  readonly store: Store;
  readonly state: State;
  /** Events of before this place; what came since was noted as it came. */
  readonly size: number;
  /** ms */
  readonly now: number;
  readonly stopping: () => boolean;
}

/**
 * Reads the newest events of each key that has grants into `state.grantUses`, and of others' ReEncrypt, which may have used its grants
 * for the destination. Ends early when `stopping` says so; rejects when the store does.
 */
export async function readGrantUses(tools: GrantUsesTools): Promise<void> {
  const { state, now, stopping } = tools;
  const keys = [...state.grants.keys()];
  for (const key of keys) state.grantUses.knowsFrom(key, now);
  const each = Math.max(PAGE, Math.min(MOST_OF_ONE, Math.floor(IN_ALL / Math.max(1, keys.length))));
  for (const key of keys) {
    if (stopping()) return;
    const grants = new Set(state.grants.ofKey(key));
    const oldest = Math.min(...Array.from(grants, (id) => state.grant(id)?.body.createdAt ?? now));
    const since = Math.max(oldest, now - DAYS * DAY_MS);
    /* oxlint-disable no-await-in-loop -- one page after the other: nothing waits for this */
    const own = await readBack(tools, { key, since, outcomes: ['allowed'] }, grants, each);
    const asDestination = { operations: ['ReEncrypt'], exceptKeys: [key], since, outcomes: ['allowed'] };
    const others = await readBack(tools, asDestination as EventQuery, grants, each);
    /* oxlint-enable no-await-in-loop */
    const from = Math.max(own ?? 0, others ?? 0);
    state.grantUses.knowsFrom(key, from > 0 ? from : since === oldest ? 0 : since);
  }
}

/** Notes what matches, newest first; answers the time (ms) to which it came, or null when it saw all. */
async function readBack(
  { sha256, store, state, size, stopping }: GrantUsesTools,
  query: EventQuery,
  grants: ReadonlySet<string>,
  most: number,
): Promise<number | null> {
  let before = size;
  let reached = Infinity;
  for (let read = 0; ;) {
    // oxlint-disable-next-line no-await-in-loop -- each page begins where the last one ended
    const { leaves, matching, complete } = await store.search({ ...query, before, limit: PAGE, enough: 0 });
    for (const leaf of leaves) {
      const event = storedEvent(sha256, leaf);
      if (event === null) continue;
      reached = event.time;
      const decidedBy = event.decidedBy.filter(({ policy }) => grants.has(policy));
      state.grantUses.note({ ...event, decidedBy });
    }
    if (complete && leaves.length === matching) return null;
    read += leaves.length;
    before = leaves.at(-1)?.sequence ?? 0;
    if (read >= most || before === 0 || stopping()) return reached;
  }
}
