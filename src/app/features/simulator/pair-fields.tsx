import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Button, CloseButton } from '../../ui/button.tsx';
import { BareInput } from '../../ui/field.tsx';
import styles from './simulator.module.css';
import type { Pairs } from './simulator-search.ts';

interface Props {
  readonly legend: string;
  readonly help: string;
  /** What a row is called: "pair", "value". */
  readonly thing: string;
  readonly placeholders: readonly [string, string];
  readonly pairs: Pairs;
  readonly onChange: (pairs: Pairs) => void;
  /** Names to choose from, which others may be typed beside. */
  readonly names?: readonly string[];
}

/** Names and values, a row each. Rows without a name are the form's alone. */
export function PairFields({ legend, help, thing, placeholders, pairs, onChange, names }: Props) {
  const [rows, setRows] = useState(pairs);
  const given = JSON.stringify(pairs);
  const [seen, setSeen] = useState(given);
  // Another address came: what stands here is what it says. What is being typed is in it already, but for rows without a name.
  if (seen !== given) {
    setSeen(given);
    if (JSON.stringify(rows.filter(([name]) => name !== '')) !== given) setRows(pairs);
  }
  const put = (next: Pairs): void => {
    setRows(next);
    onChange(next.filter(([name]) => name !== ''));
  };
  const fields = useRef<HTMLFieldSetElement>(null);
  const add = (): void => {
    // Drawn at once: the new name is where one goes on.
    flushSync(() => setRows([...rows, ['', '']]));
    fields.current?.querySelectorAll('input')[2 * rows.length]?.focus();
  };
  const list = names === undefined ? undefined : `${thing}-names`;
  return (
    <fieldset ref={fields} className={styles['pairs']}>
      <legend>{legend}</legend>
      <p className={styles['help']}>{help}</p>
      {rows.map(([name, value], i) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no identity but their place
        <div key={i} className={styles['pair']}>
          <BareInput
            aria-label={`Name of ${thing} ${i + 1}`}
            placeholder={placeholders[0]}
            spellCheck={false}
            list={list}
            value={name}
            onChange={(next) => put(rows.map((row, at) => (at === i ? [next, row[1]] : row)))}
          />
          <BareInput
            aria-label={`Value of ${thing} ${i + 1}`}
            placeholder={placeholders[1]}
            spellCheck={false}
            value={value}
            onChange={(next) => put(rows.map((row, at) => (at === i ? [row[0], next] : row)))}
          />
          <CloseButton
            label={`Leave out ${thing} ${i + 1}`}
            onClick={() => put(rows.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      {names !== undefined && (
        <datalist id={list}>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
      )}
      <span>
        <Button small icon="plus" onClick={add}>
          Give a {thing}
        </Button>
      </span>
    </fieldset>
  );
}
