import type { ReactNode, RefObject } from 'react';
import { Tooltip, TooltipTriggerStateContext } from 'react-aria-components/Tooltip';
import styles from './tooltip.module.css';

/** Whether it is shown is decided by who renders it. */
const OPEN = { isOpen: true, shouldSkipAnimation: true, open: () => {}, close: () => {} };

/** The bubble itself, placed beside `target`. */
export default function TooltipBubble({
  target,
  children,
  onHover,
}: {
  readonly target: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
  readonly onHover: (over: boolean) => void;
}) {
  return (
    <TooltipTriggerStateContext value={OPEN}>
      <Tooltip triggerRef={target} offset={6} className={styles['bubble'] ?? ''}>
        <div onPointerEnter={() => onHover(true)} onPointerLeave={() => onHover(false)}>
          {children}
        </div>
      </Tooltip>
    </TooltipTriggerStateContext>
  );
}
