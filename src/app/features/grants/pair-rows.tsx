import { MOST_PAIRS } from '../../../domain/grants/constraints.ts';
import { Button, CloseButton } from '../../ui/button.tsx';
import { BareInput } from '../../ui/field.tsx';
import type { Pair } from './grant-words.ts';
import styles from './grants.module.css';

/** Names and values of an encryption context; a row of which nothing was typed is not sent. */
export function PairRows({
  pairs,
  onChange,
}: {
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
}) {
  const change = (index: number, part: Partial<Pair>): void =>
    onChange(pairs.map((pair, i) => (i === index ? { ...pair, ...part } : pair)));
  return (
    <div className={styles['pairs']}>
      {pairs.map((pair, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no identity but their place
        <div key={i} className={styles['pair']}>
          <BareInput
            aria-label={`Name of pair ${i + 1}`}
            placeholder="tenant"
            spellCheck={false}
            value={pair.name}
            onChange={(name) => change(i, { name })}
          />
          <BareInput
            aria-label={`Value of pair ${i + 1}`}
            placeholder="acme"
            spellCheck={false}
            value={pair.value}
            onChange={(value) => change(i, { value })}
          />
          <CloseButton
            label={`Remove pair ${i + 1}`}
            onClick={() => onChange(pairs.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      <span>
        <Button
          small
          icon="plus"
          disabledReason={pairs.length >= MOST_PAIRS ? `A constraint has at most ${MOST_PAIRS} pairs` : null}
          onClick={() => onChange([...pairs, { name: '', value: '' }])}
        >
          Add pair
        </Button>
      </span>
    </div>
  );
}
