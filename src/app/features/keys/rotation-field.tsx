import { RadioGroup } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import { choiceNamed, PRESETS, type ScheduleForm } from './rotation-rules.ts';
import styles from './create-key.module.css';

/** Whether a new key rotates by itself, and how often. */
export function RotationField({
  form,
  error,
  onChange,
}: {
  readonly form: ScheduleForm;
  readonly error: string | null;
  readonly onChange: (form: ScheduleForm) => void;
}) {
  return (
    <div>
      <RadioGroup
        id="rotation"
        legend="Rotation"
        help="A new version encrypts from then on; the old ones go on decrypting, and no program has to change."
        value={form.choice}
        options={[
          ...PRESETS.toReversed().map((days) => ({ value: days, label: `Every ${days} days` })),
          { value: 'own', label: 'Every … days' },
          { value: 'off', label: 'Only when somebody rotates it' },
        ]}
        onChange={(choice) => onChange({ ...form, choice: choiceNamed(choice) })}
      />
      {form.choice === 'own' && (
        <div className={styles['own']}>
          <TextField
            id="rotation-days"
            label="Days"
            inputMode="numeric"
            maxLength={6}
            value={form.days}
            onChange={(days) => onChange({ ...form, days })}
            error={error}
          />
        </div>
      )}
    </div>
  );
}
