import { useState } from 'react';
import { useNow } from './time.tsx';

/** An open tab alone does not look for ever: it would keep its session from ending. */
const WATCH_MS = 10 * 60_000;

/** Is what was begun at `from` still looked at? Both in ms. */
export const isWatching = (from: number, now: number): boolean => now - from < WATCH_MS;

/** Whether a page that asks again and again goes on, and the way to let it. */
export function useWatch(): { readonly watching: boolean; readonly watchOn: () => void } {
  const [from, setFrom] = useState(() => Date.now());
  return { watching: isWatching(from, useNow()), watchOn: () => setFrom(Date.now()) };
}
