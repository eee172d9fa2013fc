import { useLayoutEffect, useRef } from 'react';

/**
 * Where there is no room beside the list, an event stands in its place: then the page begins at its top, and when the event closes
 * the list comes back where it was, with focus on that event's row.
 */
export function useListPlace(sequence: number | null): void {
  const place = useRef(0);
  const last = useRef<number | null>(null);
  const isOpen = sequence !== null;
  useLayoutEffect(() => {
    if (sequence !== null) last.current = sequence;
  }, [sequence]);
  useLayoutEffect(() => {
    if (isOpen) {
      window.scrollTo(0, 0);
      return;
    }
    if (place.current > 0) window.scrollTo(0, place.current);
    // The rows of that place are drawn with the next frame.
    const frame = requestAnimationFrame(() => {
      if (last.current === null || document.activeElement !== document.body) return;
      document.querySelector<HTMLElement>(`[data-event="${last.current}"] a`)?.focus({ preventScroll: true });
    });
    const note = (): void => {
      place.current = window.scrollY;
    };
    window.addEventListener('scroll', note, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', note);
    };
  }, [isOpen]);
}
