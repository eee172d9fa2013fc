import { use, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBox as AriaComboBox, ComboBoxStateContext } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import styles from './combo-box.module.css';
import { cx } from './cx.ts';
import type { ComboBoxProps } from './combo-box.tsx';
import { Icon } from './icon.tsx';

type Shows = NonNullable<ComboBoxProps['shows']>;
const contains: Shows = (label, typed) => label.toLowerCase().includes(typed.trim().toLowerCase());

/** Opens by a click, by typing or by an arrow key; not by coming by with Tab, which would open every list on the way. */
function Text({
  placeholder,
  options,
  shows = contains,
  hadFocus,
}: Pick<ComboBoxProps, 'placeholder' | 'options' | 'shows'> & { readonly hadFocus: RefObject<boolean> }) {
  const list = use(ComboBoxStateContext);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (hadFocus.current) input.current?.focus();
  }, [hadFocus]);
  // What is typed in full is meant, and so is the only one left. In the capture phase: the list's own handler then takes what has focus.
  const take = ({ key, currentTarget }: KeyboardEvent<HTMLInputElement>): void => {
    if (list === null || (key !== 'Enter' && key !== 'Tab')) return;
    const shown = list.isOpen ? [...list.collection] : [];
    // What was chosen before may still have the list's focus for a moment, though it is not shown any more.
    const { focusedKey } = list.selectionManager;
    if (shown.some((item) => item.key === focusedKey)) return;
    // What stands in the field: on a busy machine the list opens after the key that was meant for it.
    const typed = currentTarget.value.trim();
    if (typed === '') return;
    const exact = options.find(({ label }) => label.toLowerCase() === typed.toLowerCase());
    const fitting = key === 'Enter' ? options.filter(({ label }) => shows(label, typed)) : [];
    const meant = exact ?? (fitting.length === 1 ? fitting[0] : undefined);
    if (meant === undefined || meant.value === list.value) return;
    if (shown.some((item) => item.key === meant.value)) list.selectionManager.setFocusedKey(meant.value);
    else list.setValue(meant.value);
  };
  return (
    <Input
      ref={input}
      placeholder={placeholder}
      className={cx(styles['input'])}
      onClick={() => list?.open(null, 'manual')}
      onKeyDownCapture={take}
    />
  );
}

/** The whole of `ComboBox`: React Aria's list, with its overlay. */
export default function ComboBoxList({
  label,
  labelled = false,
  placeholder,
  value,
  options,
  onChange,
  onTyped,
  shows,
  hadFocus,
}: ComboBoxProps & {
  /** Whether what stood here before the list came had focus. */
  readonly hadFocus: RefObject<boolean>;
}) {
  // What was chosen comes back by way of the URL; what is typed meanwhile must not be lost to it.
  const [chosen, setChosen] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    setChosen(value);
  }
  const choose = (next: string | null): void => {
    setChosen(next);
    onChange(next);
  };
  return (
    <AriaComboBox
      {...(labelled ? {} : { 'aria-label': label })}
      value={chosen}
      allowsEmptyCollection
      {...(shows === undefined ? {} : { defaultFilter: shows })}
      {...(onTyped === undefined ? {} : { onInputChange: onTyped })}
      onChange={(key) => choose(key === null ? null : String(key))}
      className={cx(styles['root'])}
    >
      {labelled && <Label className={cx(styles['label'])}>{label}</Label>}
      <div className={styles['box']}>
        <Text
          placeholder={placeholder}
          options={options}
          hadFocus={hadFocus}
          {...(shows === undefined ? {} : { shows })}
        />
        <Button className={cx(styles['arrow'])}>
          <Icon name="down" small />
        </Button>
      </div>
      <Popover className={cx(styles['popover'])}>
        <ListBox renderEmptyState={() => <div className={styles['empty']}>Nothing of that name</div>}>
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              className={cx(styles['item'])}
            >
              {option.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
