/** What an answer from the log rests on: how far it was looked at. Every count and every empty answer says it. */
import * as z from 'zod';
import type { Looked } from '../../../domain/ports/store.ts';
import { timestamp } from '../../schema.ts';

export const searched = z.object({
  /** Sequences: From ≤ sequence < To. */
  From: z.int(),
  To: z.int(),
  /** Times of the oldest and the newest of these; absent when there is none. */
  Since: timestamp.optional(),
  Until: timestamp.optional(),
  /** How many these are: To − From. */
  Events: z.int(),
  /** Events in the whole log at that moment. */
  Log: z.int(),
  /** Nothing older can match: what was looked at is all there is (below the cursor, in the range of time). */
  Complete: z.boolean(),
});

export const searchedOf = (looked: Looked): z.output<typeof searched> => ({
  From: looked.from,
  To: looked.to,
  ...(looked.oldest === null ? {} : { Since: new Date(looked.oldest) }),
  ...(looked.newest === null ? {} : { Until: new Date(looked.newest) }),
  Events: looked.to - looked.from,
  Log: looked.size,
  Complete: looked.complete,
});
