import { useLayoutEffect, useRef } from 'react';

/** As long as the row of the event that closed is looked for. */
const FRAMES = 60;

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
    // The rows of that place are drawn some frames later.
    let frame = 0;
    const focusRow = (left: number): void => {
      if (last.current === null || document.activeElement !== document.body) return;
      const row = document.querySelector<HTMLElement>(`[data-event="${last.current}"] a`);
      if (row !== null) row.focus({ preventScroll: true });
      else if (left > 0) frame = requestAnimationFrame(() => focusRow(left - 1));
    };
    frame = requestAnimationFrame(() => focusRow(FRAMES));
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
