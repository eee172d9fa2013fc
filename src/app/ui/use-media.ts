import { useCallback, useSyncExternalStore } from 'react';

/** Below this the shell is a phone's: rows are blocks, the page itself scrolls. The same width stands in the style sheets. */
export const NARROW = '(max-width: 760px)';

/** Whether the media query holds, now and whenever that changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
