import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { cx } from './cx.ts';
import styles from './dialog.module.css';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  /** A secret shown once is not lost by a click beside it. */
  readonly mustAnswer?: boolean;
  /** What is behind cannot be read: whoever looks may be somebody else. */
  readonly veiled?: boolean;
  /** For lists and for fields side by side. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A dialog in the middle. Load it lazily: it brings React Aria's overlays. */
export function Dialog({
  title,
  onClose,
  mustAnswer = false,
  veiled = false,
  wide = false,
  children,
}: Props) {
  return (
    <ModalOverlay
      isOpen
      isDismissable={!mustAnswer}
      isKeyboardDismissDisabled={mustAnswer}
      onOpenChange={(open) => !open && onClose()}
      className={cx(styles['veil'], veiled && styles['veiled'])}
    >
      <Modal className={cx(styles['modal'], wide && styles['wide'])}>
        <AriaDialog className={cx(styles['dialog'])}>
          <Heading slot="title" className={cx(styles['title'])}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What a dialog says; its buttons are `Acts`. */
export const DialogWords = ({ children }: { readonly children: ReactNode }) => (
  <div className={styles['words']}>{children}</div>
);

/** A panel near the top of the window, for what is typed into; on a phone it is the whole screen. */
export function TopPanel({
  label,
  onClose,
  children,
}: {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className={cx(styles['veil'], styles['topVeil'])}
    >
      <Modal className={cx(styles['modal'], styles['top'])}>
        <AriaDialog aria-label={label} className={cx(styles['topDialog'])}>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A sheet from the left edge: the navigation of a phone. */
export function Sheet({
  label,
  onClose,
  children,
}: {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className={cx(styles['veil'], styles['sheetVeil'])}
    >
      <Modal className={cx(styles['modal'], styles['sheet'])}>
        <AriaDialog aria-label={label} className={cx(styles['dialog'])}>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
