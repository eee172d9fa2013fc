import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { cx } from './cx.ts';
import { dayText } from './time-format.ts';
import { barsOf, isIn, nextMarked, placeMarks, type Bucket, type Mark } from './use-strip-layout.ts';
import styles from './use-strip.module.css';

const number = new Intl.NumberFormat('en');
const DAY_MS = 86_400_000;
const HEIGHT = 84;
const AXIS = 60;

/** Days are counted in UTC, so their names are too, whatever zone the console shows. */
const dayName = (day: number, year = false): string => dayText(new Date(day * DAY_MS), 'utc', year);

/** `21 Nov 2026`, or `15 Nov to 21 Nov 2026` for a week. */
export const bucketName = ({ day, days }: Bucket): string =>
  days === 1 ? dayName(day, true) : `${dayName(day)} to ${dayName(day + days - 1, true)}`;

/** `120 allowed, 3 refused`. */
export const bucketWords = ({ allowed, refused }: Bucket): string =>
  allowed + refused === 0
    ? 'no request'
    : [
        allowed > 0 ? `${number.format(allowed)} allowed` : '',
        refused > 0 ? `${number.format(refused)} refused` : '',
      ]
        .filter((part) => part !== '')
        .join(', ');

/** Allowed above the axis; refused hang below it, hatched, on a scale of their own: a few would not be seen on the other. */
function Bars({ buckets }: { readonly buckets: readonly Bucket[] }) {
  const hatch = useId();
  const above = barsOf(
    buckets.map(({ allowed }) => allowed),
    { axis: AXIS, room: AXIS - 2, down: false },
  );
  const below = barsOf(
    buckets.map(({ refused }) => refused),
    { axis: AXIS + 1, room: HEIGHT - AXIS - 2, down: true },
  );
  return (
    <svg
      viewBox={`0 0 ${buckets.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={styles['bars']}
      aria-hidden="true"
    >
      <defs>
        {/* Level lines: the drawing is stretched to its place, and slanted ones would change their angle. */}
        <pattern id={hatch} width="1" height="4" patternUnits="userSpaceOnUse">
          <rect width="1" height="4" className={styles['hatchGround']} />
          <rect width="1" height="2" className={styles['hatchLine']} />
        </pattern>
      </defs>
      {above.map(({ index, y, height }) => (
        <rect key={index} x={index + 0.08} y={y} width={0.84} height={height} className={styles['allowed']} />
      ))}
      <rect x={0} y={AXIS} width={buckets.length} height={1} className={styles['axis']} />
      {below.map(({ index, y, height }) => (
        <rect key={index} x={index + 0.08} y={y} width={0.84} height={height} fill={`url(#${hatch})`} />
      ))}
    </svg>
  );
}

/** A quiet picture of use and refusals for a head: `summary` says it in words. */
export function Sparkline({
  buckets,
  summary,
  caption,
}: {
  readonly buckets: readonly Bucket[];
  readonly summary: string;
  readonly caption: ReactNode;
}) {
  const [first] = buckets;
  return (
    <figure className={styles['spark']}>
      <figcaption className={styles['caption']}>{caption}</figcaption>
      <div role="img" aria-label={summary}>
        <Bars buckets={buckets} />
      </div>
      {first !== undefined && (
        <div className={styles['ends']} aria-hidden="true">
          <span>{dayName(first.day)}</span>
          <span>below the line: refused</span>
          <span>today</span>
        </div>
      )}
    </figure>
  );
}

/** Width of an element, kept up to date. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(720);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

/** Room that a mark takes, in px; half of it is kept free at either end. */
const MARK_PX = 24;

/**
 * Use over time with the changes that stand over it. One tab stop: arrows go day by day, Page Up and Down from change to change, Home and
 * End to the ends. What is chosen is said; the page shows it beside the strip.
 */
export function UseStrip({
  label,
  buckets,
  marks,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly buckets: readonly Bucket[];
  readonly marks: readonly Mark[];
  /** Index of a bucket. */
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}) {
  const { ref, width } = useWidth();
  const placed = placeMarks(marks, buckets, Math.ceil((MARK_PX * buckets.length) / width));
  const bucket = buckets[chosen];
  const last = buckets.length - 1;
  if (bucket === undefined) return null;
  const here = marks.filter((mark) => isIn(bucket, mark));
  const words = [bucketName(bucket), bucketWords(bucket), ...here.map((mark) => mark.words)].join('. ');

  const go = (event: KeyboardEvent): void => {
    const to: Readonly<Record<string, number | null>> = {
      ArrowLeft: chosen - 1,
      ArrowDown: chosen - 1,
      ArrowRight: chosen + 1,
      ArrowUp: chosen + 1,
      Home: 0,
      End: last,
      PageUp: nextMarked(marks, buckets, chosen, -1),
      PageDown: nextMarked(marks, buckets, chosen, 1),
    };
    if (!Object.hasOwn(to, event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onChoose(Math.min(last, Math.max(0, to[event.key] ?? chosen)));
  };
  const point = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === 'pointermove' && event.pointerType === 'touch') return;
    const box = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * buckets.length);
    onChoose(Math.min(last, Math.max(0, index)));
  };
  const place = (index: number): string => `${((index + 0.5) / buckets.length) * 100}%`;
  return (
    <div className={styles['strip']}>
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={buckets.length}
        aria-valuenow={chosen + 1}
        aria-valuetext={words}
        className={styles['walk']}
        onKeyDown={go}
        onPointerDown={point}
        onPointerMove={point}
      >
        <div className={styles['marks']} aria-hidden="true">
          {placed.map((mark) => (
            <span
              key={mark.index}
              className={cx(styles['mark'], mark.index === chosen && styles['markChosen'])}
              style={{ left: `clamp(${MARK_PX / 2}px, ${place(mark.index)}, calc(100% - ${MARK_PX / 2}px))` }}
              title={mark.marks.map(({ words: title }) => title).join(', ')}
            >
              {mark.marks.length}
            </span>
          ))}
        </div>
        <div className={styles['plot']}>
          {placed.map((mark) => (
            <i key={mark.index} className={styles['drop']} style={{ left: place(mark.index) }} />
          ))}
          <i
            className={styles['cursor']}
            style={{ left: `${(chosen / buckets.length) * 100}%`, width: `${100 / buckets.length}%` }}
          />
          <Bars buckets={buckets} />
        </div>
      </div>
      <div className={styles['ends']} aria-hidden="true">
        <span>{dayName(buckets[0]?.day ?? bucket.day)}</span>
        <span>today</span>
      </div>
    </div>
  );
}
