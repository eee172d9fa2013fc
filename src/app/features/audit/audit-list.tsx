import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { paths } from '../../paths.ts';
import type { AuditEvent } from '../../query/contract.ts';
import { decidedByText } from '../../query/event-words.ts';
import { cx } from '../../ui/cx.ts';
import { Link } from '../../ui/link.tsx';
import { shortArn, shortId } from '../../ui/shorten.ts';
import { OutcomeTag } from '../../ui/tags.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { longDay, zoneName } from '../../ui/time-format.ts';
import styles from './audit-page.module.css';
import type { AuditRow } from './audit-rows.ts';
import { auditQuery, type AuditSearch } from './audit-search.ts';

interface Props {
  readonly rows: readonly AuditRow[];
  readonly search: AuditSearch;
  /** Events that match in all; null when there are more than were counted. */
  readonly matching: number | null;
  readonly busy: boolean;
  readonly onEnd: () => void;
  /** What a key is called, by id. */
  readonly keyNames: ReadonlyMap<string, string>;
}

const NARROW = '(max-width: 760px)';
/** Rows from the end at which the next page is asked for. */
const AHEAD = 40;

function EventRow({
  event,
  search,
  keyNames,
}: {
  readonly event: AuditEvent;
  readonly search: AuditSearch;
  readonly keyNames: ReadonlyMap<string, string>;
}) {
  const what = event.KeyId === undefined ? '' : (keyNames.get(event.KeyId) ?? shortId(event.KeyId));
  return (
    <>
      <span role="cell">
        <Link href={paths.audit(auditQuery({ ...search, event: event.Sequence }))} className="mono">
          <Time value={event.Time} form="clock" />
        </Link>
      </span>
      <span role="cell">
        <OutcomeTag outcome={event.Outcome} />
      </span>
      <span role="cell">{shortArn(event.Principal)}</span>
      <span role="cell" dir="auto">
        {event.Operation}
        {what !== '' && <span className={styles['soft']}> {what}</span>}
      </span>
      <span role="cell" className={styles['soft']} dir="auto">
        {decidedByText(event)}
      </span>
      <span role="cell" className={cx('mono', styles['soft'], styles['address'])}>
        {event.Source}
      </span>
    </>
  );
}

/** Events as a table that draws only what is seen, with the true number of its rows for assistive technology. */
export function AuditList({ rows, search, matching, busy, onEnd, keyNames }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const narrow = window.matchMedia(NARROW).matches;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'day' ? 24 : narrow ? 52 : 32),
    overscan: 12,
    // The sticky head covers what scrolls under it.
    scrollPaddingStart: 32,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onEnd();
  }, [last, rows.length, onEnd]);
  const chosen =
    search.event === null
      ? -1
      : rows.findIndex((row) => row.kind === 'event' && row.event.Sequence === search.event);
  useEffect(() => {
    if (chosen >= 0) virtual.scrollToIndex(chosen, { align: 'auto' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- follows the choice, not the list as it grows
  }, [chosen]);

  return (
    <div
      ref={scroller}
      className={cx(styles['scroller'], search.event !== null && styles['compact'])}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keyboard
      tabIndex={0}
      role="region"
      aria-label="Events, newest first"
      aria-busy={busy || undefined}
    >
      <div role="table" aria-label="Events, newest first" aria-rowcount={matching ?? -1}>
        <div role="rowgroup">
          <div role="row" className={styles['head']}>
            <span role="columnheader" aria-sort="descending">
              Time ({zoneName(zone)})
            </span>
            <span role="columnheader">Outcome</span>
            <span role="columnheader">Principal</span>
            <span role="columnheader">Operation and key</span>
            <span role="columnheader">Decided by</span>
            <span role="columnheader" className={styles['address']}>
              Address
            </span>
          </div>
        </div>
        <div role="rowgroup" className={styles['canvas']} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const place = { transform: `translateY(${item.start}px)` };
            return row.kind === 'day' ? (
              <div key={item.key} role="row" className={styles['day']} style={place}>
                <span role="cell">{longDay(row.date, zone)}</span>
              </div>
            ) : (
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index === chosen || undefined}
                className={styles['row']}
                style={place}
              >
                <EventRow event={row.event} search={search} keyNames={keyNames} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
