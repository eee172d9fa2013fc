import type { AuditEntry } from '../../query/contract.ts';
import { csvText } from '../../query/csv.ts';
import { call } from '../../query/desk.ts';
import { deciderName, isAltered, sourceName, statementName } from '../../query/event-words.ts';
import type { EventFilter } from '../../query/events.ts';

const AT_ONCE = 500;
/** A file of more is for the command line; the page says where it ends. */
export const MOST_EXPORTED = 100_000;

/** Everything that a search finds, newest first, page by page. Rejects with an AbortError when `signal` is aborted. */
export async function allEvents(
  filter: EventFilter,
  signal: AbortSignal,
  onProgress: (found: number) => void,
): Promise<{ readonly events: readonly AuditEntry[]; readonly complete: boolean }> {
  const events: AuditEntry[] = [];
  let before: number | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page says where the next begins
    const page = await call(
      'SearchAuditEvents',
      { ...filter, Limit: AT_ONCE, ...(before === undefined ? {} : { Before: before }) },
      { signal },
    );
    events.push(...page.Events);
    onProgress(events.length);
    before = page.NextBefore;
  } while (before !== undefined && events.length < MOST_EXPORTED);
  return { events, complete: before === undefined };
}

const HEAD = [
  'Sequence',
  'Time',
  'Outcome',
  'Operation',
  'Principal',
  'Address',
  'Via',
  'Key id',
  'Key version',
  'Encryption context',
  'Envelope',
  'Decided by',
  'Error',
  'Reason',
  'Request id',
  'Access key or session',
  'User agent',
] as const;

/** A row an event; times are RFC 3339 in UTC. Of an altered event there is only its place. */
export const eventsCsv = (events: readonly AuditEntry[]): string =>
  csvText(
    HEAD,
    events.map((event) =>
      isAltered(event)
        ? [event.Sequence, '', 'altered', ...HEAD.slice(3).map(() => '')]
        : [
            event.Sequence,
            event.Time.toISOString(),
            event.Outcome,
            event.Operation,
            event.Principal,
            event.Source,
            event.Via,
            event.KeyId ?? '',
            event.KeyVersion ?? '',
            (event.Context ?? []).map(([name, value]) => `${name}=${value}`).join('; '),
            event.Envelope ?? '',
            event.DecidedBy.map(
              (by) =>
                `${by.Effect} ${by.Source === 'GRANT' ? deciderName(by) : statementName(by)} (${sourceName(by)})`,
            ).join('; '),
            event.Error ?? '',
            event.Reason ?? '',
            event.RequestId,
            event.Credential ?? '',
            event.UserAgent,
          ],
    ),
  );

/** A line an event, as the service tells it. */
export const eventsJsonLines = (events: readonly AuditEntry[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');
