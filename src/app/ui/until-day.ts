/** The day until which something is accepted, as a date field has it. Pure. */
const DAY_MS = 86_400_000;
/** Nobody accepts anything for longer (AcceptFinding and SuppressFinding say the same). */
export const MOST_DAYS = 366;
export const PROPOSED_DAYS = 90;

/** `2026-11-24` of a moment, UTC. */
export const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The end of that day, UTC; null for what is no date. */
export function endOfDay(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T23:59:59Z`);
  return Number.isNaN(ms) || dateText(ms) !== text ? null : new Date(ms);
}

/** What is wrong with a date that something is accepted until; null when nothing is. */
export function untilProblem(text: string, now: number): string | null {
  const end = endOfDay(text);
  if (end === null) return 'Choose a day.';
  if (end.getTime() <= now) return 'Choose a day that is not over.';
  if (end.getTime() > now + MOST_DAYS * DAY_MS)
    return 'Choose a day within a year: then it is looked at again.';
  return null;
}

export const latestDay = (now: number): string => dateText(now + (MOST_DAYS - 1) * DAY_MS);
export const proposedDay = (now: number): string => dateText(now + PROPOSED_DAYS * DAY_MS);
