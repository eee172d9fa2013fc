import { useEffect } from 'react';
import { NARROW } from '../../ui/use-media.ts';

const LOOK = 'data-tour-look';

/** The first of them that can be seen: a phone has no navigation, an empty list no figures. */
function firstSeen(marks: readonly string[]): Element | null {
  for (const mark of marks)
    for (const element of document.querySelectorAll(mark)) if (element.checkVisibility()) return element;
  return null;
}

/** On a phone the tour's card covers the lower part of the page. */
const bring = (element: Element): void =>
  element.scrollIntoView({ block: window.matchMedia(NARROW).matches ? 'center' : 'nearest' });

/** Outlines what a stop is about, as its page comes and changes; brought into view once, where it is not, and when the window changes. */
export function useOutline(marks: readonly string[], on: boolean): void {
  useEffect(() => {
    const main = document.getElementById('main');
    if (!on || main === null) return;
    let shown: Element | null = null;
    let frame = 0;
    const look = (): void => {
      const found = firstSeen(marks);
      if (found === shown) return;
      shown?.removeAttribute(LOOK);
      found?.setAttribute(LOOK, '');
      if (found !== null && main.contains(found)) bring(found);
      shown = found;
    };
    const later = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    const changes = new MutationObserver(later);
    changes.observe(main, { childList: true, subtree: true });
    const resized = (): void => {
      if (shown !== null && main.contains(shown)) bring(shown);
      later();
    };
    window.addEventListener('resize', resized);
    later();
    return () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      window.removeEventListener('resize', resized);
      shown?.removeAttribute(LOOK);
    };
  }, [marks, on]);
}
