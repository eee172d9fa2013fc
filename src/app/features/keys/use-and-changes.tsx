import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { paths } from '../../paths.ts';
import { explain } from '../../query/explain.ts';
import { query } from '../../query/query.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { BareSelect } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { Time, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';
import { bucketName, bucketWords, UseStrip } from '../../ui/use-strip.tsx';
import { bucketsOf, type Bucket } from '../../ui/use-strip-layout.ts';
import {
  changeTitle,
  historySentence,
  KIND_ICONS,
  marksOf,
  type Change,
  type History,
} from './key-history.ts';
import styles from './overview.module.css';

const number = new Intl.NumberFormat('en');
const DAY_MS = 86_400_000;
const SHOWN = 6;
const ROWS = 30;

const RANGES = [
  { value: '', label: '90 days', days: 90, size: 1 },
  { value: 'year', label: '1 year, by week', days: 364, size: 7 },
] as const;

const covers = (bucket: Bucket, change: Change): boolean => {
  const day = Math.floor(change.Time.getTime() / DAY_MS);
  return day >= bucket.day && day < bucket.day + bucket.days;
};

const time = (day: number): string => new Date(day * DAY_MS).toISOString();

/** A day (or week) and its events. */
const eventsOf = (keyId: string, bucket: Bucket): string =>
  paths.audit({ key: keyId, since: time(bucket.day), until: time(bucket.day + bucket.days) });

function Changes({ keyId, changes }: { readonly keyId: string; readonly changes: readonly Change[] }) {
  const zone = useZone();
  return (
    <>
      <h3 className={styles['over']}>Changes, newest first ({zoneName(zone)})</h3>
      <ol className={styles['changes']}>
        {changes.map((change) => (
          <li key={change.Sequence}>
            <Icon name={KIND_ICONS[change.Kind]} />
            <Link href={paths.audit({ key: keyId, event: String(change.Sequence) })}>
              <span dir="auto">{changeTitle(change)}</span>
            </Link>
            <span className={styles['by']}>
              {shortArn(change.Principal)}
              {change.Reason === undefined ? '' : `: ${change.Reason}`}
            </span>
            <Time value={change.Time} />
          </li>
        ))}
      </ol>
    </>
  );
}

interface Row {
  readonly bucket: Bucket;
  readonly changes: readonly Change[];
}

const columns = (keyId: string): readonly Column<Row>[] => [
  {
    id: 'day',
    header: 'Day (UTC)',
    cell: ({ bucket }) => <Link href={eventsOf(keyId, bucket)}>{bucketName(bucket)}</Link>,
  },
  {
    id: 'changes',
    header: 'Changes',
    grow: true,
    phone: 'start-2',
    cell: ({ changes }) =>
      changes.length === 0 ? (
        <span className="quiet">none</span>
      ) : (
        <span dir="auto">{changes.map(changeTitle).join('; ')}</span>
      ),
  },
  {
    id: 'allowed',
    header: 'Allowed',
    align: 'right',
    phone: 'end-1',
    phoneWords: 'allowed',
    cell: ({ bucket }) => number.format(bucket.allowed),
  },
  {
    id: 'refused',
    header: 'Refused',
    align: 'right',
    phone: 'end-2',
    phoneWords: 'refused',
    cell: ({ bucket }) => number.format(bucket.refused),
  },
];

function Strip({
  keyId,
  history,
  range,
  asTable,
}: {
  readonly keyId: string;
  readonly history: History;
  readonly range: (typeof RANGES)[number];
  readonly asTable: boolean;
}) {
  const buckets = useMemo(
    () =>
      bucketsOf(history.Daily, { firstDay: history.FirstDay, lastDay: history.LastDay, size: range.size }),
    [history, range],
  );
  const [at, setAt] = useState(buckets.length - 1);
  const [all, setAll] = useState(false);
  const [everyDay, setEveryDay] = useState(false);
  const chosen = Math.min(at, buckets.length - 1);
  const bucket = buckets[chosen];
  const here = bucket === undefined ? [] : history.Changes.filter((change) => covers(bucket, change));
  const rows = buckets
    .map((each) => ({ bucket: each, changes: history.Changes.filter((change) => covers(each, change)) }))
    .filter(({ bucket: { allowed, refused }, changes }) => allowed + refused + changes.length > 0)
    .toReversed();
  return (
    <>
      <p className={styles['said']}>{historySentence(history, range.days === 90 ? '90 days' : 'a year')}</p>
      {asTable ? (
        rows.length > 0 && (
          <>
            <DataTable
              caption="Use and changes by day"
              columns={columns(keyId)}
              rows={everyDay ? rows : rows.slice(0, ROWS)}
              rowKey={({ bucket: { day } }) => String(day)}
            />
            {rows.length > ROWS && (
              <div className={styles['more']}>
                <Button kind="bare" small aria-expanded={everyDay} onClick={() => setEveryDay(!everyDay)}>
                  {everyDay ? 'Show the latest rows' : `Show all ${number.format(rows.length)} rows`}
                </Button>
              </div>
            )}
          </>
        )
      ) : (
        <div className={styles['padded']}>
          <UseStrip
            label={`Use and changes, ${range.label}`}
            buckets={buckets}
            marks={marksOf(history.Changes)}
            chosen={chosen}
            onChoose={setAt}
          />
          {bucket !== undefined && (
            <p className={styles['readout']}>
              <Link href={eventsOf(keyId, bucket)}>{bucketName(bucket)}</Link>: {bucketWords(bucket)}
              {here.length > 0 && <span dir="auto">; {here.map(changeTitle).join(', ')}</span>}
            </p>
          )}
        </div>
      )}
      {history.Altered.length > 0 && (
        <Notice tone="bad">
          {number.format(history.Altered.length)} events in this range are not what was recorded, so what they
          changed is not told. Run verify-log.
        </Notice>
      )}
      {history.Changes.length > 0 && (
        <div className={styles['padded']}>
          <Changes keyId={keyId} changes={all ? history.Changes : history.Changes.slice(0, SHOWN)} />
          {history.Changes.length > SHOWN && (
            <Button kind="bare" small aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? 'Show the latest' : `Show all ${number.format(history.Changes.length)}`}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** What was changed about a key, over how it was used. A panel of its own: who may not read the log still sees the rest of the page. */
export function UseAndChanges({ keyId }: { readonly keyId: string }) {
  const [search, setSearch] = useSearchParams();
  const range = RANGES.find(({ value }) => value === search.get('range')) ?? RANGES[0];
  const asTable = search.get('as') === 'table';
  const history = useQuery(query('DescribeKeyHistory', { KeyId: keyId, Days: range.days }));
  // Two choices in a row may come before the page is drawn with the first.
  const asked = useRef(search);
  useLayoutEffect(() => {
    asked.current = search;
  }, [search]);
  const put = (name: string, value: string): void => {
    const next = new URLSearchParams(asked.current);
    asked.current = next;
    if (value === '') next.delete(name);
    else next.set(name, value);
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  return (
    <Card
      title="Changes over use"
      far={
        <span className={styles['tools']}>
          <Button kind="bare" small aria-pressed={asTable} onClick={() => put('as', asTable ? '' : 'table')}>
            {asTable ? 'Show as picture' : 'Show as table'}
          </Button>
          <BareSelect
            aria-label="Range"
            value={range.value}
            options={RANGES}
            onChange={(value) => put('range', value)}
          />
        </span>
      }
      flush
    >
      {history.isPending && (
        <div className={styles['padded']}>
          <Skeleton rows={4} label="Loading the history" />
        </div>
      )}
      {history.isError && (
        <ErrorState
          problem={explain('The history could not be read', history.error)}
          onRetry={() => void history.refetch()}
        />
      )}
      {history.data !== undefined && (
        <Strip key={range.value} keyId={keyId} history={history.data} range={range} asTable={asTable} />
      )}
    </Card>
  );
}
