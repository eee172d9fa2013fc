import type { AuditEntry, Output } from '../../query/contract.ts';
import { isAltered } from '../../query/event-words.ts';

/** More than a person looks at; older ones are a search away. */
const MOST = 2_000;

/** What came in since the search was made. */
export interface Live {
  /** Newest first; the newest of `total`. */
  readonly events: readonly AuditEntry[];
  /** How many matched since the search. */
  readonly total: number;
  /** The last event that was looked at; null before the first answer. */
  readonly position: number | null;
  readonly state: 'opening' | 'open' | 'waiting' | 'ended';
  /** Why it ended. */
  readonly reason: string | null;
}

export const NOTHING: Live = { events: [], total: 0, position: null, state: 'opening', reason: null };

/** A message of the stream (oldest first) put on top of what there is. */
export const withMessage = (
  live: Live,
  { Events, Position }: Pick<Output<'TailAuditEvents'>, 'Events' | 'Position'>,
): Live => ({
  ...live,
  events: Events.length === 0 ? live.events : [...Events.toReversed(), ...live.events].slice(0, MOST),
  total: live.total + Events.length,
  position: Position,
});

/** A place in the list where events were left out, as more came in than it keeps. */
export interface Gap {
  readonly count: number;
  /** Sequence of the event above it. */
  readonly below: number;
  /** A range of time that holds all of them, half-open; null where no event says. */
  readonly since: Date | null;
  readonly until: Date | null;
}

/** Of the first event that has one: an altered event does not say. */
function timeOf(events: readonly AuditEntry[]): Date | null {
  for (const event of events) if (!isAltered(event)) return event.Time;
  return null;
}

/** The gap between what came in and the search before it; null when there is none. `older`: the events of the search, newest first. */
export function gapOf(live: Live, older: readonly AuditEntry[]): Gap | null {
  const count = live.total - live.events.length;
  const last = live.events.at(-1);
  if (count === 0 || last === undefined) return null;
  const until = timeOf(live.events.toReversed());
  return {
    count,
    below: last.Sequence,
    since: timeOf(older),
    // Those of its own millisecond too: one more is better than one less.
    until: until === null ? null : new Date(until.getTime() + 1),
  };
}
