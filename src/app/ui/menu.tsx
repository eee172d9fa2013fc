import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import type { IconName } from './icon.tsx';

const load = () => import('./menu-popover.tsx');
const MenuPopover = lazy(load);

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  /** What it does, or why it cannot be done now. */
  readonly note?: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly onAction: () => void;
}

export interface MenuProps {
  /** Name of the trigger, when its content is not words. */
  readonly label?: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
  readonly entries: readonly MenuEntry[];
  /** Words above the entries. */
  readonly heading?: string;
}

/** A button that opens a menu. Danger stands last, after a rule. The menu itself is fetched when a pointer or focus comes near. */
export function Menu({ label, className, children, entries, heading }: MenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {children}
      </button>
      {open && (
        <Suspense fallback={null}>
          <MenuPopover
            trigger={trigger}
            entries={entries}
            heading={heading}
            label={label ?? heading ?? 'Menu'}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
