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
  readonly children: ReactNode;
}

/** A dialog in the middle. Load it lazily: it brings React Aria's overlays. */
export function Dialog({ title, onClose, mustAnswer = false, children }: Props) {
  return (
    <ModalOverlay
      isOpen
      isDismissable={!mustAnswer}
      isKeyboardDismissDisabled={mustAnswer}
      onOpenChange={(open) => !open && onClose()}
      className={cx(styles['veil'])}
    >
      <Modal className={cx(styles['modal'])}>
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
