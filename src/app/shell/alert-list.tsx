import { alertHref, type Alert } from '../query/alerts.ts';
import { CloseButton } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Severity } from '../ui/severity.tsx';
import { Time } from '../ui/time.tsx';
import styles from './alert-list.module.css';

/** Alerts, each with its way to where it is dealt with. What may be put away has a button for it. */
export function AlertList({
  alerts,
  onDismiss,
  onGo,
}: {
  readonly alerts: readonly Alert[];
  readonly onDismiss: (alert: Alert) => void;
  readonly onGo?: () => void;
}) {
  return (
    <ul className={styles['list']}>
      {alerts.map((alert) => (
        <li key={alert.Id}>
          <span className={styles['sign']}>
            <Severity value={alert.Severity} />
          </span>
          <div className={styles['words']}>
            <Link href={alertHref(alert)} className={styles['title']} onClick={onGo}>
              {alert.Title}
            </Link>
            <p>{alert.Detail}</p>
            {alert.Since !== undefined && (
              <p className={styles['since']}>
                raised <Time value={alert.Since} form="relative" />
              </p>
            )}
          </div>
          {alert.Dismissible && (
            <CloseButton label={`Put away: ${alert.Title}`} onClick={() => onDismiss(alert)} />
          )}
        </li>
      ))}
    </ul>
  );
}
