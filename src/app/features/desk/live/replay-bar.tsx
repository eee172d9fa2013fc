/** The controls of a replay: which window, how fast, where. */
import { memo, useEffect, useEffectEvent, useState } from 'react';
import { explain } from '../../../query/explain.ts';
import { Button } from '../../../ui/button.tsx';
import { Select, TextField, type Option } from '../../../ui/field.tsx';
import { useZone } from '../../../ui/time.tsx';
import { absoluteTime, dayText, zoneName, type Zone } from '../../../ui/time-format.ts';
import styles from './live-page.module.css';
import type { Playing, ReplayPlayer } from './replay-player.ts';
import { spanText, SPEEDS, speedText, type Speed } from './replay.ts';
import type { Range } from './replay-source.ts';
import { useIncidentDays, useWindowSummary } from './use-replay.ts';
import type { Watched } from './watched.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const number = new Intl.NumberFormat('en');

const PRESETS = [
  { value: 'hour', label: 'Last hour', ms: HOUR },
  { value: 'day', label: 'Last 24 hours', ms: DAY },
  { value: 'week', label: 'Last 7 days', ms: 7 * DAY },
] as const;

/** The last `ms`, to the end of the running minute. */
export const lastOf = (ms: number, now: number): Range => {
  const until = Math.ceil(now / MINUTE) * MINUTE;
  return { since: until - ms, until };
};

const toInput = (time: number): string => new Date(time).toISOString().slice(0, 16);
const fromInput = (text: string): number => Date.parse(`${text}:00Z`);

const isSame = (a: Range, b: Range): boolean => a.since === b.since && a.until === b.until;

/** Beginning and end of a window, taken only when they are one. Typed in UTC, as everywhere in the console. */
function Moments({
  window,
  onWindow,
}: {
  readonly window: Range;
  readonly onWindow: (window: Range) => void;
}) {
  const [typed, setTyped] = useState({ since: toInput(window.since), until: toInput(window.until) });
  const [seen, setSeen] = useState(window);
  const [asked, setAsked] = useState(window);
  if (!isSame(window, seen)) {
    setSeen(window);
    // What was asked for here comes back as the window: what is typed meanwhile in the other field stays.
    if (!isSame(window, asked)) setTyped({ since: toInput(window.since), until: toInput(window.until) });
  }
  const next = { since: fromInput(typed.since), until: fromInput(typed.until) };
  const isWhole = !Number.isNaN(next.since) && !Number.isNaN(next.until);
  const take = (): void => {
    if (!isWhole || next.since >= next.until || isSame(next, window)) return;
    setAsked(next);
    onWindow(next);
  };
  return (
    <div className={styles['moments']}>
      <TextField
        label="From (UTC)"
        type="datetime-local"
        value={typed.since}
        onChange={(since) => setTyped({ ...typed, since })}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
      <TextField
        label="Until (UTC, not included)"
        type="datetime-local"
        value={typed.until}
        error={isWhole && next.since >= next.until ? 'Choose a time after “From”.' : null}
        onChange={(until) => setTyped({ ...typed, until })}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
    </div>
  );
}

/** The window and the speed. */
export function ReplayChoices({
  window,
  speed,
  now,
  practice,
  onWindow,
  onSpeed,
}: {
  readonly window: Range;
  readonly speed: Speed;
  /** When the page was opened, ms. */
  readonly now: number;
  /** With what was done with practice keys. */
  readonly practice: boolean;
  readonly onWindow: (window: Range) => void;
  readonly onSpeed: (speed: Speed) => void;
}) {
  const zone = useZone();
  const days = useIncidentDays(now, practice);
  const [isCustom, setCustom] = useState(false);
  const named: readonly (Option & { readonly range: Range })[] = [
    ...PRESETS.map(({ value, label, ms }) => ({ value, label, range: lastOf(ms, now) })),
    ...days.map(({ since, until, refused }) => ({
      value: String(since),
      label: `${dayText(new Date(since), zone)}: ${number.format(refused)} refused or failed`,
      range: { since, until },
    })),
  ];
  const chosen = named.find(({ range }) => isSame(range, window));
  const custom = isCustom || chosen === undefined;
  const choose = (value: string): void => {
    const range = named.find((each) => each.value === value)?.range;
    setCustom(range === undefined);
    if (range !== undefined) onWindow(range);
  };
  return (
    <>
      <Select
        label="Window"
        value={custom ? 'custom' : chosen.value}
        options={[...named, { value: 'custom', label: 'Other times' }]}
        onChange={choose}
      />
      {custom && <Moments window={window} onWindow={onWindow} />}
      <Select
        label="Speed"
        value={String(speed)}
        options={SPEEDS.map((each) => ({ value: String(each), label: speedText(each) }))}
        onChange={(value) => onSpeed(SPEEDS.find((each) => String(each) === value) ?? speed)}
      />
    </>
  );
}

export const BARS = 120;

/** What happened in the window, over which one scrubs: visits upwards, refusals and failures downwards. */
const Bars = memo(function Bars({ window, watched }: { readonly window: Range; readonly watched: Watched }) {
  const data = useWindowSummary(window, watched, BARS);
  const buckets = data?.Buckets ?? [];
  const most = Math.max(1, ...buckets.map(({ Allowed, Denied, Failed }) => Allowed + Denied + Failed));
  const span = window.until - window.since;
  const width = ((data?.BucketSeconds ?? 60) * 1_000) / span;
  /** Few among many are seen, too. */
  const high = (count: number, room: number): number =>
    count === 0 ? 0 : Math.max(3, (count / most) * room);
  return (
    <svg className={styles['bars']} viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true">
      {buckets.map(({ Time, Allowed, Denied, Failed }) => {
        const x = ((Time.getTime() - window.since) / span) * 1_000;
        const each = { x, width: Math.max(1, width * 1_000 - 1) };
        return (
          <g key={Time.getTime()}>
            <rect
              {...each}
              y={23 - high(Allowed, 22)}
              height={high(Allowed, 22)}
              className={styles['barAllowed']}
            />
            <rect {...each} y={28} height={high(Denied + Failed, 12)} className={styles['barRefused']} />
          </g>
        );
      })}
    </svg>
  );
});

const SETTLE_MS = 150;

const spoken = (position: number, zone: Zone): string =>
  `${absoluteTime(new Date(position), zone)} ${zoneName(zone)}`;

/** Where it stands: a slider over the window, moved by keys in two hundredths of it. */
function Scrubber({
  window,
  watched,
  position,
  onSeek,
}: {
  readonly window: Range;
  readonly watched: Watched;
  readonly position: number;
  readonly onSeek: (position: number) => void;
}) {
  const zone = useZone();
  const [wanted, setWanted] = useState<number | null>(null);
  // It goes on playing while one drags: only a place that stands still is gone to.
  const seek = useEffectEvent((to: number) => {
    onSeek(to);
    setWanted(null);
  });
  useEffect(() => {
    if (wanted === null) return;
    const timer = setTimeout(() => seek(wanted), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const at = wanted ?? position;
  const span = window.until - window.since;
  return (
    <div className={styles['scrubber']} style={{ '--at': `${((at - window.since) / span) * 100}%` }}>
      <Bars window={window} watched={watched} />
      <input
        type="range"
        aria-label="Place in the window"
        min={window.since}
        max={window.until}
        step={Math.max(1, Math.round(span / 200))}
        value={at}
        aria-valuetext={spoken(at, zone)}
        onChange={(event) => setWanted(Number(event.target.value))}
      />
    </div>
  );
}

const STOPPED = { denied: 'Stopped at a refusal.', failed: 'Stopped at a failure.' } as const;

/** Why nothing moves, or what was left out; null when there is nothing to say. */
function remark({
  error,
  hasNoRefusal,
  stopped,
  skipped,
  isAtEnd,
  isLeft,
  isLoading,
}: Playing): string | null {
  if (error !== null) return explain('', error).why;
  if (isLeft) return 'Paused, as nobody did anything for half an hour.';
  if (hasNoRefusal) return 'No refusal or failure behind here.';
  if (stopped !== null) return STOPPED[stopped];
  if (isAtEnd) return 'The end of the window.';
  if (skipped !== null) return `${spanText(skipped)} of nothing skipped.`;
  return isLoading ? 'Reading the log.' : null;
}

/** Play, scrub, jump. */
export function Transport({
  player,
  playing,
  window,
  watched,
  onSettled,
}: {
  readonly player: ReplayPlayer;
  readonly playing: Playing;
  readonly window: Range;
  readonly watched: Watched;
  /** It stands somewhere: worth an address. */
  readonly onSettled: (position: number) => void;
}) {
  const zone = useZone();
  const { position, isPlaying, isAtEnd } = playing;
  const [isJumping, setJumping] = useState(false);
  const toggle = (): void => {
    if (isPlaying) player.pause();
    else player.play();
    onSettled(player.position);
  };
  const jump = async (): Promise<void> => {
    setJumping(true);
    await player.toRefusal();
    setJumping(false);
    onSettled(player.position);
  };
  const said = remark(playing);
  return (
    <section className={styles['transport']} aria-label="Replay">
      <Button kind="primary" icon={isPlaying ? 'pause' : 'play'} onClick={toggle}>
        {isPlaying ? 'Pause' : isAtEnd ? 'Play again' : 'Play'}
      </Button>
      <Scrubber
        window={window}
        watched={watched}
        position={position}
        onSeek={(to) => {
          player.seek(to);
          onSettled(player.position);
        }}
      />
      <Button pending={isJumping} trailing="right" onClick={() => void jump()}>
        Next refusal or failure
      </Button>
      <p className={styles['where']}>
        <time dateTime={new Date(position).toISOString()}>{absoluteTime(new Date(position), zone)}</time>{' '}
        <span className="quiet">{zoneName(zone)}</span>
        <span role="status" className={styles['remark']}>
          {said}
        </span>
      </p>
    </section>
  );
}
