import { createContext, use, useSyncExternalStore } from 'react';
import { absoluteTime, clockTime, dayText, relativeTime, zoneName, type Zone } from './time-format.ts';
import { Hint } from './tooltip.tsx';

/** The zone that the whole console shows time in. */
export const ZoneContext = createContext<Zone>('utc');
export const useZone = (): Zone => use(ZoneContext);

const TICK_MS = 10_000;
let tick = Date.now();
const listeners = new Set<() => void>();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    tick = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since the epoch, refreshed every ten seconds by one timer for the whole page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => tick);

export interface TimeProps {
  readonly value: Date;
  /** Evidence is absolute (`exact` to the millisecond, `clock` without its day); lists and cards are relative. */
  readonly form?: 'absolute' | 'exact' | 'clock' | 'day' | 'relative';
}

/** A moment. Relative and shortened forms give the whole on hover. */
export function Time({ value, form = 'absolute' }: TimeProps) {
  const zone = useZone();
  switch (form) {
    case 'relative':
      return <RelativeTime value={value} zone={zone} />;
    case 'day':
      return <ShortTime value={value} zone={zone} text={dayText(value, zone)} />;
    default: {
      const text = form === 'clock' ? clockTime(value, zone) : absoluteTime(value, zone, form === 'exact');
      return <time dateTime={value.toISOString()}>{text}</time>;
    }
  }
}

function ShortTime({
  value,
  zone,
  text,
}: {
  readonly value: Date;
  readonly zone: Zone;
  readonly text: string;
}) {
  return (
    <Hint text={`${absoluteTime(value, zone)} ${zoneName(zone)}`} describes={false}>
      <time dateTime={value.toISOString()}>{text}</time>
    </Hint>
  );
}

function RelativeTime({ value, zone }: { readonly value: Date; readonly zone: Zone }) {
  const now = Math.max(useNow(), value.getTime());
  return <ShortTime value={value} zone={zone} text={relativeTime(value, now)} />;
}
