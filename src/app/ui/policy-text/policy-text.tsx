import { lazy, Suspense, type Ref } from 'react';
import type { PolicyTextHandle, TextMark } from './marks.ts';
import { PolicyPlain } from './policy-plain.tsx';
import styles from './policy-text.module.css';

const PolicyTextEditor = lazy(() => import('./policy-text-editor.tsx'));

export interface PolicyTextProps {
  /** What is edited: "Policy payments-read". */
  readonly label: string;
  readonly text: string;
  readonly marks: readonly TextMark[];
  readonly onChange: (text: string) => void;
  readonly ref?: Ref<PolicyTextHandle>;
}

/** The text of a policy, to edit: JSON with what is wrong marked at its place. As tall as its text, within limits. */
export const PolicyText = (props: PolicyTextProps) => (
  <div className={styles['frame']}>
    <Suspense fallback={<PolicyPlain text={props.text} />}>
      <PolicyTextEditor {...props} />
    </Suspense>
  </div>
);
