import { laterNote } from '../../../../domain/keys/later-operations.ts';
import { useState } from 'react';
import { worksOn, type ActionRow } from '../../../../domain/policy/actions.ts';
import { catalogueWords } from '../../../../domain/policy/catalogue-words.ts';
import type { TextEdit } from '../../../../domain/policy/lint/finding.ts';
import type { PolicyWorld } from '../../../../domain/policy/world.ts';
import { Button, CloseButton } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/choice.tsx';
import { BareInput } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { describeAction } from '../../../policy/language/describe.ts';
import styles from './builder.module.css';
import { ACTION_GROUPS, allBut, extras, isNamed, patternFor, type ActionGroup } from './action-groups.ts';
import {
  addTo,
  removeFrom,
  setActions,
  setInverse,
  type StatementForm,
} from '../../../policy/language/builder-model.ts';
import { Inverse } from './principals-field.tsx';

interface Props {
  readonly text: string;
  readonly statement: StatementForm;
  readonly world: PolicyWorld;
  readonly onEdit: (edits: readonly TextEdit[]) => void;
}

const short = (name: string): string => name.replace(/^kms:/, '');

/** What may or may not be done: boxes by what they are for, and patterns. */
export function ActionsField({ text, statement, world, onEdit }: Props) {
  const [pattern, setPattern] = useState('');
  const items = statement.actions?.items ?? [];
  return (
    <fieldset className={styles['group']}>
      <legend>What</legend>
      <Inverse
        what="What"
        inverse={statement.actions?.inverse ?? false}
        words={['These actions', 'Everything but these actions']}
        onChange={(inverse) => onEdit(setInverse(statement, 'Action', inverse))}
      />
      {extras(items).length > 0 && (
        <ul className={styles['chips']} aria-label="Patterns and other names">
          {extras(items).map((item) => {
            const { note } = describeAction(item);
            return (
              <li key={item} data-odd={note === 'no action' ? '' : undefined}>
                <span>
                  <code>{item}</code> <small>{note}</small>
                </span>
                <CloseButton
                  label={`Take ${item} out`}
                  onClick={() => onEdit(removeFrom(text, statement, 'Action', item))}
                />
              </li>
            );
          })}
        </ul>
      )}
      {ACTION_GROUPS.map((group) => (
        <Boxes
          key={group.title}
          group={group}
          items={items}
          text={text}
          statement={statement}
          world={world}
          onEdit={onEdit}
        />
      ))}
      <form
        className={styles['adder']}
        onSubmit={(event) => {
          event.preventDefault();
          if (pattern.trim() !== '') onEdit(addTo(text, statement, 'Action', pattern.trim()));
          setPattern('');
        }}
      >
        <BareInput
          aria-label="Pattern or name"
          placeholder="kms:GenerateDataKey*"
          value={pattern}
          onChange={setPattern}
        />
        <Button small type="submit">
          Add pattern
        </Button>
      </form>
    </fieldset>
  );
}

function Boxes({
  group,
  items,
  text,
  statement,
  world,
  onEdit,
}: Props & { readonly group: ActionGroup; readonly items: readonly string[] }) {
  const isChosen = ({ name }: ActionRow): boolean => isNamed(items, name) || patternFor(items, name) !== null;
  const [all, setAll] = useState(false);
  const { key } = world;
  // What this key can never do is left out, unless it is chosen.
  const can = (row: ActionRow): boolean => key === null || worksOn(row, key);
  const fits = group.rows.filter((row) => can(row) || isNamed(items, row.name));
  const shown = all ? group.rows : fits;
  const chosen = shown.filter(isChosen).length;
  const [open, setOpen] = useState(chosen > 0 && group.title === 'Use');
  return (
    <div className={styles['boxes']}>
      <button
        type="button"
        aria-expanded={open}
        className={styles['boxesHead']}
        onClick={() => setOpen(!open)}
      >
        <Icon name={open ? 'down' : 'right'} small />
        <b>{group.title}</b> <span>{group.words}</span>
        <small>{chosen === 0 ? '' : `${chosen} of ${shown.length}`}</small>
      </button>
      {open && (
        <div className={styles['boxesBody']}>
          {shown.some(({ name }) => patternFor(items, name) !== null) && (
            <p className="fine-print">
              Unticking what a pattern means names the others that it means instead.
            </p>
          )}
          {shown.map((row) => {
            const by = patternFor(items, row.name);
            return (
              <Checkbox
                key={row.name}
                label={short(row.name)}
                note={by === null ? `${catalogueWords(row)}${laterNote(row.name)}` : `By ${by}`}
                checked={isChosen(row)}
                onChange={() => {
                  const own = items.find((item) => item.toLowerCase() === row.name.toLowerCase());
                  if (by !== null) onEdit(setActions(text, statement, allBut(items, row.name, can)));
                  else if (own === undefined) onEdit(addTo(text, statement, 'Action', row.name));
                  else onEdit(removeFrom(text, statement, 'Action', own));
                }}
              />
            );
          })}
          {shown.length < group.rows.length && (
            <button type="button" className={styles['more']} onClick={() => setAll(true)}>
              {group.rows.length - shown.length} more that this key cannot do
            </button>
          )}
        </div>
      )}
    </div>
  );
}
