import type { ReactNode } from 'react';
import { Button, CloseButton } from './button.tsx';
import { cx } from './cx.ts';
import styles from './filter-bar.module.css';

export interface Chip {
  readonly field: string;
  /** "not" is a word here, not a colour. */
  readonly value: string;
  readonly onRemove: () => void;
  /** Came with the URL and means nothing: shown, so that nobody believes that it filtered. */
  readonly ignored?: boolean;
}

/** What the list leaves out though nobody asked for it, and the way to see it. */
export interface Omission {
  /** "Reads hidden". */
  readonly words: string;
  /** "Show reads". */
  readonly action: string;
  readonly onShow: () => void;
}

/** Search and tools; under them, on a line of their own, the filters as chips in words, and what clears them. */
export function FilterBar({
  children,
  chips,
  omissions = [],
  onClear,
  far,
}: {
  readonly children: ReactNode;
  readonly chips: readonly Chip[];
  readonly omissions?: readonly Omission[];
  readonly onClear: () => void;
  readonly far?: ReactNode;
}) {
  const left = omissions.map(({ words, action, onShow }) => (
    <span key={action} className={cx(styles['chip'], styles['omission'])}>
      {words}
      <button type="button" className="link" onClick={onShow}>
        {action}
      </button>
    </span>
  ));
  return (
    <div className={styles['bar']} role="search">
      {children}
      {chips.length === 0 && left}
      {far !== undefined && <div className={styles['far']}>{far}</div>}
      {chips.length > 0 && (
        <div className={styles['chips']}>
          {chips.map((chip) => (
            <span
              key={`${chip.field} ${chip.value}`}
              className={cx(styles['chip'], chip.ignored === true && styles['ignored'])}
            >
              {chip.ignored === true ? 'ignored' : chip.field}
              <b>{chip.value}</b>
              <CloseButton label={`Remove filter ${chip.field} ${chip.value}`} onClick={chip.onRemove} />
            </span>
          ))}
          {left}
          <Button kind="bare" small onClick={onClear}>
            Clear
          </Button>
        </div>
      )}
    </div>
  );
}

/** Choices that stand together: side by side, of one width on a phone. */
export const FilterChoices = ({ children }: { readonly children: ReactNode }) => (
  <div className={styles['choices']}>{children}</div>
);

/** The first place in a filter bar: the search box, full width on a phone. */
export const FilterLead = ({ children }: { readonly children: ReactNode }) => (
  <div className={styles['lead']}>{children}</div>
);
