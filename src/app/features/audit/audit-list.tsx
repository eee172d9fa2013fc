import { useVirtualizer, useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { memo, useEffect, useLayoutEffect, useRef, useState, type MouseEvent } from 'react';
import { paths } from '../../paths.ts';
import type { AlteredEvent, AuditEntry, AuditEvent } from '../../query/contract.ts';
import {
  ALTERED,
  causeOf,
  decidedByText,
  isAltered,
  repeatsOf,
  strangersOf,
  targetOf,
  throttledOf,
} from '../../query/event-words.ts';
import { cx } from '../../ui/cx.ts';
import { Link } from '../../ui/link.tsx';
import { shortArn, shortId } from '../../ui/shorten.ts';
import { AlteredTag, OutcomeTag } from '../../ui/tags.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { longDay, zoneName } from '../../ui/time-format.ts';
import { NARROW, useMedia } from '../../ui/use-media.ts';
import styles from './audit-page.module.css';
import type { AuditRow } from './audit-rows.ts';
import { auditQuery, type AuditSearch } from './audit-search.ts';
import { ContextCell } from './context-cell.tsx';
import type { Gap } from './live-events.ts';

interface Props {
  readonly rows: readonly AuditRow[];
  /** Without the event that is open. */
  readonly search: AuditSearch;
  /** Sequence of the event that is open. */
  readonly open: number | null;
  /** Events that match in all; null when there are more than were counted. */
  readonly matching: number | null;
  readonly busy: boolean;
  readonly onEnd: () => void;
  /** What a key is called, by id. */
  readonly keyNames: ReadonlyMap<string, string>;
}

const NAME = 'Events, newest first';
/** px; `record`: a narrow row with a line for the encryption context. */
const DAY = 24;
const ROW = { wide: 32, narrow: 52, record: 70 } as const;
/** Whether the row says whose record it was: a phone has a line for it. */
const hasContext = (event: AuditEntry): boolean => !isAltered(event) && event.Context !== undefined;

const narrowHeight = (row: AuditRow | undefined): number =>
  row?.kind === 'day' ? DAY : row?.kind === 'event' && hasContext(row.event) ? ROW.record : ROW.narrow;

/** Rows drawn beyond what is seen. */
const OVERSCAN = 12;
/** Rows from the end at which the next page is asked for. */
const AHEAD = 40;

const linkTo = (search: AuditSearch, event: AuditEntry): string =>
  paths.audit(auditQuery({ ...search, event: event.Sequence }));

function AlteredRow({ event, search }: { readonly event: AlteredEvent; readonly search: AuditSearch }) {
  return (
    <>
      <span role="cell">
        <Link href={linkTo(search, event)}>Event {event.Sequence}</Link>
      </span>
      <span role="cell">
        <AlteredTag />
      </span>
      <span role="cell" />
      <span role="cell">{ALTERED}</span>
      <span role="cell" />
      <span role="cell" />
      <span role="cell" className={styles['address']} />
    </>
  );
}

/** Rendered anew only when the search changes: events are opened and closed all the time. */
const EventRow = memo(function EventRow({
  event,
  search,
  keyNames,
}: {
  readonly event: AuditEvent;
  readonly search: AuditSearch;
  readonly keyNames: ReadonlyMap<string, string>;
}) {
  const what =
    event.KeyId === undefined ? (targetOf(event) ?? '') : (keyNames.get(event.KeyId) ?? shortId(event.KeyId));
  const cause = causeOf(event);
  const repeats = repeatsOf(event);
  const requests = strangersOf(event) ?? throttledOf(event);
  return (
    <>
      <span role="cell">
        <Link href={linkTo(search, event)} className="mono">
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
        {repeats !== null && (
          <span className={styles['soft']}>, {repeats === 1 ? 'once' : `${repeats} times`} more</span>
        )}
        {requests !== null && (
          <span className={styles['soft']}>
            , {number.format(requests)} {requests === 1 ? 'request' : 'requests'}
          </span>
        )}
      </span>
      <ContextCell context={event.Context} />
      {cause === null ? (
        <span role="cell" className={styles['soft']} dir="auto">
          {decidedByText(event)}
        </span>
      ) : (
        // It is longer than the column: the panel has all of it.
        <span role="cell" dir="auto" title={cause}>
          {cause}
        </span>
      )}
      <span role="cell" className={cx('mono', styles['soft'], styles['address'])}>
        {event.Source}
      </span>
    </>
  );
});

const number = new Intl.NumberFormat('en');

/** More came in live than the list keeps: how many are left out, and the search that has them. */
function GapCell({ gap, search }: { readonly gap: Gap; readonly search: AuditSearch }) {
  const href = paths.audit(
    auditQuery({
      ...search,
      live: false,
      event: null,
      since: gap.since?.toISOString() ?? null,
      until: gap.until?.toISOString() ?? null,
    }),
  );
  return (
    <span role="cell">
      {number.format(gap.count)} older {gap.count === 1 ? 'event is' : 'events are'} not shown here: pause, or{' '}
      <Link href={href} className="link">
        open {gap.count === 1 ? 'it' : 'them'}
      </Link>
    </span>
  );
}

/** A row is opened wherever it is clicked, as its link is, but by who marks a text in it. */
function openRow({ target, currentTarget }: MouseEvent<HTMLElement>): void {
  if (!(target instanceof Element) || target.closest('a') !== null) return;
  if (window.getSelection()?.isCollapsed !== false) currentTarget.querySelector('a')?.click();
}

/** The table itself: of its rows only `items` are drawn, each at its place, with the true number for assistive technology. */
function EventTable({
  rows,
  search,
  matching,
  keyNames,
  items,
  height,
  above,
  chosen,
}: Omit<Props, 'busy' | 'onEnd' | 'open'> & {
  readonly items: readonly VirtualItem[];
  /** px of all rows. */
  readonly height: number;
  /** px that the items' places count from above the first row. */
  readonly above: number;
  readonly chosen: number;
}) {
  const zone = useZone();
  return (
    <div role="table" aria-label={NAME} aria-rowcount={matching ?? -1}>
      <div role="rowgroup">
        <div role="row" className={styles['head']}>
          <span role="columnheader" aria-sort="descending">
            Time ({zoneName(zone)})
          </span>
          <span role="columnheader">Outcome</span>
          <span role="columnheader">Principal</span>
          <span role="columnheader">Operation and key</span>
          <span role="columnheader">Encryption context</span>
          <span role="columnheader">Decided by</span>
          <span role="columnheader" className={styles['address']}>
            Address
          </span>
        </div>
      </div>
      <div role="rowgroup" className={styles['canvas']} style={{ height }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const place = { transform: `translateY(${item.start - above}px)` };
          return row.kind === 'day' ? (
            <div key={item.key} role="row" className={styles['day']} style={place}>
              <span role="cell">{longDay(row.date, zone)}</span>
            </div>
          ) : row.kind === 'gap' ? (
            <div key={item.key} role="row" className={styles['gap']} style={place}>
              <GapCell gap={row.gap} search={search} />
            </div>
          ) : (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the link in it takes the keys
            <div
              key={item.key}
              role="row"
              onClick={openRow}
              aria-rowindex={item.index + 2}
              aria-selected={item.index === chosen || undefined}
              data-event={row.event.Sequence}
              data-record={hasContext(row.event) ? '' : undefined}
              className={styles['row']}
              style={place}
            >
              {isAltered(row.event) ? (
                <AlteredRow event={row.event} search={search} />
              ) : (
                <EventRow event={row.event} search={search} keyNames={keyNames} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const indexOfEvent = (rows: readonly AuditRow[], sequence: number | null): number =>
  sequence === null ? -1 : rows.findIndex((row) => row.kind === 'event' && row.event.Sequence === sequence);

/** Asks for the next page when the end comes near. */
function useEnd(items: readonly VirtualItem[], count: number, onEnd: () => void): void {
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= count - AHEAD) onEnd();
  }, [last, count, onEnd]);
}

/** In a box of its own that fills the window: filters and head stay in sight. */
function BoxedList(props: Props) {
  const { rows, open, busy, onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'day' ? DAY : ROW.wide),
    overscan: OVERSCAN,
    // The sticky head covers what scrolls under it.
    scrollPaddingStart: ROW.wide,
  });
  const items = virtual.getVirtualItems();
  useEnd(items, rows.length, onEnd);
  const chosen = indexOfEvent(rows, open);
  useEffect(() => {
    if (chosen >= 0) virtual.scrollToIndex(chosen, { align: 'auto' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- follows the choice, not the list as it grows
  }, [chosen]);
  return (
    <div
      ref={scroller}
      className={cx(styles['scroller'], open !== null && styles['compact'])}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keyboard
      tabIndex={0}
      role="region"
      aria-label={NAME}
      aria-busy={busy || undefined}
    >
      <EventTable {...props} items={items} height={virtual.getTotalSize()} above={0} chosen={chosen} />
    </div>
  );
}

/** In the page: a phone has one scroller, the window. */
function PageList(props: Props) {
  const { rows, open, busy, onEnd } = props;
  const list = useRef<HTMLDivElement>(null);
  // Where the list begins in the page. It moves when a filter's chip comes or goes, and the page's height with it.
  const [above, setAbove] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => {
      const box = list.current;
      if (box?.checkVisibility() === true) setAbove(box.getBoundingClientRect().top + window.scrollY);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises here
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => narrowHeight(rows[index]),
    overscan: OVERSCAN,
    scrollMargin: above,
  });
  const items = virtual.getVirtualItems();
  useEnd(items, rows.length, onEnd);
  return (
    <div ref={list} className={styles['list']} aria-busy={busy || undefined}>
      <EventTable
        {...props}
        items={items}
        height={virtual.getTotalSize()}
        above={above}
        chosen={indexOfEvent(rows, open)}
      />
    </div>
  );
}

/** Events as a table that draws only what is seen. */
export function AuditList(props: Props) {
  return useMedia(NARROW) ? <PageList {...props} /> : <BoxedList {...props} />;
}
