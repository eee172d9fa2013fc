import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { usePrefetched } from '../../query/query.ts';
import type { AuditEntry } from '../../query/contract.ts';
import { decidedByText, isAltered } from '../../query/event-words.ts';
import type { Chip } from '../../ui/filter-bar.tsx';
import { useZone } from '../../ui/time.tsx';
import { absoluteTime, zoneName } from '../../ui/time-format.ts';
import styles from './audit-page.module.css';

const number = new Intl.NumberFormat('en');

/** When the page is being printed: since when; else null. The paper is laid out at once, so the state must be too. */
function usePrinting(): Date | null {
  const [since, setSince] = useState<Date | null>(null);
  useEffect(() => {
    const paper = window.matchMedia('print');
    const begin = (): void => flushSync(() => setSince((at) => at ?? new Date()));
    const end = (): void => setSince(null);
    const change = (): void => (paper.matches ? begin() : end());
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    paper.addEventListener('change', change);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
      paper.removeEventListener('change', change);
    };
  }, []);
  return since;
}

/** What an auditor files: the query in words, what was searched, the checkpoint that covers it, who printed it and when, then the events. */
export function AuditPrint({
  chips,
  events,
  searched,
}: {
  readonly chips: readonly Pick<Chip, 'field' | 'value'>[];
  readonly events: readonly AuditEntry[];
  /** In words. */
  readonly searched: string;
}) {
  const zone = useZone();
  const printing = usePrinting();
  const { Principal } = usePrefetched('GetSession', {});
  const { Log, AccountId, Region } = usePrefetched('DescribeDesk', {});
  if (printing === null) return null;
  const query =
    chips.length === 0 ? 'every event' : chips.map(({ field, value }) => `${field}: ${value}`).join('; ');
  return (
    <section className={styles['print']}>
      <h1>
        Audit log of {Region} / {AccountId}
      </h1>
      <dl>
        <dt>Query</dt>
        <dd>{query}</dd>
        <dt>Searched</dt>
        <dd>{searched}</dd>
        <dt>On this paper</dt>
        <dd>
          {number.format(events.length)} {events.length === 1 ? 'event' : 'events'}, newest first, times in{' '}
          {zoneName(zone)}
        </dd>
        <dt>Checkpoint</dt>
        <dd>
          {Log.CheckpointTime === undefined
            ? 'none signed yet'
            : `${number.format(Log.CheckpointSize)} events, signed ${absoluteTime(Log.CheckpointTime, zone)}`}
          {Log.CheckpointRoot !== undefined && (
            <>
              , root hash <span className="mono">{Log.CheckpointRoot}</span>
            </>
          )}
        </dd>
        <dt>Printed</dt>
        <dd>
          {absoluteTime(printing, zone)} {zoneName(zone)} by {Principal.Arn}
        </dd>
      </dl>
      <table>
        <thead>
          <tr>
            <th>Time ({zoneName(zone)})</th>
            <th>Outcome</th>
            <th>Principal</th>
            <th>Operation</th>
            <th>Key</th>
            <th>Context</th>
            <th>Address</th>
            <th>Decided by</th>
            <th>Request</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) =>
            isAltered(event) ? (
              <tr key={event.Sequence}>
                <td colSpan={9}>Event {event.Sequence} was altered outside Keydesk.</td>
              </tr>
            ) : (
              <tr key={event.Sequence}>
                <td>{absoluteTime(event.Time, zone, true)}</td>
                <td>{event.Outcome}</td>
                <td>{event.Principal}</td>
                <td>{event.Operation}</td>
                <td>{event.KeyId ?? ''}</td>
                <td>{(event.Context ?? []).map(([name, value]) => `${name}=${value}`).join(', ')}</td>
                <td>{event.Source}</td>
                <td>{decidedByText(event)}</td>
                <td>{event.RequestId}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}
