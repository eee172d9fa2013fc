import { useState } from 'react';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import type { KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { useToast } from '../../ui/toast.tsx';
import { changeBlock } from './settings-rules.ts';
import styles from './settings-tab.module.css';

/** What the key is for, in its owner's words; an empty text clears it. */
export function DescriptionCard({ summary }: { readonly summary: KeySummary }) {
  const { KeyId, Description: saved } = summary;
  const [text, setText] = useState(saved);
  const toast = useToast();
  const update = useAct('UpdateKeyDescription');
  const block = useCan('kms:UpdateKeyDescription', KeyId).reason ?? changeBlock(summary.KeyState);
  const changed = text !== saved;
  const write = (wanted: string, said: string, undo: string | null): void => {
    update.mutateAsync({ KeyId, Description: wanted }).then(
      () =>
        toast({
          text: said,
          ...(undo === null
            ? {}
            : {
                action: { label: 'Undo', onAction: () => write(undo, 'The description is as it was', null) },
              }),
        }),
      () => {}, // shown by the field
    );
  };
  const problem = update.isError ? explain('The description was not saved', update.error) : null;
  return (
    <Card title="Description">
      <form
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && block === null && !update.isPending)
            write(text, text === '' ? 'Cleared the description' : 'Saved the description', saved);
        }}
      >
        <TextArea
          label="What the key is for"
          rows={4}
          maxLength={8192}
          dir="auto"
          readOnly={block !== null}
          value={text}
          onChange={setText}
          error={problem === null ? null : `${problem.why} ${problem.remedy}`}
        />
        <div className={styles['acts']}>
          <Button
            type="submit"
            pending={update.isPending}
            disabledReason={block ?? (changed ? null : 'Nothing has been changed')}
          >
            {text === '' && saved !== '' ? 'Clear description' : 'Save description'}
          </Button>
          {changed && <Button onClick={() => setText(saved)}>Discard</Button>}
        </div>
      </form>
    </Card>
  );
}
