import type { ReactNode } from 'react';
import styles from './acts.module.css';
import { cx } from './cx.ts';

/**
 * The buttons that end a form, a question, a dialog: the way back first, the act last, and in that order also where they stand one under
 * the other on a phone. One rule, so that a hand that knows one dialog knows them all.
 */
export const Acts = ({ end = false, children }: { readonly end?: boolean; readonly children: ReactNode }) => (
  <div className={cx(styles['acts'], end && styles['end'])}>{children}</div>
);
