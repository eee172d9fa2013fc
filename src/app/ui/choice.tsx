import { useId, type ReactNode } from 'react';
import styles from './choice.module.css';

interface ChoiceProps {
  readonly label: ReactNode;
  readonly note?: ReactNode;
  readonly checked: boolean;
}

export function Checkbox({
  label,
  note,
  checked,
  onChange,
  id,
}: ChoiceProps & { readonly onChange: (checked: boolean) => void; readonly id?: string }) {
  return (
    <label className={styles['choice']}>
      <input id={id} type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span className={styles['words']}>
        {label}
        {note !== undefined && <span className={styles['note']}>{note}</span>}
      </span>
    </label>
  );
}

/** A group of fields under one legend, with its help and error. `boxed` lists many in a frame that scrolls. */
export function ChoiceGroup({
  legend,
  help,
  error,
  id,
  boxed = false,
  children,
}: {
  readonly legend: string;
  readonly help?: ReactNode;
  readonly error?: string | null | undefined;
  readonly id?: string;
  readonly boxed?: boolean;
  readonly children: ReactNode;
}) {
  const own = useId();
  const name = id ?? own;
  const wrong = error !== undefined && error !== null;
  return (
    <fieldset
      id={name}
      tabIndex={-1}
      className={styles['group']}
      aria-describedby={wrong ? `${name}-error` : help === undefined ? undefined : `${name}-help`}
    >
      <legend className={styles['legend']}>{legend}</legend>
      {help !== undefined && (
        <p id={`${name}-help`} className={styles['help']}>
          {help}
        </p>
      )}
      <div className={boxed ? styles['list'] : undefined}>{children}</div>
      {wrong && (
        <p id={`${name}-error`} className={styles['error']}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

export interface RadioOption {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
}

export function RadioGroup({
  legend,
  help,
  id,
  value,
  options,
  onChange,
}: {
  readonly legend: string;
  readonly help?: string;
  readonly id?: string;
  readonly value: string;
  readonly options: readonly RadioOption[];
  readonly onChange: (value: string) => void;
}) {
  const name = useId();
  return (
    <ChoiceGroup
      legend={legend}
      {...(help === undefined ? {} : { help })}
      {...(id === undefined ? {} : { id })}
    >
      {options.map((option) => (
        <label key={option.value} className={styles['choice']}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span className={styles['words']}>
            {option.label}
            {option.note !== undefined && <span className={styles['note']}>{option.note}</span>}
          </span>
        </label>
      ))}
    </ChoiceGroup>
  );
}
