import { Notice } from '../../ui/states.tsx';
import styles from './field-warnings.module.css';

/** What is allowed and most likely not meant, right under the field that causes it. */
export const FieldWarnings = ({
  warnings,
}: {
  readonly warnings: readonly { readonly id: string; readonly text: string }[];
}) => (
  <div role="status" className={styles['warnings']}>
    {warnings.map(({ id, text }) => (
      <Notice key={id} tone="warn">
        {text}
      </Notice>
    ))}
  </div>
);
