import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import styles from './choice.module.css';
import { Icon } from './icon.tsx';

interface ChoiceProps {
  readonly label: string;
  readonly note?: string | undefined;
  readonly checked: boolean;
}

/** A box or a dot with its words. All of them can be pressed; the label alone is the name, the note describes it. */
function Choice({ label, note, ...input }: ChoiceProps & InputHTMLAttributes<HTMLInputElement>) {
  const name = useId();
  const described = `${name}-note`;
  return (
    <label className={styles['choice']}>
      <input
        {...input}
        aria-labelledby={name}
        aria-describedby={note === undefined ? undefined : described}
      />
      <span className={styles['words']}>
        <span id={name}>{label}</span>
        {note !== undefined && (
          <span id={described} className={styles['note']}>
            {note}
          </span>
        )}
      </span>
    </label>
  );
}

export const Checkbox = ({
  onChange,
  ...rest
}: ChoiceProps & { readonly onChange: (checked: boolean) => void }) => (
  <Choice {...rest} type="checkbox" onChange={(event) => onChange(event.target.checked)} />
);

/** A group of fields under one legend, with its help and error. `boxed` lists many in a frame that scrolls. */
export function ChoiceGroup({
  legend,
  help,
  error,
  id,
  boxed = false,
  filter,
  children,
}: {
  readonly legend: string;
  readonly help?: ReactNode;
  readonly error?: string | null | undefined;
  readonly id?: string;
  readonly boxed?: boolean;
  /** A field that narrows the list, above it in its frame: it stays while the list scrolls. */
  readonly filter?: ReactNode;
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
      data-wrong={wrong ? '' : undefined}
      aria-describedby={wrong ? `${name}-error` : help === undefined ? undefined : `${name}-help`}
    >
      <legend className={styles['legend']}>{legend}</legend>
      {help !== undefined && (
        <p id={`${name}-help`} className={styles['help']}>
          {help}
        </p>
      )}
      {/* Above what it is about: a list may be longer than the window. */}
      {wrong && (
        <p id={`${name}-error`} className={styles['error']}>
          <Icon name="warn" />
          {error}
        </p>
      )}
      {boxed ? (
        <div className={styles['box']}>
          {filter !== undefined && <div className={styles['filter']}>{filter}</div>}
          <div className={styles['list']}>{children}</div>
        </div>
      ) : (
        <div>{children}</div>
      )}
    </fieldset>
  );
}

export interface RadioOption {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
  /** Stays visible and says why it cannot be chosen. */
  readonly disabledReason?: string | undefined;
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
        <Choice
          key={option.value}
          label={option.label}
          note={option.disabledReason ?? option.note}
          type="radio"
          aria-disabled={option.disabledReason === undefined ? undefined : true}
          name={name}
          value={option.value}
          checked={option.value === value}
          onChange={() => {
            if (option.disabledReason === undefined) onChange(option.value);
          }}
        />
      ))}
    </ChoiceGroup>
  );
}
