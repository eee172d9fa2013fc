import { useRef, useState } from 'react';
import { useAct } from '../../query/act.ts';
import { explain } from '../../query/explain.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { tagNamed, tagProblem, withoutTag, withTag, type Tags } from './principal-tag-rules.ts';
import styles from './principal-tags.module.css';

const EMPTY = { name: '', value: '' };

/** Tags of a person or service: set one, which overwrites its namesake; remove one. Each can be undone. */
export function PrincipalTagsCard({
  principal: { PrincipalId, Name, Tags },
  reason,
}: {
  readonly principal: { readonly PrincipalId: string; readonly Name: string; readonly Tags: Tags };
  /** Why they cannot be changed. */
  readonly reason: string | null;
}) {
  const [tag, setTag] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const valueField = useRef<HTMLInputElement>(null);
  const update = useAct('UpdatePrincipalTags');
  const toast = useToast();
  const wrong = tagProblem(tag.name, tag.value, Tags);
  const before = tagNamed(Tags, tag.name);
  const problem = update.isError ? explain('The tags were not changed', update.error) : null;

  /** From what is shown to `after`; `said` when it is done, with the way back. */
  const change = (from: Tags, after: Tags, said: string, then: () => void): void => {
    update.mutateAsync({ PrincipalId, Tags: after, IfTags: from }).then(
      () => {
        toast({
          text: said,
          action: {
            label: 'Undo',
            onAction: () => change(after, from, `Tags of ${Name} are as they were`, () => {}),
          },
        });
        then();
      },
      () => {}, // shown in its place below
    );
  };
  const set = (): void => {
    setTried(true);
    if (wrong !== null) return;
    change(
      Tags,
      withTag(Tags, tag.name, tag.value),
      before === undefined ? `Added tag ${tag.name}` : `Changed tag ${tag.name}`,
      () => {
        setTag(EMPTY);
        setTried(false);
        nameField.current?.focus();
      },
    );
  };
  const drop = (name: string): void => {
    change(Tags, withoutTag(Tags, name), `Removed tag ${name}`, () => {});
    // Its line goes, and the button with it.
    nameField.current?.focus();
  };
  return (
    <Card title="Tags" note="policies ask for them: aws:PrincipalTag/team" flush>
      {Tags.length === 0 ? (
        <p className={styles['none']}>None yet, for example team payments.</p>
      ) : (
        <ul className={styles['lines']} aria-label="Tags">
          {Tags.map(({ TagKey, TagValue }) => (
            <li key={TagKey} className={styles['line']}>
              <span className={styles['tag']}>
                <span dir="auto">{TagKey}</span>
                {TagValue === '' ? <span className="quiet">no value</span> : <b dir="auto">{TagValue}</b>}
              </span>
              <Button
                small
                aria-label={`Change tag ${TagKey}`}
                disabledReason={reason}
                onClick={() => {
                  setTag({ name: TagKey, value: TagValue });
                  valueField.current?.focus();
                }}
              >
                Change
              </Button>
              <Button
                small
                aria-label={`Remove tag ${TagKey}`}
                disabledReason={reason}
                onClick={() => drop(TagKey)}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        className={styles['foot']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === null && !update.isPending) set();
        }}
      >
        <div className={styles['form']}>
          <TextField
            ref={nameField}
            label="Tag name"
            placeholder="for example team"
            maxLength={128}
            value={tag.name}
            onChange={(name) => setTag({ ...tag, name })}
            error={tried ? wrong : null}
          />
          <TextField
            ref={valueField}
            label="Value"
            placeholder="for example payments"
            maxLength={256}
            value={tag.value}
            onChange={(value) => setTag({ ...tag, value })}
          />
          <span>
            <Button type="submit" pending={update.isPending} disabledReason={reason}>
              {before === undefined ? 'Add tag' : 'Overwrite tag'}
            </Button>
          </span>
        </div>
        {before !== undefined && before.TagValue !== tag.value && (
          <p className={styles['say']}>
            {before.TagValue === '' ? 'It has no value now.' : <>Its value is now “{before.TagValue}”.</>}
          </p>
        )}
        {problem !== null && (
          <div className={styles['say']}>
            <Notice tone="bad" role="alert">
              <b>{problem.what}.</b> {problem.why} {problem.remedy}
            </Notice>
          </div>
        )}
      </form>
    </Card>
  );
}
