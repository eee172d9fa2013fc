import type { ReactNode } from 'react';
import { Acts } from './acts.tsx';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { Dialog } from './dialog.tsx';

/** A question with two answers, as a dialog. Focus starts on the safe one, and so do Enter and Escape. Load it lazily. */
export default function Question({
  title,
  children,
  safe,
  go,
  onAnswer,
}: {
  readonly title: string;
  readonly children: ReactNode;
  /** Stays, loses nothing: "Keep editing". */
  readonly safe: string;
  /** What it does: "Leave without saving". */
  readonly go: string;
  readonly onAnswer: (go: boolean) => void;
}) {
  return (
    <Dialog title={title} onClose={() => onAnswer(false)}>
      <div className={styles['words']}>{children}</div>
      <Acts>
        <Button kind="primary" autoFocus onClick={() => onAnswer(false)}>
          {safe}
        </Button>
        <Button onClick={() => onAnswer(true)}>{go}</Button>
      </Acts>
    </Dialog>
  );
}
