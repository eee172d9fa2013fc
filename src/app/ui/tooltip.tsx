import {
  lazy,
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { cx } from './cx.ts';
import styles from './tooltip.module.css';

// Placing a bubble takes React Aria's overlays: they are fetched when the first one is shown, not with the page.
const TooltipBubble = lazy(() => import('./tooltip-bubble.tsx'));

const HOVER_MS = 350;

/**
 * Shows `text` on hover *and* focus of what it wraps (WCAG 1.4.13: it can be hovered, and Escape closes it). With `describes` it is
 * also the description that a screen reader gives.
 */
export function Hint({
  text,
  children,
  mono = false,
  describes = true,
}: {
  readonly text: string;
  readonly children: ReactNode;
  readonly mono?: boolean;
  readonly describes?: boolean;
}) {
  const [open, setOpen] = useState(false);
  const wrap = useRef<HTMLSpanElement>(null);
  const timer = useRef(0);
  const id = useId();
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!describes) return;
    const target = wrap.current?.querySelector('button, a, [tabindex]');
    target?.setAttribute('aria-describedby', id);
    return () => target?.removeAttribute('aria-describedby');
  }, [describes, id]);

  const later = (next: boolean, wait: number): void => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setOpen(next), wait);
  };
  const focused = (): void => {
    if (wrap.current?.querySelector(':focus-visible') != null) later(true, 0);
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      clearTimeout(timer.current);
      setOpen(false);
    }
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- watches its child; acts on nothing
    <span
      ref={wrap}
      className={styles['wrap']}
      onPointerEnter={() => later(true, HOVER_MS)}
      onPointerLeave={() => later(false, 100)}
      onFocus={focused}
      onBlur={() => later(false, 0)}
      onKeyDown={escape}
    >
      {children}
      {describes && (
        <span id={id} hidden>
          {text}
        </span>
      )}
      {open && (
        <Suspense fallback={null}>
          <TooltipBubble target={wrap} onHover={(over) => later(over, over ? 0 : 100)}>
            <span className={cx(mono && styles['mono'])}>{text}</span>
          </TooltipBubble>
        </Suspense>
      )}
    </span>
  );
}
