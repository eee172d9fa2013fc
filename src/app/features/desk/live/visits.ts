/**
 * What the desk shows of a stream of events: one guest after the other while an eye can follow, and above that standing guests, each for
 * many visits. Fed from outside with events and the time; it knows no clock and no page, and what it keeps is bounded whatever comes.
 */
import type { AuditEntry } from '../../../query/contract.ts';
import { isAltered } from '../../../query/event-words.ts';
import { modeAfter, PLACES, RECENT_MS, type Mode } from './mode.ts';
import { Bounded, OUTCOMES, WINDOW_MS, Window, type Counts, type Outcome } from './window.ts';

/** Lines of the logbook that stand open. */
export const LINES = 12;
const KEYS = 5;
/** Principals with an operation, and keys, that are counted apart; those that came least lately are forgotten first. */
const COUNTED = 64;
/** A guest who was answered stays so long when nobody waits behind, ms. */
const LINGER_MS = 6_000;
/** A visit from counter to answer, ms: the longer the queue, the shorter. 220 ms is a little more than FOLLOWED a second. */
const paceOf = (waiting: number): number => (waiting >= 4 ? 220 : waiting >= 2 ? 450 : 1_400);

/** One event, as the desk needs it. */
export interface Visit {
  readonly sequence: number;
  /** ms since the epoch. */
  readonly time: number;
  /** ARN; empty for an event that was altered, of which nothing is known. */
  readonly principal: string;
  readonly operation: string;
  readonly key: string | null;
  readonly outcome: Outcome;
  readonly error: string | null;
}

/** `before`: the time of the event before it, for one that was altered and does not say. */
export const visitOf = (entry: AuditEntry, before = 0): Visit =>
  isAltered(entry)
    ? {
        sequence: entry.Sequence,
        time: before,
        principal: '',
        operation: '',
        key: null,
        outcome: 'altered',
        error: null,
      }
    : {
        sequence: entry.Sequence,
        time: entry.Time.getTime(),
        principal: entry.Principal,
        operation: entry.Operation,
        key: entry.KeyId ?? null,
        outcome: entry.Outcome,
        error: entry.Error ?? null,
      };

/** Where a visit stands: the slip is on the counter, the line is in the book, the answer is there. */
export type Phase = 'asks' | 'written' | 'answered';

/** A standing guest: one principal with one operation. */
export interface Standing {
  readonly id: string;
  readonly principal: string;
  readonly operation: string;
  /** Of the last five seconds. */
  readonly counts: Counts;
}

export interface View {
  readonly mode: Mode;
  /** All that were fed. */
  readonly totals: Counts;
  readonly visits: number;
  /** In the window, and a second. */
  readonly counts: Counts;
  readonly rate: number;
  /** Seconds that the window's counts stand for: fewer than the window just after the beginning. */
  readonly seconds: number;
  readonly visitor: { readonly visit: Visit; readonly phase: Phase } | null;
  /** Who was at the counter before. */
  readonly gone: Visit | null;
  readonly waiting: readonly Visit[];
  /** By place, nearest to the counter first; null is a free one. */
  readonly standing: readonly (Standing | null)[];
  /** Visits in the window that no standing guest stands for, and by how many others they were made (as far as they are counted apart). */
  readonly others: { readonly visits: number; readonly guests: number };
  /** Newest first. */
  readonly lines: readonly Visit[];
  /** Most used first; counts of the window. */
  readonly keys: readonly { readonly key: string; readonly counts: Counts }[];
}

export const totalOf = (counts: Counts): number =>
  OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
export const refusedOf = ({ denied, failed }: Counts): number => denied + failed;

/** One name with its counts in the window. */
type Live = ReturnType<Bounded['live']>[number];

const SEPARATOR = '\n';
const groupOf = (visit: Visit): string => `${visit.principal}${SEPARATOR}${visit.operation}`;

interface AtCounter {
  readonly visit: Visit;
  readonly since: number;
  /** ms from the counter to the answer. */
  readonly pace: number;
}

const phaseOf = ({ since, pace }: AtCounter, now: number): Phase => {
  const part = (now - since) / pace;
  return part < 0.3 ? 'asks' : part < 0.5 ? 'written' : 'answered';
};

/** The desk. All times are ms of one clock that does not go back. */
export class Visits {
  #places: number;
  readonly #all = new Window();
  readonly #groups = new Bounded(COUNTED);
  readonly #keys = new Bounded(COUNTED);
  readonly #totals: Record<Outcome, number> = { allowed: 0, denied: 0, failed: 0, altered: 0 };
  #lines: readonly Visit[] = [];
  #refused: number | null = null;
  #mode: Mode = 'each';
  #modeSince = -Infinity;
  #begun: number | null = null;
  #now = -Infinity;
  #counter: AtCounter | null = null;
  #gone: Visit | null = null;
  #waiting: Visit[] = [];
  #standing: (string | null)[];

  /** `places`: how many guests the hall has room for. */
  constructor(places = PLACES) {
    this.#places = places;
    this.#standing = Array.from({ length: places }, () => null);
  }

  /** Time of the newest refusal, ms of the log; null when there was none. */
  get newestRefusal(): number | null {
    return this.#refused;
  }

  /** The hall has another width. */
  seat(places: number): void {
    this.#places = places;
    this.#standing = Array.from({ length: places }, (_, at) => this.#standing[at] ?? null);
  }

  /** The clock begins: from here on a quiet second counts as one. */
  begin(now: number): void {
    this.#begun ??= now;
    this.#pass(now);
  }

  /** Visits in the order in which they were recorded. */
  feed(visits: readonly Visit[], now: number): void {
    this.begin(now);
    for (const visit of visits) {
      this.#totals[visit.outcome]++;
      if (visit.outcome === 'denied' || visit.outcome === 'failed') this.#refused = visit.time;
      this.#all.add(visit.outcome);
      if (visit.outcome === 'altered') continue;
      this.#groups.add(groupOf(visit), visit.outcome, this.#now);
      if (visit.key !== null) this.#keys.add(visit.key, visit.outcome, this.#now);
      if (this.#mode === 'many') continue;
      this.#waiting.push(visit);
      // Judged at every visit: a thousand in one message are too many before the first of them was drawn.
      this.#judge();
    }
    const newest = visits.slice(-LINES).toReversed();
    if (newest.length > 0) this.#lines = [...newest, ...this.#lines].slice(0, LINES);
    this.#walk();
    this.#judge();
  }

  /** Nothing came, but time went on. Is there anything left that changes by itself? */
  pass(now: number): boolean {
    this.#pass(now);
    this.#walk();
    this.#judge();
    return this.#counter !== null || this.#waiting.length > 0 || totalOf(this.#all.counts()) > 0;
  }

  /** What is to be drawn. It changes only by `feed` and `pass`. */
  view(): View {
    const counts = this.#all.counts();
    const seconds = this.#seconds();
    const standing = this.#mode === 'many' ? this.#stand() : [];
    const shown = standing.reduce((sum, each) => sum + (each === null ? 0 : totalOf(each.counts)), 0);
    const guests = standing.filter((each) => each !== null).length;
    return {
      mode: this.#mode,
      totals: { ...this.#totals },
      visits: totalOf(this.#totals),
      counts,
      seconds,
      rate: totalOf(counts) / seconds,
      visitor:
        this.#counter === null
          ? null
          : { visit: this.#counter.visit, phase: phaseOf(this.#counter, this.#now) },
      gone: this.#gone,
      waiting: [...this.#waiting],
      standing,
      others:
        this.#mode === 'many'
          ? {
              visits: totalOf(counts) - counts.altered - shown,
              guests: Math.max(0, this.#groups.live(this.#now).length - guests),
            }
          : { visits: 0, guests: 0 },
      lines: this.#lines,
      keys: this.#keys
        .live(this.#now)
        .toSorted((a, b) => totalOf(b.counts) - totalOf(a.counts) || (a.id < b.id ? -1 : 1))
        .slice(0, KEYS)
        .map(({ id, counts: used }) => ({ key: id, counts: used })),
    };
  }

  #seconds(): number {
    const since = this.#begun === null ? 0 : this.#now - this.#begun;
    return Math.min(WINDOW_MS, Math.max(1_000, since)) / 1_000;
  }

  #pass(now: number): void {
    this.#now = Math.max(this.#now, now);
    this.#all.pass(this.#now);
  }

  #judge(): void {
    const next = modeAfter(this.#mode, {
      recent: this.#all.recent(RECENT_MS) / (RECENT_MS / 1_000),
      rate: totalOf(this.#all.counts()) / this.#seconds(),
      waiting: this.#waiting.length + (this.#counter === null ? 0 : 1),
      held: this.#now - this.#modeSince,
    });
    if (next === this.#mode) return;
    this.#mode = next;
    this.#modeSince = this.#now;
    // Who waited is counted already, and stands for themselves and others from here on.
    this.#waiting = [];
    this.#counter = null;
    this.#gone = null;
    this.#standing.fill(null);
  }

  /** The guest at the counter goes when they are done, and the next one comes. */
  #walk(): void {
    if (this.#mode === 'many') return;
    while (this.#counter !== null) {
      const { visit, since } = this.#counter;
      // Who is at the counter is served faster when others come in behind.
      const pace = Math.min(this.#counter.pace, paceOf(this.#waiting.length));
      this.#counter = { visit, since, pace };
      const rest = this.#waiting.length > 0 ? 0 : LINGER_MS;
      if (this.#now - since < pace + rest) break;
      this.#gone = visit;
      this.#counter = null;
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#serve(next, rest === 0 ? since + pace : this.#now);
    }
    if (this.#counter === null) {
      const next = this.#waiting.shift();
      if (next !== undefined) this.#serve(next, this.#now);
    }
  }

  /** Nobody is answered before they have come: a page that slept goes on from now. */
  #serve(visit: Visit, at: number): void {
    this.#counter = { visit, since: Math.max(at, this.#now - 100), pace: paceOf(this.#waiting.length) };
  }

  /**
   * Who stands where. Up to half of the places are for those who are turned away most, as one refusal among a thousand answers is what one
   * looks for; the others for those who come most. A guest keeps their place while they stand.
   */
  #stand(): readonly (Standing | null)[] {
    const live = this.#groups.live(this.#now);
    const most = live.toSorted((a, b) => totalOf(b.counts) - totalOf(a.counts) || (a.id < b.id ? -1 : 1));
    const refused = live
      .filter(({ counts }) => refusedOf(counts) > 0)
      .toSorted((a, b) => refusedOf(b.counts) - refusedOf(a.counts) || (a.id < b.id ? -1 : 1))
      .slice(0, this.#places >> 1);
    const chosen = new Map(refused.map((each) => [each.id, each] as const));
    // Who stands already goes only for somebody who comes half as often again.
    const standing = new Set(this.#standing);
    const worth = ({ id, counts }: Live): number => totalOf(counts) * (standing.has(id) ? 1.5 : 1);
    for (const each of most.toSorted((a, b) => worth(b) - worth(a))) {
      if (chosen.size >= this.#places) break;
      chosen.set(each.id, each);
    }
    this.#standing = this.#standing.map((id) => (id !== null && chosen.has(id) ? id : null));
    const placed = new Set(this.#standing);
    for (const id of chosen.keys()) if (!placed.has(id)) this.#standing[this.#standing.indexOf(null)] = id;
    return this.#standing.map((id) => {
      const found = id === null ? undefined : chosen.get(id);
      if (found === undefined) return null;
      const [principal = '', operation = ''] = found.id.split(SEPARATOR);
      return { ...found, principal, operation };
    });
  }
}
