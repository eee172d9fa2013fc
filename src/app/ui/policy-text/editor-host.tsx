import type { Ref } from 'react';
import styles from './policy-text.module.css';

/** Where an editor of JSON stands. */
export const EditorHost = ({ ref }: { readonly ref: Ref<HTMLDivElement> }) => (
  <div ref={ref} className={styles['editor']} />
);
