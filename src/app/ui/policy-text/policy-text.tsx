import { lazy, Suspense, type Ref } from 'react';
import type { PolicyTextHandle, TextMark } from './marks.ts';
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

/** The policy while its editor is on the way: the same text at the same place, so that it can be read at once and nothing moves. */
const Plain = ({ text }: { readonly text: string }) => (
  <div role="status" aria-label="Loading the editor" className={styles['plain']}>
    <pre aria-hidden="true" className={styles['numbers']}>
      {text
        .split('\n')
        .map((_, i) => i + 1)
        .join('\n')}
    </pre>
    <pre>{text}</pre>
  </div>
);

/** The text of a policy, to edit: JSON with what is wrong marked at its place. As tall as its text, within limits. */
export const PolicyText = (props: PolicyTextProps) => (
  <div className={styles['frame']}>
    <Suspense fallback={<Plain text={props.text} />}>
      <PolicyTextEditor {...props} />
    </Suspense>
  </div>
);
