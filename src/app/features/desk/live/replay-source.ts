/**
 * Events of a window of the log, oldest first, a little ahead of what is played. The log is searched newest first, so it is asked for
 * slices of time that are short enough to be read whole; they grow where little happened and shrink where much did.
 */
import type { AuditEntry } from '../../../query/contract.ts';
import { visitOf, type Visit } from './visits.ts';

/** Half-open, ms. */
export interface Range {
  readonly since: number;
  readonly until: number;
}

/** One page of the log, newest first. */
export interface LogPage {
  readonly Events: readonly AuditEntry[];
  /** How many match in all; absent when they are very many. */
  readonly Matching?: number | undefined;
  readonly NextBefore?: number | undefined;
}

/** `refused`: only those that were denied or failed. */
export type SearchLog = (
  asked: Range & {
    readonly before?: number;
    readonly limit: number;
    readonly refused?: boolean;
    readonly signal?: AbortSignal;
  },
) => Promise<LogPage>;

/** Most that one page can hold. */
const PAGE = 500;
/** More than this in a slice is asked for in shorter ones. */
const SLICE = 1_000;
/** Fewer: the next slice may be longer. */
const FEW = 250;
/** So many are held ready; less, and more are fetched. */
const AHEAD = 1_000;
const FIRST_MS = 60_000;
const SHORTEST_MS = 250;
const LONGEST_MS = 30 * 86_400_000;

/** An altered event has no time of its own: it stands behind the one before it. */
function visitsOf(newestFirst: readonly AuditEntry[], since: number): readonly Visit[] {
  let before = since;
  return newestFirst
    .toReversed()
    .map((entry) => {
      const visit = visitOf(entry, before);
      before = visit.time;
      return visit;
    })
    .toSorted((a, b) => a.time - b.time || a.sequence - b.sequence);
}

/** All of a range, newest first, however many pages they are. */
async function whole(search: SearchLog, range: Range, first: LogPage): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [...first.Events];
  let before = first.NextBefore;
  while (before !== undefined) {
    // oxlint-disable-next-line no-await-in-loop -- each page's cursor comes with the one before
    const page: LogPage = await search({ ...range, before, limit: PAGE });
    entries.push(...page.Events);
    before = page.NextBefore;
  }
  return entries;
}

/** What comes next in a window. One `load` at a time. */
export class ReplaySource {
  readonly #search: SearchLog;
  readonly #until: number;
  #visits: Visit[] = [];
  #taken = 0;
  #horizon: number;
  #width = FIRST_MS;

  /** `range`: from where it is played to where the window ends. */
  constructor(search: SearchLog, range: Range) {
    this.#search = search;
    this.#until = range.until;
    this.#horizon = range.since;
  }

  /** All events before this are loaded. */
  get horizon(): number {
    return this.#horizon;
  }

  /** Time of the next visit; null when none is loaded. */
  get next(): number | null {
    return this.#visits[this.#taken]?.time ?? null;
  }

  /** Visits that are held ready. */
  get ready(): number {
    return this.#visits.length - this.#taken;
  }

  get isHungry(): boolean {
    return this.#horizon < this.#until && this.ready < AHEAD;
  }

  /** Gives out what lies before `position`, oldest first; each visit once. */
  take(position: number): readonly Visit[] {
    const from = this.#taken;
    while ((this.#visits[this.#taken]?.time ?? Infinity) < position) this.#taken++;
    const due = this.#visits.slice(from, this.#taken);
    return due;
  }

  /** Reads one more slice of the window. Rejects as the search does; then nothing has changed, and it may be called again. */
  async load(): Promise<void> {
    const since = this.#horizon;
    for (;;) {
      const range = { since, until: Math.min(this.#until, since + this.#width) };
      // oxlint-disable-next-line no-await-in-loop -- a shorter slice only when the longer one held too much
      const first = await this.#search({ ...range, limit: PAGE });
      const matching = first.Matching ?? Infinity;
      if (matching > SLICE && range.until - range.since > SHORTEST_MS) {
        // At least by half, and as far as its number says.
        this.#width = Math.max(
          SHORTEST_MS,
          Math.floor((range.until - range.since) * Math.min(0.5, SLICE / 2 / matching)),
        );
        continue;
      }
      // oxlint-disable-next-line no-await-in-loop -- the loop ends with it
      const entries = await whole(this.#search, range, first);
      // What was given out is let go of.
      this.#visits = [...this.#visits.slice(this.#taken), ...visitsOf(entries, since)];
      this.#taken = 0;
      this.#horizon = range.until;
      if (entries.length < FEW) this.#width = Math.min(LONGEST_MS, this.#width * 4);
      return;
    }
  }
}

/** Refusals of a range, as far as the first page that has any. */
async function refusalsIn(search: SearchLog, range: Range): Promise<LogPage> {
  for (let before: number | undefined; ;) {
    // oxlint-disable-next-line no-await-in-loop -- each page's cursor comes with the one before
    const page = await search({
      ...range,
      limit: PAGE,
      refused: true,
      ...(before === undefined ? {} : { before }),
    });
    if (page.Events.length > 0 || page.NextBefore === undefined) return page;
    before = page.NextBefore;
  }
}

/** The first refusal in a range: its time, or null when there is none. Halves the range until one page holds all of it. */
export async function firstRefusal(search: SearchLog, range: Range): Promise<number | null> {
  let { since, until } = range;
  if (since >= until) return null;
  let page = await refusalsIn(search, range);
  if (page.Events.length === 0) return null;
  // From here on: there is one in since ≤ time < until, and none before.
  while (page.NextBefore !== undefined && until - since > 1) {
    const middle = since + Math.ceil((until - since) / 2);
    // oxlint-disable-next-line no-await-in-loop -- each half is chosen by the answer before
    const earlier = await refusalsIn(search, { since, until: middle });
    if (earlier.Events.length === 0) since = middle;
    else {
      until = middle;
      page = earlier;
    }
  }
  return page.NextBefore === undefined ? (visitsOf(page.Events, since)[0]?.time ?? since) : since;
}
