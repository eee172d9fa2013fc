import { useId } from 'react';
import styles from './switch.module.css';

/** On or off, at once: no form, no button. */
export function Switch({
  label,
  note,
  on,
  onChange,
}: {
  readonly label: string;
  readonly note?: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={styles['switch']}>
      <button
        type="button"
        role="switch"
        id={id}
        aria-checked={on}
        aria-labelledby={`${id}-label`}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className={styles['track']}
        onClick={() => onChange(!on)}
      />
      <label id={`${id}-label`} htmlFor={id}>
        {label} <span className={styles['state']}>{on ? 'on' : 'off'}</span>
      </label>
      {note !== undefined && (
        <p id={`${id}-note`} className={styles['note']}>
          {note}
        </p>
      )}
    </div>
  );
}
