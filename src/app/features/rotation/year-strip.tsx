import { useRef, type KeyboardEvent } from 'react';
import { ButtonLink } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { shortAlias, shortId } from '../../ui/shorten.ts';
import { dayText } from '../../ui/time-format.ts';
import { rotationPath, WHOLE, type RotationSearch, type Schedule } from './rotation-search.ts';
import { countKeys, monthLabels, outlookOf } from './rotation-words.ts';
import styles from './year-strip.module.css';

type Week = Schedule['Weeks'][number];
const number = new Intl.NumberFormat('en');
const DAY_MS = 86_400_000;

/** Weeks are the calendar's of UTC, whatever zone times are shown in. */
const dayOf = (date: Date, year = true): string => dayText(date, 'utc', year);
const lastDay = ({ StartDate }: Week): Date => new Date(StartDate.getTime() + 6 * DAY_MS);
const weekPath = (search: RotationSearch, week: Week): string =>
  rotationPath({ ...WHOLE, table: search.table, week: week.StartDate.getTime(), sort: search.sort });

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -4,
  PageDown: 4,
  Home: -Infinity,
  End: Infinity,
};

/** Each week is a link to its keys; one Tab stop, walked by arrow keys. */
function Strip({
  weeks,
  peaks,
  search,
}: {
  readonly weeks: readonly Week[];
  readonly peaks: readonly number[];
  readonly search: RotationSearch;
}) {
  const list = useRef<HTMLOListElement>(null);
  const months = monthLabels(weeks);
  const most = Math.max(1, ...weeks.map(({ Count }) => Count));
  const chosen = weeks.findIndex(({ StartDate }) => StartDate.getTime() === search.week);
  const walk = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    if (at === -1) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its links are walked by arrow keys, which they themselves do not know
    <ol
      ref={list}
      className={styles['strip']}
      onKeyDown={walk}
      aria-label="The weeks of the year ahead; arrow keys walk them"
    >
      {weeks.map((week, at) => {
        const peak = peaks.includes(at);
        const words =
          week.Count === 0
            ? 'nothing rotates'
            : `${countKeys(week.Count)} rotate${week.Count === 1 ? 's' : ''}`;
        return (
          <li key={week.StartDate.getTime()}>
            <Link
              href={weekPath(search, week)}
              tabIndex={at === Math.max(0, chosen) ? 0 : -1}
              className={cx(styles['week'], week.Count === 0 && styles['none'])}
              aria-current={at === chosen ? 'true' : undefined}
              style={{ '--heat': week.Count / most }}
            >
              <span className="hidden">{`Week of ${dayOf(week.StartDate)}: ${words}${peak ? ', a peak' : ''}${at === 0 ? ', this week' : ''}`}</span>
              <span className={styles['month']} aria-hidden="true">
                {months[at]}
              </span>
              <span className={styles['cell']} aria-hidden="true">
                {week.Count > 0 && number.format(week.Count)}
                {peak && <i className={styles['peak']}>▲</i>}
              </span>
            </Link>
          </li>
        );
      })}
    </ol>
  );
}

interface Row {
  readonly week: Week;
  readonly peak: boolean;
  readonly href: string;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'week',
    header: 'Week',
    whole: true,
    cell: ({ week, href }) => (
      <Link href={href}>
        {dayOf(week.StartDate, false)} – {dayOf(lastDay(week))}
      </Link>
    ),
  },
  {
    id: 'count',
    header: 'Rotations',
    align: 'right',
    phone: 'end-1',
    cell: ({ week }) => number.format(week.Count),
  },
  { id: 'peak', header: 'Peak', phone: 'end-2', cell: ({ peak }) => (peak ? 'peak' : '') },
  {
    id: 'keys',
    header: 'Keys',
    grow: true,
    phone: 'start-2',
    cell: ({ week: { Keys, Count } }) => (
      <span dir="auto">
        {Keys.map(({ KeyId, Alias }) => (Alias === undefined ? shortId(KeyId) : shortAlias(Alias))).join(
          ', ',
        )}
        {Count > Keys.length && ` and ${number.format(Count - Keys.length)} more`}
      </span>
    ),
  },
];

/** What comes in a year: a strip of its weeks, and the same as a table. */
export function YearCard({
  schedule,
  search,
}: {
  readonly schedule: Schedule;
  readonly search: RotationSearch;
}) {
  const { Weeks, Peaks } = schedule;
  const { year } = outlookOf(schedule);
  const rows = Weeks.map((week, at) => ({
    week,
    peak: Peaks.includes(at),
    href: weekPath(search, week),
  })).filter(({ week }) => week.Count > 0);
  return (
    <Card
      title="The year ahead"
      note={`${number.format(year)} ${year === 1 ? 'rotation' : 'rotations'} by schedule in ${Weeks.length} weeks; weeks from Monday, UTC`}
      far={
        <ButtonLink kind="bare" small href={rotationPath({ ...search, table: !search.table })}>
          {search.table ? 'As a strip' : 'As a table'}
        </ButtonLink>
      }
      flush
    >
      {search.table && rows.length > 0 ? (
        <DataTable
          caption="Rotations of the year ahead, by week"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ href }) => href}
        />
      ) : (
        <div className={styles['body']}>
          <Strip weeks={Weeks} peaks={Peaks} search={search} />
        </div>
      )}
      <p className={styles['peaks']}>
        {Peaks.length === 0 ? (
          year === 0 ? (
            'No key rotates by itself: give keys a period in the list below.'
          ) : (
            'No week stands out.'
          )
        ) : (
          <>
            {Peaks.length === 1 ? 'Peak: ' : 'Peaks: '}
            {Peaks.map((at, i) => {
              const week = Weeks[at];
              return week === undefined ? null : (
                <span key={at}>
                  {i > 0 && ', '}
                  <Link href={weekPath(search, week)} className="link">
                    week of {dayOf(week.StartDate)}
                  </Link>{' '}
                  with {countKeys(week.Count)}
                </span>
              );
            })}
            . Rotations are light for the HSM; a peak matters where something else follows from a new version.
          </>
        )}
      </p>
    </Card>
  );
}
