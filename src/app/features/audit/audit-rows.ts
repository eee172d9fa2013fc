import type { AuditEntry } from '../../query/contract.ts';
import { isAltered } from '../../query/event-words.ts';
import { absoluteTime, type Zone } from '../../ui/time-format.ts';
import type { Gap } from './live-events.ts';

/** A line of the list: a day's heading, an event, or how many are left out here. */
export type AuditRow =
  | { readonly kind: 'day'; readonly date: Date }
  | { readonly kind: 'event'; readonly event: AuditEntry }
  | { readonly kind: 'gap'; readonly gap: Gap };

/** Puts a heading before the first event of each day, as the zone counts days. Keeps the order that came: an altered event has no day. */
export function rowsOf(
  events: readonly AuditEntry[],
  zone: Zone,
  gap: Gap | null = null,
): readonly AuditRow[] {
  const rows: AuditRow[] = [];
  let day = '';
  for (const event of events) {
    if (!isAltered(event)) {
      const its = absoluteTime(event.Time, zone).slice(0, 10);
      if (its !== day) rows.push({ kind: 'day', date: event.Time });
      day = its;
    }
    rows.push({ kind: 'event', event });
    if (gap?.below === event.Sequence) rows.push({ kind: 'gap', gap });
  }
  return rows;
}
