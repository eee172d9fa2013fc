import { useState } from 'react';
import type { KeyUsage } from '../../../../domain/keys/key-specs.ts';
import type { JsonValue } from '../../../../domain/policy/lint/edits.ts';
import { peopleOf, type PolicyWorld } from '../../../../domain/policy/world.ts';
import { Acts } from '../../../ui/acts.tsx';
import { Button } from '../../../ui/button.tsx';
import { RadioGroup } from '../../../ui/choice.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { ComboBox } from '../../../ui/combo-box.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import styles from './templates.module.css';
import { TEMPLATES, type Template } from './templates.ts';

/** Inserts a statement from a least-privilege start. What will stand in the policy is shown as it is chosen. */
export default function TemplateDialog({
  usage,
  world,
  onInsert,
  onClose,
}: {
  readonly usage: KeyUsage;
  readonly world: PolicyWorld;
  readonly onInsert: (statement: Readonly<Record<string, JsonValue>>, title: string) => void;
  readonly onClose: () => void;
}) {
  const fitting = TEMPLATES.filter(({ fits }) => fits.includes(usage));
  const [id, setId] = useState<Template['id']>(fitting[0]?.id ?? 'auditor');
  const [principal, setPrincipal] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const template = fitting.find((each) => each.id === id) ?? fitting[0];
  if (template === undefined) return null;
  const people = peopleOf(world) ?? [];
  const context = template.hasContext && name.trim() !== '' ? ([name.trim(), value] as const) : null;
  const statement = template.statement({ principal: principal ?? '', context });
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
      {template.hasContext && (
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
      <CodeBlock title="What is inserted" code={JSON.stringify(statement, null, 2)} most={220} />
      <Acts>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          kind="primary"
          disabledReason={principal === null ? 'Choose who it is for' : null}
          onClick={() => onInsert(statement, template.title)}
        >
          Insert the statement
        </Button>
      </Acts>
    </Dialog>
  );
}
