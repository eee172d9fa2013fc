import styles from './policy-text.module.css';

/** The policy while its editor is on the way: the same text at the same place, so that it can be read at once and nothing moves. */
export const PolicyPlain = ({ text }: { readonly text: string }) => (
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
