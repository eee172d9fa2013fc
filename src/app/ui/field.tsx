import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { cx } from './cx.ts';
import styles from './field.module.css';
import { Icon } from './icon.tsx';
import { useSingleKeys } from './single-keys.ts';

interface FieldBase {
  readonly label: string;
  readonly help?: ReactNode;
  /** In words that name the fix. */
  readonly error?: string | null | undefined;
  readonly optional?: boolean;
}

/** What ties a control to its words. */
export interface ControlIds {
  readonly id: string;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: true | undefined;
}

/** Label above, help under the label, error under the control. `children` gets what the control must carry. */
export function Field({
  label,
  help,
  error,
  optional = false,
  id,
  children,
}: FieldBase & { readonly id?: string | undefined; readonly children: (control: ControlIds) => ReactNode }) {
  const own = useId();
  const control = id ?? own;
  const wrong = error !== undefined && error !== null && error !== '';
  const described = cx(help !== undefined && `${control}-help`, wrong && `${control}-error`);
  return (
    <div className={styles['field']}>
      <label htmlFor={control} className={styles['label']}>
        {label}
        {optional && <span className={styles['optional']}>optional</span>}
      </label>
      {help !== undefined && (
        <p id={`${control}-help`} className={styles['help']}>
          {help}
        </p>
      )}
      {children({
        id: control,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': wrong || undefined,
      })}
      {wrong && (
        <p id={`${control}-error`} className={styles['error']}>
          <Icon name="warn" />
          {error}
        </p>
      )}
    </div>
  );
}

type Text = FieldBase &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'className'> & {
    readonly onChange: (value: string) => void;
    readonly mono?: boolean;
    readonly ref?: Ref<HTMLInputElement>;
  };

export function TextField({ label, help, error, optional, id, onChange, mono = false, ...rest }: Text) {
  return (
    <Field label={label} help={help} error={error} optional={optional ?? false} id={id}>
      {(control) => (
        <input
          type="text"
          autoComplete="off"
          {...rest}
          {...control}
          className={cx(styles['control'], mono && styles['mono'])}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

type Area = FieldBase &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'className'> & {
    readonly onChange: (value: string) => void;
  };

export function TextArea({ label, help, error, optional, id, onChange, ...rest }: Area) {
  return (
    <Field label={label} help={help} error={error} optional={optional ?? false} id={id}>
      {(control) => (
        <textarea
          rows={3}
          {...rest}
          {...control}
          className={cx(styles['control'], styles['area'])}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}
type SelectProps = FieldBase &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'className'> & {
    readonly options: readonly Option[];
    readonly onChange: (value: string) => void;
  };

/** The platform's own select: it is the best one on a phone, and it needs nothing. */
export function Select({ label, help, error, optional, id, options, onChange, ...rest }: SelectProps) {
  return (
    <Field label={label} help={help} error={error} optional={optional ?? false} id={id}>
      {(control) => <BareSelect {...rest} {...control} options={options} onChange={onChange} />}
    </Field>
  );
}

type BareSelectProps = Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'className'> & {
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
};

/** A select without a visible label, for bars: give it an `aria-label`. */
export function BareSelect({ options, onChange, ...rest }: BareSelectProps) {
  return (
    <span className={styles['selectWrap']}>
      <select
        {...rest}
        data-empty={rest.value === '' ? '' : undefined}
        className={cx(styles['control'], styles['select'])}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" small />
    </span>
  );
}

/** A search box of its page; the shell's `/` goes to it. */
export function SearchField({
  label,
  value,
  onChange,
  placeholder,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder: string;
}) {
  const keys = useSingleKeys();
  return (
    <span className={styles['search']}>
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        aria-keyshortcuts={keys ? '/' : undefined}
        placeholder={placeholder}
        value={value}
        maxLength={256}
        className={styles['control']}
        onChange={(event) => onChange(event.target.value)}
      />
      {keys && (
        <kbd className={styles['key']} aria-hidden="true">
          /
        </kbd>
      )}
    </span>
  );
}

/** A control without its field, for rows of a form: give it an `aria-label`. */
export function BareInput({
  onChange,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'className'> & {
  readonly onChange: (value: string) => void;
}) {
  return (
    <input
      type="text"
      autoComplete="off"
      {...rest}
      className={styles['control']}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
