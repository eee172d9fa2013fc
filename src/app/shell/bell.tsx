import { lazy, Suspense, useRef, useState } from 'react';
import { useAlerts, useDismissed } from '../query/alerts.ts';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './bell.module.css';

const load = () => import('./bell-popover.tsx');
const BellPopover = lazy(load);

const words = (count: number): string =>
  count === 0 ? 'nothing needs you' : `${count} ${count === 1 ? 'matter needs' : 'matters need'} you`;

/** What nobody may miss, on every page. Who may not see alerts has no bell. */
export function Bell({ person }: { readonly person: string }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const { data, isError, hidden } = useAlerts();
  const { isDismissed, dismiss, bringBack } = useDismissed(person);
  if (data === undefined) return isError || hidden ? null : <span className={styles['place']} />;
  const alerts = data.Alerts.filter((alert) => !isDismissed(alert));
  const away = data.Alerts.length - alerts.length;
  // Those that did not fit into the answer count too.
  const count = data.Total - away;
  const worst = alerts[0]?.Severity;
  return (
    <span className={styles['place']}>
      <button
        ref={trigger}
        type="button"
        className={styles['bell']}
        aria-label={`Alerts: ${words(count)}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(true)}
      >
        <Icon name="bell" />
        {count > 0 && (
          <span className={cx(styles['count'], worst !== undefined && styles[worst])} aria-hidden="true">
            {count > 99 ? '99+' : count}
          </span>
        )}
      </button>
      <span className="hidden" role="status">
        {count > 0 && `Alerts: ${words(count)}`}
      </span>
      {open && (
        <Suspense fallback={null}>
          <BellPopover
            trigger={trigger}
            alerts={alerts}
            more={count - alerts.length}
            away={away}
            onDismiss={dismiss}
            onBringBack={bringBack}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </span>
  );
}
