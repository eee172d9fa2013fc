import { Acts } from '../ui/acts.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Switch } from '../ui/switch.tsx';
import { PAGES } from './pages.ts';
import { usePreferences } from './preferences.tsx';
import { isSingle, keyCaps, shortcutsFor, type Shortcut } from './shortcuts.ts';
import styles from './shortcut-sheet.module.css';

const APPLE = /mac|iphone|ipad/i.test(navigator.userAgent);

/** The keyboard map as it is bound, and the switch for keys without a modifier. */
export default function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const { singleKeys, setSingleKeys } = usePreferences();
  const groups = Map.groupBy(shortcutsFor(PAGES), ({ group }) => group);
  const line = (shortcut: Shortcut) => (
    <div
      key={shortcut.keys}
      className={styles['line']}
      data-off={isSingle(shortcut) && !singleKeys ? '' : undefined}
    >
      <dt>{shortcut.words}</dt>
      <dd>
        {keyCaps(shortcut.keys, APPLE).map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}
      </dd>
    </div>
  );
  return (
    <Dialog title="Keyboard" wide onClose={onClose}>
      <div className={styles['groups']}>
        {[...groups].map(([group, shortcuts]) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>{shortcuts.map(line)}</dl>
          </section>
        ))}
      </div>
      <Switch
        label="Single keys"
        note="Keys without Ctrl or ⌘. Switch them off if speech input or a slip of the hand sets them off."
        on={singleKeys}
        onChange={setSingleKeys}
      />
      <Acts>
        <Button onClick={onClose}>Close</Button>
      </Acts>
    </Dialog>
  );
}
