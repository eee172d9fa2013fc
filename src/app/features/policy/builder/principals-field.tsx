import { useState } from 'react';
import type { TextEdit } from '../../../../domain/policy/lint/finding.ts';
import { peopleOf, type PolicyWorld } from '../../../../domain/policy/world.ts';
import { Button, CloseButton } from '../../../ui/button.tsx';
import { ComboBox } from '../../../ui/combo-box.tsx';
import { BareInput, BareSelect } from '../../../ui/field.tsx';
import { describePrincipal } from '../../../policy/language/describe.ts';
import styles from './builder.module.css';
import {
  addPrincipal,
  removePrincipal,
  setInverse,
  type PrincipalEntry,
  type StatementForm,
} from '../../../policy/language/builder-model.ts';

/** Who the statement speaks of: from the directory, by kind, or by ARN. */
export function PrincipalsField({
  text,
  statement,
  world,
  onEdit,
}: {
  readonly text: string;
  readonly statement: StatementForm;
  readonly world: PolicyWorld;
  readonly onEdit: (edits: readonly TextEdit[]) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const { principals } = statement;
  const items = principals?.items ?? [];
  const has = (arn: string): boolean => items.some(({ value }) => value === arn);
  const add = (entry: PrincipalEntry): void => onEdit(addPrincipal(text, statement, entry));
  const of = (kind: 'user' | 'role') =>
    (peopleOf(world) ?? []).filter((each) => each.kind === kind && !has(each.arn));
  const root = `arn:aws:iam::${world.accountId}:root`;
  const options = [
    ...of('role').map(({ arn, name }) => ({ value: arn, label: `role/${name}, service` })),
    ...of('user').map(({ arn, name }) => ({ value: arn, label: `user/${name}, person` })),
    ...(has(root) ? [] : [{ value: root, label: 'the account: whoever its identity policies allow' }]),
    ...(has('*') ? [] : [{ value: '*', label: 'anyone' }]),
  ];
  return (
    <fieldset className={styles['group']}>
      <legend>Who</legend>
      <Inverse
        what="Who"
        inverse={principals?.inverse ?? false}
        words={['These', 'Everybody but these']}
        onChange={(inverse) => onEdit(setInverse(statement, 'Principal', inverse))}
      />
      <ul className={styles['chips']} aria-label="Who, chosen">
        {items.map((entry) => {
          const said =
            entry.kind === 'AWS' || entry.kind === '*' ? describePrincipal(entry.value, world) : null;
          return (
            <li key={`${entry.kind} ${entry.value}`} data-odd={said?.note === 'nobody' ? '' : undefined}>
              <span title={entry.value}>
                {said?.title ?? entry.value} <small>{said?.note ?? entry.kind}</small>
              </span>
              <CloseButton
                label={`Take ${said?.title ?? entry.value} out`}
                onClick={() => onEdit(removePrincipal(text, statement, entry))}
              />
            </li>
          );
        })}
        {items.length === 0 && <li className="fine-print">Nobody yet.</li>}
      </ul>
      <div className={styles['adder']}>
        <ComboBox
          label="Add somebody"
          placeholder="Add a service or a person"
          value={null}
          options={options}
          onChange={(arn) => {
            if (arn !== null) add(arn === '*' ? { kind: '*', value: '*' } : { kind: 'AWS', value: arn });
          }}
        />
        {typed === null ? (
          <Button kind="bare" small onClick={() => setTyped('')}>
            By ARN
          </Button>
        ) : (
          <form
            className={styles['adderBelow']}
            onSubmit={(event) => {
              event.preventDefault();
              if (typed.trim() !== '') add({ kind: 'AWS', value: typed.trim() });
              setTyped(null);
            }}
          >
            <BareInput
              aria-label="ARN"
              placeholder="arn:aws:iam::…"
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- it stands because somebody asked for it
              autoFocus
              value={typed}
              onChange={setTyped}
            />
            <Button small type="submit">
              Add
            </Button>
          </form>
        )}
      </div>
    </fieldset>
  );
}

/** Whether a list is what is meant, or what is not. */
export function Inverse({
  what,
  inverse,
  words,
  onChange,
}: {
  readonly what: string;
  readonly inverse: boolean;
  readonly words: readonly [these: string, others: string];
  readonly onChange: (inverse: boolean) => void;
}) {
  return (
    <BareSelect
      aria-label={`${what}: these, or all but these`}
      value={inverse ? 'not' : 'these'}
      options={[
        { value: 'these', label: words[0] },
        { value: 'not', label: words[1] },
      ]}
      onChange={(value) => onChange(value === 'not')}
    />
  );
}
