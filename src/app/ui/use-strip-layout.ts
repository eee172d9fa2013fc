/** Pure geometry of the use strip: bars above and below one axis, and marks that do not cover each other. */

export interface Bucket {
  /** First day, since the epoch (UTC). */
  readonly day: number;
  /** Days that it sums: 1, or 7 in the strip of a year. */
  readonly days: number;
  readonly allowed: number;
  readonly refused: number;
}

export interface Mark {
  readonly id: string;
  /** What changed, in words. */
  readonly words: string;
  /** Day since the epoch (UTC). */
  readonly day: number;
}

export interface PlacedMark {
  /** Bucket that it stands over. */
  readonly index: number;
  readonly marks: readonly Mark[];
}

/** Sums sparse days into buckets of `size` days that end with `lastDay`; every bucket is there, empty ones too. */
export function bucketsOf(
  daily: readonly { readonly Day: number; readonly Allowed: number; readonly Refused: number }[],
  { firstDay, lastDay, size }: { readonly firstDay: number; readonly lastDay: number; readonly size: number },
): readonly Bucket[] {
  const count = Math.ceil((lastDay - firstDay + 1) / size);
  const start = lastDay - count * size + 1;
  const sums = Array.from({ length: count }, () => ({ allowed: 0, refused: 0 }));
  for (const { Day, Allowed, Refused } of daily) {
    const sum = sums[Math.floor((Day - start) / size)];
    if (sum === undefined) continue;
    sum.allowed += Allowed;
    sum.refused += Refused;
  }
  return sums.map((sum, i) => ({ day: start + i * size, days: size, ...sum }));
}

/** Marks over their buckets; those that stand closer than `gap` buckets to the one before share its place. Oldest first. */
export function placeMarks(
  marks: readonly Mark[],
  buckets: readonly Bucket[],
  gap: number,
): readonly PlacedMark[] {
  const first = buckets[0];
  if (first === undefined) return [];
  const groups: { index: number; marks: Mark[] }[] = [];
  for (const mark of marks.toSorted((a, b) => a.day - b.day)) {
    const index = Math.floor((mark.day - first.day) / first.days);
    if (index < 0 || index >= buckets.length) continue;
    const last = groups.at(-1);
    if (last !== undefined && index - last.index < gap) last.marks.push(mark);
    else groups.push({ index, marks: [mark] });
  }
  return groups;
}

export interface Bar {
  readonly index: number;
  readonly y: number;
  readonly height: number;
}

/** The least that can be seen, in units of the drawing. */
const LEAST = 2;

/** Bars that grow from `axis` by `room`; the largest value fills it, what is not nothing is never invisible. */
export function barsOf(
  values: readonly number[],
  { axis, room, down }: { readonly axis: number; readonly room: number; readonly down: boolean },
): readonly Bar[] {
  const most = Math.max(1, ...values);
  return values.flatMap((value, index) => {
    if (value === 0) return [];
    const height = Math.max(LEAST, (value / most) * room);
    return [{ index, y: down ? axis : axis - height, height }];
  });
}

/** Does the mark's day lie in the bucket? */
export const isIn = ({ day, days }: Bucket, mark: Mark): boolean => mark.day >= day && mark.day < day + days;

/** The next bucket that a mark stands in, from `index` in a direction; null when there is none. */
export function nextMarked(
  marks: readonly Mark[],
  buckets: readonly Bucket[],
  index: number,
  step: 1 | -1,
): number | null {
  const isMarked = (bucket: Bucket): boolean => marks.some((mark) => isIn(bucket, mark));
  const found =
    step === 1
      ? buckets.findIndex((bucket, at) => at > index && isMarked(bucket))
      : buckets.findLastIndex((bucket, at) => at < index && isMarked(bucket));
  return found === -1 ? null : found;
}
