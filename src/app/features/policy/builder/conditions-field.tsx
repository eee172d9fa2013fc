import { useEffect, useRef, useState } from 'react';
import {
  CONDITION_KEY_FAMILIES,
  CONDITION_KEYS,
  conditionKey,
} from '../../../../domain/policy/condition-keys.ts';
import type { TextEdit } from '../../../../domain/policy/lint/finding.ts';
import { parseOperator } from '../../../../domain/policy/operators.ts';
import type { PolicyWorld } from '../../../../domain/policy/world.ts';
import { Button, CloseButton, IconButton } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/choice.tsx';
import { BareInput, BareSelect } from '../../../ui/field.tsx';
import { completionsAt } from '../../../policy/language/complete.ts';
import { describeKey, describeOperator } from '../../../policy/language/describe.ts';
import { operatorName, operatorsFor } from '../../../policy/language/vocabulary.ts';
import styles from './builder.module.css';
import {
  addCondition,
  removeCondition,
  setConditionKey,
  setConditionOperator,
  setConditionValues,
  type ConditionForm,
  type StatementForm,
} from '../../../policy/language/builder-model.ts';

interface Props {
  readonly text: string;
  readonly statement: StatementForm;
  readonly world: PolicyWorld;
  readonly onEdit: (edits: readonly TextEdit[]) => void;
}

const KEYS: readonly string[] = [
  ...CONDITION_KEY_FAMILIES.filter(({ kinds }) => kinds.includes('key')).map(({ name }) => name),
  ...CONDITION_KEYS.filter(({ kinds, from }) => kinds.includes('key') && from !== 'absent').map(
    ({ name }) => name,
  ),
];

/** What must hold besides: each key with its operator and values. All must hold; of several values one is enough. */
export function ConditionsField({ text, statement, world, onEdit }: Props) {
  const [key, setKey] = useState('');
  const own = useRef<HTMLFieldSetElement>(null);
  // The condition that was added and is not there yet.
  const added = useRef<string | null>(null);
  useEffect(() => {
    const there = [...(own.current?.querySelectorAll<HTMLElement>('[data-condition]') ?? [])];
    const fresh = there.find(({ dataset }) => dataset['condition'] === added.current);
    if (fresh === undefined) return;
    added.current = null;
    fresh.querySelector<HTMLElement>('[data-value]')?.focus();
  });
  const trimmed = key.trim();
  const wrong =
    trimmed !== '' && conditionKey(trimmed) === undefined
      ? /[:/]$/.test(trimmed)
        ? 'Go on with a name: kms:EncryptionContext:tenant'
        : 'No request has this key'
      : null;
  return (
    <fieldset ref={own} className={styles['group']}>
      <legend>Only when</legend>
      {statement.conditions.length === 0 && <p className="fine-print">Always.</p>}
      {statement.conditions.map((condition) => (
        <OneCondition
          key={`${condition.operator} ${condition.key}`}
          condition={condition}
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
          if (trimmed === '' || wrong !== null) return;
          const type = conditionKey(trimmed)?.type ?? 'String';
          const [operator = 'StringEquals'] = operatorsFor(type);
          const row = conditionKey(trimmed);
          const name = row?.multi === true ? `ForAnyValue:${operator}` : operator;
          const start = type === 'Bool' ? ['true'] : [''];
          added.current = `${name} ${trimmed}`;
          onEdit(addCondition(text, statement, { operator: name, key: trimmed, values: start }));
          setKey('');
        }}
      >
        <KeyInput label="Condition key to add" value={key} onChange={setKey} />
        <Button small type="submit" disabledReason={trimmed === '' ? 'Name a condition key first' : wrong}>
          Add condition
        </Button>
      </form>
      {wrong !== null && <p className={styles['wrong']}>{wrong}.</p>}
    </fieldset>
  );
}

/** A condition key, with those that there are as suggestions of the platform. */
function KeyInput({
  label,
  value,
  onChange,
  onDone,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onDone?: () => void;
}) {
  return (
    <>
      <BareInput
        aria-label={label}
        placeholder="kms:EncryptionContext:tenant"
        list="policy-condition-keys"
        spellCheck={false}
        value={value}
        onChange={onChange}
        {...(onDone !== undefined && { onBlur: onDone })}
      />
      <datalist id="policy-condition-keys">
        {KEYS.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  );
}

function OneCondition({
  condition,
  text,
  statement,
  world,
  onEdit,
}: Props & { readonly condition: ConditionForm }) {
  const { operator, key, values } = condition;
  const [typed, setTyped] = useState(key);
  const read = parseOperator(operator);
  const row = conditionKey(key);
  const fitting = operatorsFor(row?.type ?? '');
  const bases = read === null || fitting.includes(read.base) ? fitting : [read.base, ...fitting];
  const setOperator = (change: Partial<NonNullable<typeof read>>): void => {
    if (read !== null)
      onEdit(setConditionOperator(text, statement, condition, operatorName({ ...read, ...change })));
  };
  const setValues = (next: readonly string[]): void =>
    onEdit(setConditionValues(text, statement, condition, next));
  const suggestions = suggested(operator, key, world);
  const listId = `values ${statement.index} ${operator} ${key}`.replace(/[^\w]/g, '-');
  return (
    <div
      className={styles['condition']}
      role="group"
      aria-label={`Condition on ${key}`}
      data-condition={`${operator} ${key}`}
    >
      <div className={styles['conditionRow']}>
        <KeyInput
          label="Condition key"
          value={typed}
          onChange={setTyped}
          onDone={() => {
            const edits = setConditionKey(statement, condition, typed.trim());
            if (edits.length === 0) setTyped(key);
            else onEdit(edits);
          }}
        />
        <CloseButton
          label={`Take the condition on ${key} out`}
          onClick={() => onEdit(removeCondition(statement, condition))}
        />
      </div>
      <p className="fine-print">{describeKey(key).words}</p>
      {read === null ? (
        <p className={styles['wrong']}>
          <code>{operator}</code> is no operator of the language: change it in the text.
        </p>
      ) : (
        <div className={styles['conditionRow']}>
          {(row?.multi === true || read.qualifier !== null) && (
            <BareSelect
              aria-label="Which of the request’s values"
              value={read.qualifier ?? 'one'}
              options={[
                { value: 'one', label: 'The value' },
                { value: 'ForAnyValue', label: 'Some value' },
                { value: 'ForAllValues', label: 'Every value' },
              ]}
              onChange={(value) =>
                setOperator({ qualifier: value === 'ForAnyValue' || value === 'ForAllValues' ? value : null })
              }
            />
          )}
          <BareSelect
            aria-label="Operator"
            value={read.base}
            options={bases.map((base) => ({ value: base, label: base }))}
            onChange={(base) => setOperator({ base })}
          />
        </div>
      )}
      {read !== null && <p className="fine-print">{describeOperator(operator).words}</p>}
      {values.map((value, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- values may repeat while they are typed; their place is what they are
        <div key={i} className={styles['conditionRow']}>
          <BareInput
            aria-label={values.length === 1 ? `Value of ${key}` : `Value ${i + 1} of ${key}`}
            data-value=""
            list={listId}
            spellCheck={false}
            value={value}
            onChange={(next) => setValues(values.with(i, next))}
          />
          {values.length > 1 && (
            <CloseButton
              label={`Take ${value === '' ? 'the empty value' : value} out`}
              onClick={() => setValues(values.toSpliced(i, 1))}
            />
          )}
          {i === values.length - 1 && (
            <IconButton
              icon="plus"
              label={`Another value of ${key}`}
              onClick={() => setValues([...values, ''])}
            />
          )}
        </div>
      ))}
      <datalist id={listId}>
        {suggestions.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </datalist>
      {read !== null && read.base !== 'Null' && (read.qualifier === null || read.ifExists) && (
        <Checkbox
          label={
            read.qualifier === null ? 'Also when the request has none' : 'IfExists, which changes nothing'
          }
          note={
            read.qualifier === null
              ? 'IfExists: a request without this value passes.'
              : `After ${read.qualifier} a request without this value ${read.qualifier === 'ForAllValues' ? 'always' : 'never'} passes.`
          }
          checked={read.ifExists}
          onChange={(ifExists) => setOperator({ ifExists })}
        />
      )}
    </div>
  );
}

/** What the editor would complete there. */
function suggested(operator: string, key: string, world: PolicyWorld): readonly string[] {
  const before = `{"Statement": [{"Condition": {${JSON.stringify(operator)}: {${JSON.stringify(key)}: "`;
  return (completionsAt(before, before.length, world)?.options ?? []).map(({ text }) => text);
}
