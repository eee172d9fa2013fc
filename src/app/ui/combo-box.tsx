import { lazy, Suspense, useLayoutEffect, useRef, type RefObject } from 'react';
import styles from './combo-box.module.css';
import { cx } from './cx.ts';
import type { Option } from './field.tsx';

// The list is more code than most pages: it comes beside the page that has one, not before it.
const load = () => import('./combo-box-list.tsx');
const ComboBoxList = lazy(load);
load().catch(() => {}); // asked for again when it is shown, which says so

export interface ComboBoxProps {
  readonly label: string;
  /** The label is shown above the box, not only read out. */
  readonly labelled?: boolean;
  readonly placeholder: string;
  readonly value: string | null;
  readonly options: readonly Option[];
  readonly onChange: (value: string | null) => void;
  /** What stands in the box, as one types: where the options depend on it. */
  readonly onTyped?: (text: string) => void;
  /** Is an option shown for what is typed? Default: its label contains it. */
  readonly shows?: (label: string, typed: string) => boolean;
}

/** Choose one of many by typing. */
export function ComboBox(props: ComboBoxProps) {
  const hadFocus = useRef(false);
  return (
    <Suspense fallback={<Waiting {...props} hadFocus={hadFocus} />}>
      <ComboBoxList {...props} hadFocus={hadFocus} />
    </Suspense>
  );
}

/** Until the list is there. Who came by with Tab meanwhile goes on from the same place. */
function Waiting({
  label,
  labelled = false,
  placeholder,
  value,
  options,
  hadFocus,
}: ComboBoxProps & { readonly hadFocus: RefObject<boolean> }) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const own = input.current;
    return () => {
      hadFocus.current = document.activeElement === own;
    };
  }, [hadFocus]);
  return (
    <div className={styles['root']}>
      {labelled && (
        <span className={styles['label']} aria-hidden="true">
          {label}
        </span>
      )}
      <div className={styles['box']}>
        <input
          ref={input}
          className={cx(styles['input'])}
          aria-label={label}
          aria-busy="true"
          placeholder={placeholder}
          value={options.find((option) => option.value === value)?.label ?? ''}
          readOnly
        />
      </div>
    </div>
  );
}
