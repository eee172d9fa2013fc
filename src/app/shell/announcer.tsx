import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { pageOf } from '../paths.ts';

const isTour = (state: unknown): boolean =>
  typeof state === 'object' &&
  state !== null &&
  'tour' in state &&
  document.querySelector('[data-tour]') !== null;

/**
 * After a change of page: the title of the window, focus to the h1, and a polite word. A filter, a panel or a tab is no change of page
 * and moves no focus.
 */
export function RouteAnnouncer() {
  const { pathname, state } = useLocation();
  const page = pageOf(pathname);
  const before = useRef(page);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const heading = document.querySelector('h1');
    const title = heading?.textContent ?? 'Keydesk';
    document.title = title === 'Keydesk' ? title : `${title} · Keydesk`;
    if (before.current === page) return;
    before.current = page;
    setSaid(title);
    // The tour's card led here, and goes on from where its focus is.
    if (!isTour(state)) heading?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [page, state]);
  return (
    // At the top: where it would stand by itself, under the last line, it makes the page a pixel higher than the window.
    <p className="hidden" style={{ top: 0 }} aria-live="polite">
      {said}
    </p>
  );
}
