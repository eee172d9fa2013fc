import type { RefObject } from 'react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import type { MenuEntry } from './menu.tsx';
import styles from './menu.module.css';

interface Props {
  readonly trigger: RefObject<HTMLButtonElement | null>;
  readonly entries: readonly MenuEntry[];
  readonly heading?: string | undefined;
  readonly label: string;
  readonly onClose: () => void;
}

const Entry = ({ entry }: { readonly entry: MenuEntry }) => (
  <MenuItem
    id={entry.id}
    textValue={entry.label}
    isDisabled={entry.disabled === true}
    onAction={entry.onAction}
    className={cx(styles['item'], entry.danger === true && styles['danger'])}
  >
    {entry.icon !== undefined && <Icon name={entry.icon} />}
    <span className={styles['words']}>
      {entry.label}
      {entry.note !== undefined && <span className={styles['note']}>{entry.note}</span>}
    </span>
  </MenuItem>
);

export default function MenuPopover({ trigger, entries, heading, label, onClose }: Props) {
  const safe = entries.filter((entry) => entry.danger !== true);
  const dangerous = entries.filter((entry) => entry.danger === true);
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      aria-label={label}
      onOpenChange={(open) => !open && onClose()}
      placement="bottom end"
      offset={4}
      className={cx(styles['popover'])}
    >
      {heading !== undefined && <p className={styles['head']}>{heading}</p>}
      <Menu aria-label={label} autoFocus="first" onClose={onClose} className={cx(styles['menu'])}>
        {safe.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
        {safe.length > 0 && dangerous.length > 0 && <Separator className={cx(styles['rule'])} />}
        {dangerous.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </Menu>
    </Popover>
  );
}
