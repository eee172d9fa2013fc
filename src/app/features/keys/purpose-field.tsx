import { useState } from 'react';
import type { Output } from '../../query/contract.ts';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { leftOut, purposeOptions, type Purpose } from './create-key-words.ts';
import styles from './create-key.module.css';

/** What a key is for: the choices that exist; what this release lacks is folded away, with one reason for all of it. */
export function PurposeField({
  options,
  value,
  onChange,
}: {
  readonly options: Output<'DescribeKeyOptions'>;
  readonly value: Purpose['Purpose'] | '';
  readonly onChange: (purpose: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const rest = leftOut(options);
  return (
    <div>
      <RadioGroup
        id="purpose"
        legend="What is it for?"
        value={value}
        options={purposeOptions(options)}
        onChange={onChange}
      />
      {rest !== null && (
        <div className={styles['rest']}>
          <Button kind="bare" small trailing="down" aria-expanded={open} onClick={() => setOpen(!open)}>
            Not in this release ({rest.labels.length})
          </Button>
          {open && (
            <div className={styles['left']}>
              <p>{rest.reason}</p>
              <ul aria-label="Not in this release">
                {rest.labels.map((label) => (
                  <li key={label}>{label}</li>
                ))}
              </ul>
            </div>
          )}
        </div>
      )}
    </div>
  );
}
