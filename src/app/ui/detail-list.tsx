import { Fragment, type ReactNode } from 'react';
import styles from './detail-list.module.css';

export interface Detail {
  readonly term: string;
  readonly value: ReactNode;
}

/** Names and values. What is null is left out: an absent fact is no row. */
export function DetailList({ details }: { readonly details: readonly (Detail | null)[] }) {
  return (
    <dl className={styles['list']}>
      {details.map(
        (detail) =>
          detail !== null && (
            <Fragment key={detail.term}>
              <dt>{detail.term}</dt>
              <dd>{detail.value}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}
