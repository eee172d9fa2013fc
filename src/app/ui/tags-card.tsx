import { useRef, useState } from 'react';
import { Button } from './button.tsx';
import { TextField } from './field.tsx';
import { Card } from './page.tsx';
import { Notice, type Problem } from './states.tsx';
import { tagNamed, tagProblem, type SameName, type Tag, type TagRow } from './tag-rules.ts';
import lines from './lines.module.css';
import styles from './tags-card.module.css';
import { useToast } from './toast.tsx';

/** Done; what takes it back. */
export type Undo = () => Promise<unknown>;

const EMPTY: TagRow = { name: '', value: '' };
const unless = (): void => {}; // of what failed: `problem` says it

/** The tags of something: set one, which overwrites its namesake; remove one. Each can be undone. */
export function TagsCard({
  tags,
  note,
  none,
  example,
  same,
  blocked,
  removeBlocked = blocked,
  pending,
  problem,
  onSet,
  onRemove,
}: {
  readonly tags: readonly Tag[];
  /** What they are for. */
  readonly note: string;
  /** Where there are none yet. */
  readonly none: string;
  readonly example: TagRow;
  readonly same: SameName;
  /** Why none can be set; null: it can. */
  readonly blocked: string | null;
  readonly removeBlocked?: string | null;
  readonly pending: boolean;
  /** Why the last change was not made. */
  readonly problem: Problem | null;
  /** Rejected: it was not done, and `problem` is there. */
  readonly onSet: (tag: TagRow) => Promise<Undo>;
  readonly onRemove: (tag: Tag) => Promise<Undo>;
}) {
  const [tag, setTag] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const valueField = useRef<HTMLInputElement>(null);
  const toast = useToast();
  const wrong = tagProblem(tag, tags, same);
  const before = tagNamed(tags, tag.name, same);

  const tell = (text: string, name: string, undo: Undo): void =>
    toast({
      text,
      action: {
        label: 'Undo',
        onAction: () => void undo().then(() => toast({ text: `Tag ${name} is as it was` }), unless),
      },
    });
  const set = (): void => {
    setTried(true);
    if (wrong !== null) return;
    onSet(tag).then((undo) => {
      tell(before === undefined ? `Added tag ${tag.name}` : `Changed tag ${tag.name}`, tag.name, undo);
      setTag(EMPTY);
      setTried(false);
      // Ready for the next one, unless the person has gone on elsewhere meanwhile.
      const field = nameField.current;
      if (field?.form?.contains(document.activeElement) === true) field.focus();
    }, unless);
  };
  const drop = (gone: Tag): void => {
    onRemove(gone).then((undo) => tell(`Removed tag ${gone.TagKey}`, gone.TagKey, undo), unless);
    // Its line goes, and the button with it.
    nameField.current?.focus();
  };
  return (
    <Card title="Tags" note={note} flush>
      {tags.length === 0 ? (
        <p className={lines['none']}>{none}</p>
      ) : (
        <ul className={lines['lines']} aria-label="Tags">
          {tags.map((each) => (
            <li key={each.TagKey} className={lines['line']}>
              <span className={styles['tag']}>
                <span dir="auto">{each.TagKey}</span>
                {each.TagValue === '' ? (
                  <span className="quiet">no value</span>
                ) : (
                  <b dir="auto">{each.TagValue}</b>
                )}
              </span>
              <Button
                small
                aria-label={`Change tag ${each.TagKey}`}
                disabledReason={blocked}
                onClick={() => {
                  setTag({ name: each.TagKey, value: each.TagValue });
                  valueField.current?.focus();
                }}
              >
                Change
              </Button>
              <Button
                small
                aria-label={`Remove tag ${each.TagKey}`}
                disabledReason={removeBlocked}
                onClick={() => drop(each)}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        className={lines['foot']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (blocked === null && !pending) set();
        }}
      >
        <div className={styles['form']}>
          <TextField
            ref={nameField}
            label="Tag name"
            placeholder={`for example ${example.name}`}
            maxLength={128}
            value={tag.name}
            onChange={(name) => setTag({ ...tag, name })}
            error={tried ? wrong : null}
          />
          <TextField
            ref={valueField}
            label="Value"
            placeholder={`for example ${example.value}`}
            maxLength={256}
            value={tag.value}
            onChange={(value) => setTag({ ...tag, value })}
          />
          <span>
            <Button type="submit" pending={pending} disabledReason={blocked}>
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
