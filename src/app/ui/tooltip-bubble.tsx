import type { ReactNode, RefObject } from 'react';
import { Tooltip } from 'react-aria-components/Tooltip';
import styles from './tooltip.module.css';

/** The bubble itself, placed beside `target`. */
export default function TooltipBubble({ target, children, onHover }: { readonly target: RefObject<HTMLElement | null>; readonly children: ReactNode; readonly onHover: (over: boolean) => void }) {
  return (
    <Tooltip triggerRef={target} isOpen offset={6} className={styles['bubble'] ?? ''}>
      <div onPointerEnter={() => onHover(true)} onPointerLeave={() => onHover(false)}>
        {children}
      </div>
    </Tooltip>
  );
}
