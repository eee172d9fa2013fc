import type { RefObject } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Popover } from 'react-aria-components/Popover';
import { paths } from '../paths.ts';
import type { Alert } from '../query/alerts.ts';
import { Button, CloseButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { Link } from '../ui/link.tsx';
import { AlertList } from './alert-list.tsx';
import styles from './bell.module.css';

interface Props {
  readonly trigger: RefObject<HTMLButtonElement | null>;
  readonly alerts: readonly Alert[];
  /** Alerts that the answer had no room for. */
  readonly more: number;
  /** Alerts that this person put away. */
  readonly away: number;
  readonly onDismiss: (alert: Alert) => void;
  readonly onBringBack: () => void;
  readonly onClose: () => void;
}

/** The alerts under the bell. Loaded with the first opening: it brings React Aria's overlays. */
export default function BellPopover({ trigger, alerts, more, away, onDismiss, onBringBack, onClose }: Props) {
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      placement="bottom end"
      offset={6}
      className={cx(styles['popover'])}
    >
      <Dialog className={cx(styles['dialog'])}>
        <div className={styles['head']}>
          <Heading slot="title" className={cx(styles['title'])}>
            Needs attention
          </Heading>
          <CloseButton label="Close alerts" onClick={onClose} />
        </div>
        {alerts.length === 0 ? (
          <p className={styles['none']}>
            Nothing that cannot wait: no key is about to be destroyed, keys can be used, and the log is
            signed.
          </p>
        ) : (
          <AlertList alerts={alerts} onDismiss={onDismiss} onGo={onClose} />
        )}
        <div className={styles['foot']}>
          {more > 0 && <span>and {more} more</span>}
          {away > 0 && (
            <>
              <span>{away} put away by you, in this browser</span>
              <Button small kind="bare" onClick={onBringBack}>
                Bring back
              </Button>
            </>
          )}
          <Link href={paths.posture()} className="link" onClick={onClose}>
            Posture
          </Link>
        </div>
      </Dialog>
    </Popover>
  );
}
