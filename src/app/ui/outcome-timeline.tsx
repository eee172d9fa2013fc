import { memo, useId, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { cx } from './cx.ts';
import styles from './outcome-timeline.module.css';

/** Half-open: from `time` (ms) to where the next begins. */
export interface OutcomeBucket {
  readonly time: number;
  readonly allowed: number;
  readonly denied: number;
  readonly failed: number;
}

interface Props {
  readonly label: string;
  readonly buckets: readonly OutcomeBucket[];
  /** Width of a bucket, ms. */
  readonly width: number;
  /** A bucket in words: when it is, what it holds. */
  readonly words: (bucket: OutcomeBucket) => string;
  /** A moment on the axis. */
  readonly tick: (time: number) => string;
  /** Buckets `from` to `to`, both inside, were chosen. */
  readonly onRange: (from: number, to: number) => void;
}

const HEIGHT = 96;
/** Half a line of text: the topmost number stands beside its tick. */
const HEADROOM = 8;
/** Drawn for another width when that stands: what changed it is painted first. */
const RESIZE_MS = 100;
const AXIS_WIDTH = 40;
const AXIS_HEIGHT = 20;
/** On the axis: as many moments as have room, each where a bucket begins, so that no two read the same. */
const MOST_TICKS = 6;
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** Drawn once an answer: what is pointed at lies in a layer above it. Steps, no animation: 17 ms a repaint at 120 buckets. */
const Picture = memo(function Picture({ buckets, width, tick }: Pick<Props, 'buckets' | 'width' | 'tick'>) {
  const hatch = useId();
  const last = buckets.at(-1);
  // A step needs an end: the last bucket is as wide as the others.
  const data = last === undefined ? [] : [...buckets, { ...last, time: last.time + width }];
  const each = Math.max(1, Math.ceil(data.length / MOST_TICKS));
  const ticks = data.filter((_, at) => at % each === 0).map(({ time }) => time);
  const series = { type: 'stepAfter', stackId: 'all', isAnimationActive: false, dot: false } as const;
  return (
    <ResponsiveContainer width="100%" height={HEIGHT + AXIS_HEIGHT} debounce={RESIZE_MS}>
      <AreaChart
        data={data}
        margin={{ top: HEADROOM, right: 0, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <defs>
          <pattern
            id={hatch}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="5" height="5" fill="var(--denied-soft)" />
            <rect width="2.5" height="5" fill="var(--denied)" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="time"
          type="number"
          domain={['dataMin', 'dataMax']}
          ticks={ticks}
          height={AXIS_HEIGHT}
          tickFormatter={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--edge)' }}
          tick={{ fill: 'var(--ink-3)', fontSize: 12 }}
          minTickGap={56}
        />
        <YAxis
          width={AXIS_WIDTH}
          allowDecimals={false}
          tickCount={3}
          interval={0}
          tickLine={false}
          axisLine={false}
          tickFormatter={(value: number) => compact.format(value)}
          tick={{ fill: 'var(--ink-3)', fontSize: 12 }}
        />
        <Area
          {...series}
          dataKey="allowed"
          stroke="var(--allowed)"
          fill="var(--allowed)"
          fillOpacity={0.55}
        />
        {/* Without a line: it would lie on the axis where there is nothing. */}
        <Area {...series} dataKey="failed" stroke="none" fill="var(--failed)" fillOpacity={0.8} />
        <Area {...series} dataKey="denied" stroke="none" fill={`url(#${hatch})`} fillOpacity={1} />
      </AreaChart>
    </ResponsiveContainer>
  );
});

/**
 * Events over time by outcome. A range is chosen by dragging, by a click on one bucket, or by keys: arrows walk, Shift with them
 * widens, Enter takes it, Escape lets go. One tab stop; what stands under the cursor is said.
 */
export default function OutcomeTimeline({ label, buckets, width, words, tick, onRange }: Props) {
  const [at, setAt] = useState<number | null>(null);
  /** Where the range began; null while nothing is being chosen. */
  const [anchor, setAnchor] = useState<number | null>(null);
  const last = buckets.length - 1;
  const cursor = Math.min(at ?? last, last);
  const from = Math.min(anchor ?? cursor, cursor);
  const to = Math.max(anchor ?? cursor, cursor);
  const bucket = buckets[cursor];
  if (bucket === undefined) return null;
  const clamp = (index: number): number => Math.min(last, Math.max(0, index));
  const choose = (): void => {
    onRange(from, to);
    setAnchor(null);
    setAt(null);
  };

  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: cursor - 1,
      ArrowRight: cursor + 1,
      PageUp: cursor - 10,
      PageDown: cursor + 10,
      Home: 0,
      End: last,
    };
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    if (step !== undefined) {
      setAnchor(event.shiftKey ? (anchor ?? cursor) : null);
      setAt(clamp(step));
    } else if (event.key === 'Enter') choose();
    else if (event.key === 'Escape' && anchor !== null) {
      setAnchor(null);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };
  const under = (event: PointerEvent<HTMLDivElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return clamp(Math.floor(((event.clientX - box.left) / box.width) * buckets.length));
  };
  const percent = (index: number): string => `${(index / buckets.length) * 100}%`;
  const dragging = anchor !== null;
  return (
    <div className={styles['chart']}>
      <div aria-hidden="true">
        <Picture buckets={buckets} width={width} tick={tick} />
      </div>
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={1}
        aria-valuemax={buckets.length}
        aria-valuenow={cursor + 1}
        aria-valuetext={
          from === to ? words(bucket) : `${to - from + 1} chosen, up to ${words(buckets[to] ?? bucket)}`
        }
        className={styles['layer']}
        onKeyDown={keys}
        onBlur={() => setAnchor(null)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setAnchor(under(event));
          setAt(under(event));
        }}
        onPointerMove={(event) => setAt(under(event))}
        onPointerLeave={() => !dragging && setAt(null)}
        onPointerUp={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId) && dragging) choose();
        }}
        onPointerCancel={() => setAnchor(null)}
      >
        <i
          className={cx(styles['cursor'], dragging && styles['range'])}
          data-shown={at !== null || dragging || undefined}
          style={{ left: percent(from), width: percent(to - from + 1) }}
        />
      </div>
      <p className={styles['words']} aria-hidden="true">
        {at === null
          ? ' '
          : from === to
            ? words(bucket)
            : `${tick(buckets[from]?.time ?? bucket.time)} to ${tick((buckets[to]?.time ?? bucket.time) + width)}`}
      </p>
    </div>
  );
}
