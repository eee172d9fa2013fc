import { lazy, memo, Suspense, useCallback, useMemo, useState } from 'react';
import type { EventFilter } from '../../query/events.ts';
import { explain } from '../../query/explain.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Link } from '../../ui/link.tsx';
import type { OutcomeBucket } from '../../ui/outcome-timeline.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { Notice } from '../../ui/states.tsx';
import { useZone } from '../../ui/time.tsx';
import { absoluteTime, type Zone } from '../../ui/time-format.ts';
import { narrowed, useSummary } from './audit-found.tsx';
import type { AuditSearch } from './audit-search.ts';
import styles from './audit-summary.module.css';
import { bucketsOf, countOf, type Summary } from './summary-rules.ts';

const load = () => import('../../ui/outcome-timeline.tsx');
const OutcomeTimeline = lazy(load);

/** Fetches the chart while the log is searched. */
export const warmTimeline = (): void => void load();

const number = new Intl.NumberFormat('en');
const DAY_SECONDS = 86_400;

const when = (time: number, seconds: number, zone: Zone): string =>
  absoluteTime(new Date(time), zone).slice(0, seconds >= DAY_SECONDS ? 10 : 16);

const counts = ({ allowed, denied, failed }: OutcomeBucket): string =>
  `${number.format(allowed)} allowed, ${number.format(denied)} denied, ${number.format(failed)} failed`;

/** What was counted, how far, and where it was busiest: the chart in one sentence. */
function sentenceOf(summary: Summary, buckets: readonly OutcomeBucket[], zone: Zone): string {
  const { Total, Searched, BucketSeconds } = summary;
  let peak: OutcomeBucket | undefined;
  for (const bucket of buckets)
    if (
      peak === undefined ||
      bucket.allowed + bucket.denied + bucket.failed > peak.allowed + peak.denied + peak.failed
    )
      peak = bucket;
  const total = countOf(Total);
  const range =
    summary.Since === undefined || summary.Until === undefined
      ? ''
      : ` from ${absoluteTime(summary.Since, zone).slice(0, 16)} to ${absoluteTime(summary.Until, zone).slice(0, 16)}`;
  const far = Searched.Complete
    ? ''
    : ` Looked back only to ${Searched.Since === undefined ? 'the newest events' : absoluteTime(Searched.Since, zone)}: choose a shorter time to count all of it.`;
  const busiest =
    peak === undefined || total === 0
      ? ''
      : ` Busiest at ${when(peak.time, BucketSeconds, zone)}: ${number.format(peak.allowed + peak.denied + peak.failed)}.`;
  return `${number.format(total)} ${total === 1 ? 'event' : 'events'}${range}.${busiest}${far}`;
}

/** One ranking as links: each leads to its own events. */
function Ranking({
  title,
  ranking,
  name,
  href,
}: {
  readonly title: string;
  readonly ranking: Summary['Operations'];
  readonly name: (value: string) => string;
  readonly href: (value: string) => string;
}) {
  return (
    <section className={styles['ranking']}>
      <h3>{title}</h3>
      <ul>
        {ranking.Top.map((each) => (
          <li key={each.Name}>
            <Link href={href(each.Name)} className="link">
              {name(each.Name)}
            </Link>
            <span className={styles['count']}>
              {number.format(countOf(each))}
              {each.Denied + each.Failed > 0 && (
                <span className={styles['refused']}> {number.format(each.Denied + each.Failed)} refused</span>
              )}
            </span>
          </li>
        ))}
        {ranking.Others.Names > 0 && (
          <li className="quiet">
            {number.format(ranking.Others.Names)} more
            <span className={styles['count']}>{number.format(countOf(ranking.Others))}</span>
          </li>
        )}
      </ul>
    </section>
  );
}

function BucketTable({ buckets, zone }: { readonly buckets: readonly OutcomeBucket[]; readonly zone: Zone }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keyboard
    <div className={styles['table']} role="region" aria-label="Timeline as a table" tabIndex={0}>
      <table>
        <caption className="hidden">Events over time</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Allowed</th>
            <th scope="col">Denied</th>
            <th scope="col">Failed</th>
          </tr>
        </thead>
        <tbody>
          {buckets
            .filter((bucket) => bucket.allowed + bucket.denied + bucket.failed > 0)
            .map((bucket) => (
              <tr key={bucket.time}>
                <th scope="row">{absoluteTime(new Date(bucket.time), zone).slice(0, 16)}</th>
                <td>{number.format(bucket.allowed)}</td>
                <td>{number.format(bucket.denied)}</td>
                <td>{number.format(bucket.failed)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** The search over time and its counts. */
export const AuditSummary = memo(function AuditSummary({
  filter,
  search,
  onRange,
}: {
  readonly filter: EventFilter;
  readonly search: AuditSearch;
  /** Half-open. */
  readonly onRange: (since: Date, until: Date) => void;
}) {
  const zone = useZone();
  const [asTable, setAsTable] = useState(false);
  const [open, setOpen] = useState(false);
  const { backwards, result } = useSummary(filter);
  const summary = result.data;
  const buckets = useMemo(() => (summary === undefined ? [] : bucketsOf(summary, filter)), [summary, filter]);
  const seconds = summary?.BucketSeconds ?? 60;
  const tick = useCallback((time: number) => when(time, seconds, zone).slice(5), [seconds, zone]);
  if (backwards) return null;
  if (result.isError)
    return <Notice tone="warn">{explain('The timeline could not be made', result.error).why}</Notice>;
  if (summary === undefined)
    return <div className={cx(styles['summary'], styles['opening'])} aria-busy="true" />;
  const width = seconds * 1000;
  const words = (bucket: OutcomeBucket): string => `${when(bucket.time, seconds, zone)}: ${counts(bucket)}`;
  const to = (change: Partial<AuditSearch>): string => narrowed(search, change);
  return (
    <section
      className={styles['summary']}
      aria-label="Over time"
      aria-busy={result.isPlaceholderData || undefined}
    >
      <div className={styles['line']}>
        <p className={styles['sentence']} role="status">
          {sentenceOf(summary, buckets, zone)}
        </p>
        <Button kind="bare" small aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide the counts' : 'Counts'}
        </Button>
        <Button kind="bare" small aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show as chart' : 'Show as table'}
        </Button>
      </div>
      {asTable ? (
        <BucketTable buckets={buckets} zone={zone} />
      ) : (
        <Suspense fallback={<div className={styles['waiting']} aria-busy="true" />}>
          <OutcomeTimeline
            label="Events over time: arrows walk, Shift widens, Enter zooms"
            buckets={buckets}
            width={width}
            words={words}
            tick={tick}
            onRange={(first, last) => {
              const since = buckets[first]?.time;
              const until = buckets[last]?.time;
              if (since !== undefined && until !== undefined)
                onRange(new Date(since), new Date(until + width));
            }}
          />
        </Suspense>
      )}
      {open && (
        <div className={styles['rankings']}>
          <Ranking
            title="By operation"
            ranking={summary.Operations}
            name={(value) => value}
            href={(operation) => to({ operation })}
          />
          <Ranking
            title="By principal"
            ranking={summary.Principals}
            name={shortArn}
            href={(principal) => to({ principal })}
          />
          <section className={styles['ranking']}>
            <h3>By outcome</h3>
            <ul>
              {(['Allowed', 'Denied', 'Failed'] as const).map((each) => (
                <li key={each}>
                  <Link
                    href={to({
                      outcome: each === 'Allowed' ? 'allowed' : each === 'Denied' ? 'denied' : 'failed',
                    })}
                    className="link"
                  >
                    {each}
                  </Link>
                  <span className={styles['count']}>{number.format(summary.Total[each])}</span>
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </section>
  );
});
