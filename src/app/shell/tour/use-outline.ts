import { useEffect } from 'react';

const LOOK = 'data-tour-look';

/** The first of them that can be seen: a phone has no navigation, an empty list no figures. */
function firstSeen(marks: readonly string[]): Element | null {
  for (const mark of marks)
    for (const element of document.querySelectorAll(mark)) if (element.checkVisibility()) return element;
  return null;
}

/** Outlines what a stop is about, as its page comes and changes; brought into view once, where it is not. */
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
      if (found !== null && main.contains(found)) found.scrollIntoView({ block: 'nearest' });
      shown = found;
    };
    const later = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    const changes = new MutationObserver(later);
    changes.observe(main, { childList: true, subtree: true });
    window.addEventListener('resize', later);
    later();
    return () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      window.removeEventListener('resize', later);
      shown?.removeAttribute(LOOK);
    };
  }, [marks, on]);
}
