/**
 * Looking through the log for as long as one request may: slice by slice, newest first, so that no slice holds the store's reader for
 * long, other requests come between, and a caller who has gone ends it.
 */
import { asksContent, type EventQuery } from '../domain/audit/event-query.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Looked } from '../domain/ports/store.ts';

/** How long one request looks through the log. */
export const SCAN_MS = 2_000;
/** Leaves in a slice: some ten milliseconds where each event's bytes are looked at, likewise by the columns alone. */
const BYTES_SLICE = 16_384;
const COLUMNS_SLICE = 131_072;

export interface Scan {
  readonly query: EventQuery;
  readonly before: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs `slice` from the newest on until it is complete, says that it has enough, or the time is over. Answers what was looked at
 * altogether: the part below `before` as it was when the first slice ran.
 */
export async function scan(
  { query, before, clock, signal }: Scan,
  slice: (part: {
    readonly before?: number;
    readonly most: number;
  }) => Promise<Looked & { readonly enough: boolean }>,
): Promise<Looked> {
  const most = asksContent(query) && query.envelope === undefined ? BYTES_SLICE : COLUMNS_SLICE;
  const ends = clock.elapsed() + SCAN_MS;
  let all: Looked | undefined;
  for (;;) {
    const cursor = all?.from ?? before;
    const looked = await slice({ most, ...(cursor === undefined ? {} : { before: cursor }) });
    all =
      all === undefined
        ? looked
        : {
            ...all,
            from: looked.from,
            complete: looked.complete,
            oldest: looked.oldest ?? all.oldest,
            newest: all.newest ?? looked.newest,
          };
    if (looked.complete || looked.enough || clock.elapsed() >= ends || signal?.aborted === true) return all;
  }
}
