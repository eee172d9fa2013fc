import styles from './bulk.module.css';
import { Button, CloseButton } from './button.tsx';

const number = new Intl.NumberFormat('en');

export interface BulkChoice {
  readonly id: string;
  readonly label: string;
  /** Something stops working with it: it stands last. */
  readonly armed?: boolean;
  /** Why none of the chosen can have it done. */
  readonly disabledReason?: string | null;
  readonly onChoose: () => void;
}

interface Props {
  /** "keys". */
  readonly things: string;
  readonly selected: number;
  readonly matching: number;
  /** The second step: all that match, also those on other pages. Null when they are selected already. */
  readonly onSelectAll: (() => void) | null;
  /** While all that match are fetched. */
  readonly selecting: boolean;
  readonly choices: readonly BulkChoice[];
  readonly onClear: () => void;
}

/** What can be done with the things that are chosen. It stands between the filters and the head of the table, and replaces nothing. */
export function BulkBar({ things, selected, matching, onSelectAll, selecting, choices, onClear }: Props) {
  return (
    <div className={styles['bar']} role="region" aria-label={`Selected ${things}`}>
      <span role="status" className={styles['count']}>
        <b>{number.format(selected)}</b>
        {/* Of what was chosen some may be gone by now. */}
        {selected <= matching && ` of ${number.format(matching)}`} selected
      </span>
      {onSelectAll !== null && (
        <button
          type="button"
          className={styles['all']}
          aria-busy={selecting || undefined}
          onClick={onSelectAll}
        >
          {selecting ? 'Selecting…' : `Select all ${number.format(matching)} that match`}
        </button>
      )}
      <div className={styles['choices']}>
        {choices.map((choice) => (
          <span key={choice.id} className={choice.armed === true ? styles['armed'] : undefined}>
            <Button small disabledReason={choice.disabledReason} onClick={choice.onChoose}>
              {choice.label}
            </Button>
          </span>
        ))}
      </div>
      <span className={styles['clear']}>
        <CloseButton label="Clear the selection" onClick={onClear} />
      </span>
    </div>
  );
}
