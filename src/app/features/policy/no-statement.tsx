import { placeNamed } from '../../query/decided-by.ts';
import { Notice } from '../../ui/states.tsx';
import styles from './policy-tab.module.css';

/** An address asked for a statement that the policy does not have. */
export function NoStatement({
  asked,
  version,
  onHistory,
}: {
  readonly asked: string;
  readonly version: number;
  readonly onHistory: () => void;
}) {
  const place = placeNamed(asked);
  return (
    <div className={styles['none']}>
      <Notice>
        {place === null ? (
          <>
            Version {version} has no statement <b dir="auto">{asked}</b>.
          </>
        ) : (
          <>
            Version {version} has no statement {place + 1}.
          </>
        )}{' '}
        An older version may have it.{' '}
        <button type="button" className="link" onClick={onHistory}>
          Look in its history
        </button>
      </Notice>
    </div>
  );
}
