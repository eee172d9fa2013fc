import { useRef, useState } from 'react';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import type { KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { TagRow } from './create-key-rules.ts';
import { changeBlock, overwritten, tagProblem } from './settings-rules.ts';
import styles from './settings-tab.module.css';

const EMPTY: TagRow = { name: '', value: '' };

/** Tags: set one, which overwrites one of the same name; remove one. Each can be undone. */
export function TagsCard({ summary }: { readonly summary: KeySummary }) {
  const { KeyId, Tags } = summary;
  const [tag, setTag] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const valueField = useRef<HTMLInputElement>(null);
  const nameField = useRef<HTMLInputElement>(null);
  const toast = useToast();
  const put = useAct('TagResource');
  const remove = useAct('UntagResource');
  const state = changeBlock(summary.KeyState);
  const block = useCan('kms:TagResource', KeyId).reason ?? state;
  const removeBlock = useCan('kms:UntagResource', KeyId).reason ?? state;
  const wrong = tagProblem(tag, Tags);
  const before = overwritten(tag.name, Tags);
  const failed = put.isError
    ? explain('The tag was not set', put.error)
    : remove.isError
      ? explain('The tag was not removed', remove.error)
      : null;

  /** Puts a tag back as it was; `value` null: it was not there. */
  const restore = (name: string, value: string | null): void => {
    const done =
      value === null
        ? remove.mutateAsync({ KeyId, TagKeys: [name] })
        : put.mutateAsync({ KeyId, Tags: [{ TagKey: name, TagValue: value }] });
    done.then(
      () => toast({ text: `Tag ${name} is as it was` }),
      () => {}, // shown in its place below
    );
  };
  const set = (): void => {
    setTried(true);
    remove.reset();
    if (wrong !== null) return;
    put.mutateAsync({ KeyId, Tags: [{ TagKey: tag.name, TagValue: tag.value }] }).then(
      () => {
        toast({
          text: before === null ? `Added tag ${tag.name}` : `Changed tag ${tag.name}`,
          action: { label: 'Undo', onAction: () => restore(tag.name, before) },
        });
        setTag(EMPTY);
        setTried(false);
        nameField.current?.focus();
      },
      () => {}, // shown in its place below
    );
  };
  const drop = (name: string, value: string): void => {
    put.reset();
    remove.mutateAsync({ KeyId, TagKeys: [name] }).then(
      () =>
        toast({
          text: `Removed tag ${name}`,
          action: { label: 'Undo', onAction: () => restore(name, value) },
        }),
      () => {}, // shown in its place below
    );
    // Its line goes, and the button with it.
    nameField.current?.focus();
  };
  return (
    <Card title="Tags" note="to find keys by; policies can refer to them" flush>
      {Tags.length === 0 ? (
        <p className={styles['none']}>None yet, for example env prod or team payments.</p>
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
                disabledReason={block}
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
                disabledReason={removeBlock}
                onClick={() => drop(TagKey, TagValue)}
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
          if (block === null && !put.isPending) set();
        }}
      >
        <div className={styles['tagForm']}>
          <TextField
            ref={nameField}
            label="Tag name"
            placeholder="for example owner"
            maxLength={128}
            value={tag.name}
            onChange={(name) => setTag({ ...tag, name })}
            error={tried ? wrong : null}
          />
          <TextField
            ref={valueField}
            label="Value"
            placeholder="for example finance"
            maxLength={256}
            value={tag.value}
            onChange={(value) => setTag({ ...tag, value })}
          />
          <span>
            <Button type="submit" pending={put.isPending} disabledReason={block}>
              {before === null ? 'Add tag' : 'Overwrite tag'}
            </Button>
          </span>
        </div>
        {before !== null && before !== tag.value && (
          <p className={styles['say']}>
            {before === '' ? 'It has no value now.' : <>Its value is now “{before}”.</>}
          </p>
        )}
        {failed !== null && (
          <div className={styles['say']}>
            <Notice tone="bad" role="alert">
              <b>{failed.what}.</b> {failed.why} {failed.remedy}
            </Notice>
          </div>
        )}
      </form>
    </Card>
  );
}
