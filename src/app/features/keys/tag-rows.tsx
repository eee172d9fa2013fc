import { Button, CloseButton } from '../../ui/button.tsx';
import { ChoiceGroup } from '../../ui/choice.tsx';
import { BareInput } from '../../ui/field.tsx';
import type { Output } from '../../query/contract.ts';
import type { TagRow } from '../../ui/tag-rules.ts';
import styles from './tag-rows.module.css';

type TagsInUse = Output<'DescribeKeyOptions'>['TagsInUse'];

/** Names and values, with those in use on this desk as suggestions; an empty last row is not sent. */
export function TagRows({
  id,
  rows,
  inUse,
  error,
  onChange,
}: {
  readonly id: string;
  readonly rows: readonly TagRow[];
  readonly inUse: TagsInUse;
  readonly error: string | null;
  readonly onChange: (rows: readonly TagRow[]) => void;
}) {
  const change = (index: number, part: Partial<TagRow>): void =>
    onChange(rows.map((row, i) => (i === index ? { ...row, ...part } : row)));
  return (
    <ChoiceGroup
      id={id}
      legend="Tags"
      help="To find keys by, for example env prod or team payments. Policies can refer to them."
      error={error}
    >
      <datalist id={`${id}-names`}>
        {inUse
          .filter(({ TagKey }) => !rows.some(({ name }) => name === TagKey))
          .map(({ TagKey, Keys }) => (
            <option key={TagKey} value={TagKey}>{`${Keys} ${Keys === 1 ? 'key' : 'keys'}`}</option>
          ))}
      </datalist>
      <div className={styles['rows']}>
        {rows.map((row, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows have no identity but their place
          <div key={i} className={styles['row']}>
            <BareInput
              aria-label={`Name of tag ${i + 1}`}
              placeholder="Name"
              list={`${id}-names`}
              maxLength={128}
              value={row.name}
              onChange={(name) => change(i, { name })}
            />
            <BareInput
              aria-label={`Value of tag ${i + 1}`}
              placeholder="Value"
              list={`${id}-values-${i}`}
              maxLength={256}
              value={row.value}
              onChange={(value) => change(i, { value })}
            />
            <datalist id={`${id}-values-${i}`}>
              {inUse
                .find(({ TagKey }) => TagKey === row.name)
                ?.Values.map(({ TagValue }) => (
                  <option key={TagValue} value={TagValue}>
                    {TagValue}
                  </option>
                ))}
            </datalist>
            <CloseButton
              label={`Remove tag ${i + 1}`}
              onClick={() => onChange(rows.filter((_, at) => at !== i))}
            />
          </div>
        ))}
        <span>
          <Button
            small
            icon="plus"
            disabledReason={rows.length >= 50 ? 'A key has at most 50 tags' : null}
            onClick={() => onChange([...rows, { name: '', value: '' }])}
          >
            Add tag
          </Button>
        </span>
      </div>
    </ChoiceGroup>
  );
}
