import * as z from 'zod';
import { operation } from '../../operation.ts';
import {
  checkFilter,
  filterMembers,
  filterParameters,
  leavingOut,
  leftOutKeys,
  queryOfAll,
  searchPermission,
} from './event-filter.ts';
import { entryOf, logEntry } from './log-entry.ts';

/** Leaves looked at for one message, and events in it: a reader who is far behind gets many messages, not a large one. */
const LOOKED_AT = 16_384;
const MOST_EVENTS = 200;

/**
 * Events as they are recorded, oldest first, by the same filter as a search. It goes on after `After`, so that a reader who was cut off
 * asks again with the last `Position` and misses nothing; without it, from now on.
 */
export const tailAuditEvents = operation.stream({
  name: 'TailAuditEvents',
  class: 'read',
  background: true,
  input: z.object({
    ...filterMembers,
    /** −1: from the first event on. */
    After: z.int().min(-1).optional(),
  }),
  output: z.object({
    /** Those that match of the events after the last message's `Position`; empty when none does, or when nothing happened for a while. */
    Events: z.array(logEntry),
    /** The last event that was looked at. */
    Position: z.int(),
    /** Events in the log: how many are still to come is `Log` − 1 − `Position`. */
    Log: z.int(),
  }),
  errors: ['InvalidArnException', 'NotFoundException', 'StreamReplacedException'],
  check: checkFilter,
  permissions: searchPermission,
  parameters: (given) => [
    ...filterParameters(given),
    ...(given.After === undefined ? [] : [['After', String(given.After)] as const]),
  ],
  plan: (context) => {
    const { desk, input: given } = context;
    const all = queryOfAll(context);
    let from: number | undefined;
    let log = 0;
    let isFirst = true;
    return {
      next: async (store, committed) => {
        log = committed;
        // Once only: what is read may be ahead of what this ledger has heard of.
        from ??= given.After === undefined ? committed : Math.min(given.After + 1, committed);
        // As it is now: somebody may have begun to practise since.
        const query = leavingOut(all, leftOutKeys(context));
        const page = await store.follow(query, { from, most: LOOKED_AT, limit: MOST_EVENTS });
        from = page.next;
        log = Math.max(log, from);
        // Nothing for this reader: told with the next message, unless they wait for one or for how far it is.
        if (page.leaves.length === 0 && from >= log && !isFirst) return null;
        isFirst = false;
        return {
          Events: page.leaves.map((leaf) => entryOf(desk.sha256, leaf)),
          Position: from - 1,
          Log: log,
        };
      },
      idle: () => ({ Events: [], Position: (from ?? log) - 1, Log: Math.max(log, from ?? 0) }),
    };
  },
});
