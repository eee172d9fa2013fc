import { use, type KeyboardEvent } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBox as AriaComboBox, ComboBoxStateContext } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import styles from './combo-box.module.css';
import { cx } from './cx.ts';
import type { ComboBoxProps } from './combo-box.tsx';
import { Icon } from './icon.tsx';

/** Opens by a click, by typing or by an arrow key; not by coming by with Tab, which would open every list on the way. */
function Text({ placeholder }: { readonly placeholder: string }) {
  const list = use(ComboBoxStateContext);
  // What is typed in full is meant, and so is the only one left. In the capture phase: the list's own handler then takes what has focus.
  const take = ({ key }: KeyboardEvent): void => {
    if (list === null || !list.isOpen || (key !== 'Enter' && key !== 'Tab')) return;
    const shown = [...list.collection];
    // What was chosen before may still have the list's focus for a moment, though it is not shown any more.
    const { focusedKey } = list.selectionManager;
    if (shown.some((item) => item.key === focusedKey)) return;
    const typed = list.inputValue.trim().toLowerCase();
    const exact = shown.find((item) => item.textValue.toLowerCase() === typed);
    const only = key === 'Enter' && typed !== '' && shown.length === 1 ? shown[0] : undefined;
    const meant = exact ?? only;
    if (meant !== undefined) list.selectionManager.setFocusedKey(meant.key);
  };
  return (
    <Input
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
  placeholder,
  value,
  options,
  onChange,
  onTyped,
  shows,
}: ComboBoxProps) {
  return (
    <AriaComboBox
      aria-label={label}
      value={value}
      allowsEmptyCollection
      {...(shows === undefined ? {} : { defaultFilter: shows })}
      {...(onTyped === undefined ? {} : { onInputChange: onTyped })}
      onChange={(key) => onChange(key === null ? null : String(key))}
      className={cx(styles['root'])}
    >
      <div className={styles['box']}>
        <Text placeholder={placeholder} />
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
