import * as z from 'zod';
import { PAGE_BYTES, type StoredLeaf } from '../../../domain/ports/store.ts';
import { effect, operation } from '../../operation.ts';
import { scan } from '../../scan.ts';
import {
  checkFilter,
  filterMembers,
  filterParameters,
  queryOf,
  searchPermission,
  timeMembers,
} from './event-filter.ts';
import { entryOf, logEntry } from './log-entry.ts';
import { searched, searchedOf } from './searched.ts';

/** Above this many a page that is full counts no further. */
const COUNTED_TO = 10_000;

/**
 * Events newest first, from the whole log; says how many match and how far it looked. What matches is found by the columns beside the
 * events, by their indexes, and where only the bytes know, by looking through them for at most two seconds: `Complete` is false then,
 * and the cursor goes on from there. What is told of an event is what its bytes say, and only when they have the leaf's hash.
 */
export const searchAuditEvents = operation.onAccount({
  name: 'SearchAuditEvents',
  class: 'read',
  input: z.object({
    ...filterMembers,
    ...timeMembers,
    /** Only events older than this sequence: the cursor. */
    Before: z.int().min(0).optional(),
    Limit: z.int().min(1).max(500).optional(),
  }),
  output: z.object({
    Events: z.array(logEntry),
    /**
     * How many match among `Searched`, those of `Events` included, those above the cursor not: with what the pages before have shown it
     * is the number of all from `Searched.From` to the first page's `Searched.To`. Absent above 10,000.
     */
    Matching: z.int().optional(),
    Searched: searched,
    /** The cursor of the next page; absent when nothing older can match. */
    NextBefore: z.int().optional(),
  }),
  errors: ['InvalidArnException', 'NotFoundException'],
  check: checkFilter,
  permissions: searchPermission,
  parameters: filterParameters,
  plan: (context) => {
    const { input: given, desk, call } = context;
    const limit = given.Limit ?? 100;
    const query = queryOf(context);
    return effect(
      async ({ store }) => {
        const leaves: StoredLeaf[] = [];
        let matching = 0;
        let bytes = 0;
        let full = false;
        const before = given.Before;
        const part = { query, before, clock: desk.clock, signal: call.signal };
        const looked = await scan(part, async (slice) => {
          // What is beyond a full page is counted only: the cursor goes on behind its last event.
          const wanted = full ? 0 : limit - leaves.length;
          const enough = Math.max(0, COUNTED_TO - matching);
          const page = await store.search({ ...query, ...slice, limit: wanted, enough });
          leaves.push(...page.leaves);
          matching += page.matching;
          for (const leaf of page.leaves) bytes += leaf.bytes.length;
          full = leaves.length === limit || leaves.length < matching || bytes >= PAGE_BYTES;
          return { ...page, enough: full && matching > COUNTED_TO };
        });
        return { leaves, matching, looked };
      },
      ({ leaves, matching, looked }) => {
        const Events = leaves.map((leaf) => entryOf(desk.sha256, leaf));
        const next =
          matching > Events.length ? Events.at(-1)?.Sequence : looked.complete ? undefined : looked.from;
        return {
          output: {
            Events,
            ...(matching > COUNTED_TO ? {} : { Matching: matching }),
            Searched: searchedOf(looked),
            ...(next === undefined ? {} : { NextBefore: next }),
          },
        };
      },
    );
  },
});
