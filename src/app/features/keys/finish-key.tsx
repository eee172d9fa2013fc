import { useState } from 'react';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormPage, type FieldProblem } from '../../ui/form-page.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import type { Problem } from '../../ui/states.tsx';
import { aliasProblem } from './create-key-rules.ts';
import styles from './create-key.module.css';
import { RotationField } from './rotation-field.tsx';
import { daysProblem, periodOf, type ScheduleForm } from './rotation-rules.ts';
import { STEPS, type MadeKey, type Rest, type Step } from './use-create-key.ts';

const WORDS: Readonly<Record<Step, { readonly done: string; readonly undone: string }>> = {
  alias: { done: 'It has its alias.', undone: 'It has no alias.' },
  rotation: { done: 'Its rotation is as asked for.', undone: 'It does not rotate by itself.' },
};

/** A key that was made in part: what stands, what does not and why, and the way to finish or to leave it so. */
export function FinishKey({
  made,
  alias: asked,
  rotation,
  failed,
  busy,
  onFinish,
  onLeave,
}: {
  readonly made: MadeKey;
  readonly alias: string;
  readonly rotation: ScheduleForm;
  readonly failed: Partial<Record<Step, Problem>>;
  readonly busy: boolean;
  readonly onFinish: (rest: Rest) => void;
  readonly onLeave: () => void;
}) {
  const [alias, setAlias] = useState(asked);
  const [schedule, setSchedule] = useState(rotation);
  const [tried, setTried] = useState(false);
  const needs = (step: Step): boolean => made.left.includes(step);
  const wrongAlias = needs('alias') ? aliasProblem(alias) : null;
  const wrongDays = needs('rotation') ? daysProblem(schedule) : null;
  const problems: FieldProblem[] = [
    ...(wrongAlias === null ? [] : [{ id: 'alias', label: 'Alias', message: wrongAlias }]),
    ...(wrongDays === null ? [] : [{ id: 'rotation-days', label: 'Rotation', message: wrongDays }]),
  ];
  const submit = (): void => {
    setTried(true);
    if (problems.length === 0) onFinish({ alias, rotationDays: periodOf(schedule) ?? null });
  };
  const first = STEPS.map((step) => failed[step]).find((problem) => problem !== undefined);
  return (
    <FormPage
      title="Finish the key"
      crumb={<Link href={paths.keys()}>Keys</Link>}
      purpose="The key was made. Not everything that was asked for with it was done."
      problems={tried ? problems : []}
      submitError={busy ? null : (first ?? null)}
      loading={busy}
      submitLabel="Finish the key"
      onSubmit={submit}
    >
      <Card title="What stands">
        <ul className={styles['steps']}>
          <li className={styles['done']}>
            <Icon name="check" />
            <span>
              The key was made:{' '}
              <Link href={paths.key(made.keyId)} className="link">
                open it
              </Link>{' '}
              <Id value={made.keyId} what="key id" />
            </span>
          </li>
          {STEPS.map((step) => (
            <li key={step} className={needs(step) ? styles['undone'] : styles['done']}>
              <Icon name={needs(step) ? 'x' : 'check'} />
              <span>
                {needs(step) ? WORDS[step].undone : WORDS[step].done} {failed[step]?.why}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      {needs('alias') && (
        <TextField
          id="alias"
          label="Alias"
          help="The same one again, or another."
          maxLength={250}
          spellCheck={false}
          value={alias}
          onChange={setAlias}
          error={tried ? wrongAlias : null}
        />
      )}
      {needs('rotation') && (
        <RotationField form={schedule} error={tried ? wrongDays : null} onChange={setSchedule} />
      )}
      <span>
        <Button kind="bare" small onClick={onLeave}>
          Leave it as it is, and open the key
        </Button>
      </span>
    </FormPage>
  );
}
