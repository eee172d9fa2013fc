/** What a summary of the log lets one say, and no more. Pure. */
import type { Output } from '../../query/contract.ts';
import type { EventFilter } from '../../query/events.ts';
import type { OutcomeBucket } from '../../ui/outcome-timeline.tsx';

export type Summary = Output<'SummarizeAuditEvents'>;
export type Tally = Summary['Total'];

const MINUTE = 60_000;
/** With fewer buckets than this one minute would be a block as wide as the page. */
const LEAST_BUCKETS = 30;

export const countOf = ({ Allowed, Denied, Failed }: Tally): number => Allowed + Denied + Failed;
const refusedOf = ({ Denied, Failed }: Tally): number => Denied + Failed;

/**
 * The buckets as they are drawn. A log that is short is drawn with the time before it: there was no event yet, so nothing is made
 * up. Not where the search says when it begins: what lies before that was not counted.
 */
export function bucketsOf(
  { Buckets, BucketSeconds }: Pick<Summary, 'Buckets' | 'BucketSeconds'>,
  { Since }: EventFilter,
): readonly OutcomeBucket[] {
  const counted = Buckets.map(({ Time, Allowed, Denied, Failed }) => ({
    time: Time.getTime(),
    allowed: Allowed,
    denied: Denied,
    failed: Failed,
  }));
  const [first] = counted;
  if (first === undefined || Since !== undefined) return counted;
  const before = Math.max(0, LEAST_BUCKETS - counted.length);
  return [
    ...Array.from({ length: before }, (_, at) => ({
      time: first.time - (before - at) * BucketSeconds * 1000,
      allowed: 0,
      denied: 0,
      failed: 0,
    })),
    ...counted,
  ];
}

export interface Found {
  readonly events: number;
  /** Null where the summary counted something else than the search did. */
  readonly refused: {
    readonly events: number;
    /** Who was refused; null where more were than the summary names. */
    readonly principals: readonly string[] | null;
  } | null;
}

const wholeMinute = (time: Date | undefined): boolean => time === undefined || time.getTime() % MINUTE === 0;

/** What was found. `matching` is the search's own count, null where it has none; the summary counts whole minutes, and may have stopped early. */
export function foundIn(
  summary: Pick<Summary, 'Total' | 'Principals' | 'Searched'> | null,
  { Since, Until }: EventFilter,
  matching: number | null,
): Found | null {
  const counted =
    summary !== null && summary.Searched.Complete && wholeMinute(Since) && wholeMinute(Until)
      ? summary
      : null;
  const events = matching ?? (counted === null ? null : countOf(counted.Total));
  if (events === null) return null;
  if (counted === null || countOf(counted.Total) !== events) return { events, refused: null };
  const { Top, Others } = counted.Principals;
  return {
    events,
    refused: {
      events: refusedOf(counted.Total),
      principals:
        refusedOf(Others) > 0 ? null : Top.filter((each) => refusedOf(each) > 0).map(({ Name }) => Name),
    },
  };
}
