import { useState } from 'react';
import type { KeyUsage } from '../../../../domain/keys/key-specs.ts';
import { peopleOf, type PolicyWorld } from '../../../../domain/policy/world.ts';
import { Acts } from '../../../ui/acts.tsx';
import { Button } from '../../../ui/button.tsx';
import { RadioGroup } from '../../../ui/choice.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { ComboBox } from '../../../ui/combo-box.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import styles from './templates.module.css';
import {
  daysOf,
  LEAST_DAYS,
  MOST_DAYS,
  TEMPLATES,
  textOf,
  type StatementJson,
  type Template,
} from './templates.ts';

/** Statements from a least-privilege start. What will stand in the policy is shown as it is chosen. */
export default function TemplateDialog({
  usage,
  world,
  onInsert,
  onClose,
}: {
  readonly usage: KeyUsage;
  readonly world: PolicyWorld;
  readonly onInsert: (statements: readonly StatementJson[], title: string) => void;
  readonly onClose: () => void;
}) {
  const fitting = TEMPLATES.filter(({ fits }) => fits.includes(usage));
  const [id, setId] = useState<Template['id']>(fitting[0]?.id ?? 'auditor');
  const [principal, setPrincipal] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [typedDays, setTypedDays] = useState(String(MOST_DAYS));
  const template = fitting.find((each) => each.id === id) ?? fitting[0];
  if (template === undefined) return null;
  const people = peopleOf(world) ?? [];
  const context = template.asks === 'context' && name.trim() !== '' ? ([name.trim(), value] as const) : null;
  const days = daysOf(typedDays);
  const statements = template.statements({ principal: principal ?? '', context, days: days ?? MOST_DAYS });
  const missing =
    template.asks === 'days'
      ? days === null
        ? `Give a number of days from ${LEAST_DAYS} to ${MOST_DAYS}`
        : null
      : principal === null
        ? 'Choose who it is for'
        : null;
  return (
    <Dialog title="Start from a template" wide onClose={onClose}>
      <RadioGroup
        legend="What for"
        value={template.id}
        options={TEMPLATES.map((each) => ({
          value: each.id,
          label: each.title,
          note: each.words,
          disabledReason: fitting.includes(each) ? undefined : 'A key of this usage cannot do that.',
        }))}
        onChange={(next) => setId(TEMPLATES.find((each) => each.id === next)?.id ?? id)}
      />
      {template.asks === 'days' ? (
        <TextField
          label="Shortest waiting period of a deletion, in days"
          help={`From ${LEAST_DAYS}, which the desk asks for anyway, to ${MOST_DAYS}.`}
          inputMode="numeric"
          maxLength={2}
          value={typedDays}
          error={days === null ? `A number of days from ${LEAST_DAYS} to ${MOST_DAYS}.` : null}
          onChange={setTypedDays}
        />
      ) : (
        <ComboBox
          label="Who"
          labelled
          placeholder="A service or a person"
          value={principal}
          options={[
            ...people.filter(({ kind }) => kind === 'role'),
            ...people.filter(({ kind }) => kind === 'user'),
          ].map((each) => ({
            value: each.arn,
            label: `${each.kind}/${each.name}, ${each.kind === 'user' ? 'person' : 'service'}`,
          }))}
          onChange={setPrincipal}
        />
      )}
      {template.asks === 'context' && (
        <div className={styles['pair']}>
          <TextField
            label="Only with context"
            optional
            placeholder="tenant"
            value={name}
            spellCheck={false}
            onChange={setName}
          />
          <TextField
            label="Its value"
            optional
            placeholder="acme"
            value={value}
            spellCheck={false}
            onChange={setValue}
          />
        </div>
      )}
      <CodeBlock title="What is inserted" code={textOf(statements)} most={220} />
      <Acts>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabledReason={missing} onClick={() => onInsert(statements, template.title)}>
          {statements.length === 1 ? 'Insert the statement' : `Insert ${statements.length} statements`}
        </Button>
      </Acts>
    </Dialog>
  );
}
