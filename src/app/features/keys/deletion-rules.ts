import type { AuditEntry, AuditEvent } from '../../query/contract.ts';
import { isAltered } from '../../query/event-words.ts';

/** Days that a deletion waits, as the service takes them. */
export const LEAST_WAIT_DAYS = 7;
export const MOST_WAIT_DAYS = 30;

/** What is wrong with the days that were typed; null when they will do. */
export function waitProblem(days: string): string | null {
  const count = Number(days);
  return /^\d{1,3}$/.test(days.trim()) && count >= LEAST_WAIT_DAYS && count <= MOST_WAIT_DAYS
    ? null
    : `Give a whole number of days from ${LEAST_WAIT_DAYS} to ${MOST_WAIT_DAYS}.`;
}

const OPENS = ['EnableKey', 'CreateKey'];
const CLOSES = ['DisableKey', 'ScheduleKeyDeletion', 'CancelKeyDeletion'];

/**
 * Since when nobody can have used a key that is closed now, from its allowed management events, newest first. When what closed it is
 * older than all of them, the oldest one: it was closed then already. Null without any event.
 */
export function closedSince(events: readonly AuditEntry[]): Date | null {
  const sound = events.filter((event): event is AuditEvent => !isAltered(event));
  let since: Date | null = null;
  for (const event of sound) {
    if (OPENS.includes(event.Operation)) return since;
    if (CLOSES.includes(event.Operation)) since = event.Time;
  }
  return since ?? sound.at(-1)?.Time ?? null;
}

export interface Caller {
  readonly principal: string;
  readonly refused: number;
  readonly last: Date;
  /** What it asked for last. */
  readonly operation: string;
}

/** Who was refused, the most recent first; `events` newest first. */
export function callersOf(events: readonly AuditEntry[]): readonly Caller[] {
  const callers = new Map<string, Caller>();
  for (const event of events) {
    if (isAltered(event)) continue;
    const { Principal: principal, Time: last, Operation: operation } = event;
    const known = callers.get(principal);
    callers.set(
      principal,
      known === undefined
        ? { principal, refused: 1, last, operation }
        : { ...known, refused: known.refused + 1 },
    );
  }
  return [...callers.values()];
}

const UNITS = [
  ['day', 'days', 86_400_000],
  ['h', 'h', 3_600_000],
  ['min', 'min', 60_000],
] as const;

/** How long it is until `date`, in its largest two units: `6 days 23 h`; null when the time has come. */
export function countdown(date: Date, now: number): string | null {
  const left = date.getTime() - now;
  if (left <= 0) return null;
  if (left < 60_000) return 'less than a minute';
  const first = UNITS.findIndex(([, , size]) => left >= size);
  let rest = left;
  return UNITS.slice(first, first + 2)
    .map(([one, many, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
    })
    .filter((part) => part !== '')
    .join(' ');
}
