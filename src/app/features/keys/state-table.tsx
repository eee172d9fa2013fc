import { stateAnswer, type StatefulOperation } from '../../../domain/keys/key-state.ts';
import type { KeyState } from '../../query/contract.ts';
import { cx } from '../../ui/cx.ts';
import { Icon } from '../../ui/icon.tsx';
import { stateWord } from '../../ui/tags.tsx';
import styles from './overview.module.css';

/** Rows of the state table that the service itself decides by; operations of one row have one answer. */
const ROWS: readonly { readonly words: string; readonly operation: StatefulOperation }[] = [
  { words: 'Encrypt, Decrypt, GenerateDataKey', operation: 'Decrypt' },
  { words: 'Rotate, change the schedule', operation: 'RotateKeyOnDemand' },
  { words: 'Add aliases, change tags', operation: 'TagResource' },
  { words: 'Enable, disable', operation: 'DisableKey' },
  { words: 'Change the policy', operation: 'PutKeyPolicy' },
  { words: 'Describe, read the policy', operation: 'DescribeKey' },
  { words: 'Schedule the deletion', operation: 'ScheduleKeyDeletion' },
  { words: 'Cancel the deletion', operation: 'CancelKeyDeletion' },
];
const COLUMNS: readonly KeyState[] = ['Enabled', 'Disabled', 'PendingDeletion'];

/** What each state allows, with the key's own one raised. */
export function StateTable({ state }: { readonly state: KeyState }) {
  const columns = COLUMNS.includes(state) ? COLUMNS : [state, ...COLUMNS];
  return (
    <table className={styles['able']}>
      <caption className="hidden">What each state of a key allows</caption>
      <thead>
        <tr>
          <th scope="col">Operation</th>
          {columns.map((column) => (
            <th key={column} scope="col" className={cx(column === state && styles['now'])}>
              {stateWord(column)}
              {column === state && ', now'}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ROWS.map((row) => (
          <tr key={row.words}>
            <th scope="row">{row.words}</th>
            {columns.map((column) => {
              const answer = stateAnswer(row.operation, column);
              const yes = answer === 'yes';
              const needless = answer === 'not-pending-deletion';
              return (
                <td key={column} className={cx(column === state && styles['now'], yes && styles['yes'])}>
                  <Icon name={yes ? 'check' : needless ? 'minus' : 'x'} />
                  {yes ? 'Yes' : needless ? 'No need' : 'No'}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
