import { Acts } from '../../ui/acts.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox, ChoiceGroup, RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { COLUMN_IDS, COLUMN_NAMES, USUAL, type ColumnId, type ListChoice } from './keys-choice.ts';
import styles from './keys-page.module.css';

/** Which columns, and how tight. It takes effect at once, behind the dialog. `needed` are shown whatever is chosen. */
export default function ColumnsDialog({
  choice,
  needed,
  onChoose,
  onClose,
}: {
  readonly choice: ListChoice;
  readonly needed: ReadonlySet<ColumnId>;
  readonly onChoose: (choice: ListChoice) => void;
  readonly onClose: () => void;
}) {
  const tick = (id: ColumnId, on: boolean): void =>
    onChoose({
      ...choice,
      columns: COLUMN_IDS.filter((each) => (each === id ? on : choice.columns.includes(each))),
    });
  return (
    <Dialog title="Columns" onClose={onClose}>
      <ChoiceGroup legend="Show" help="The alias is always there. Kept in this browser, for you.">
        <div className={styles['twoColumns']}>
          {COLUMN_IDS.map((id) => (
            <Checkbox
              key={id}
              label={COLUMN_NAMES[id]}
              note={
                needed.has(id) && !choice.columns.includes(id) ? 'shown while it filters or sorts' : undefined
              }
              checked={choice.columns.includes(id)}
              onChange={(on) => tick(id, on)}
            />
          ))}
        </div>
      </ChoiceGroup>
      <RadioGroup
        legend="Rows"
        value={choice.density}
        options={[
          { value: 'compact', label: 'Compact' },
          { value: 'comfortable', label: 'Comfortable' },
        ]}
        onChange={(density) =>
          onChoose({ ...choice, density: density === 'comfortable' ? 'comfortable' : 'compact' })
        }
      />
      <Acts>
        <Button onClick={() => onChoose(USUAL)}>As usual</Button>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </Acts>
    </Dialog>
  );
}
