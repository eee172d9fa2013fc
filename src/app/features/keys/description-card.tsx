import { useState } from 'react';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import type { KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { ChangedMeanwhile } from '../../shell/changed-meanwhile.tsx';
import { Acts } from '../../ui/acts.tsx';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { useToast } from '../../ui/toast.tsx';
import { changeBlock } from './settings-rules.ts';
import styles from './settings-tab.module.css';

/** What the key is for, in its owner's words; an empty text clears it. */
export function DescriptionCard({ summary }: { readonly summary: KeySummary }) {
  const { KeyId, Description: saved } = summary;
  // What was typed, and what was saved when it began; null: nothing is being edited.
  const [edited, setEdited] = useState<{ readonly text: string; readonly from: string } | null>(null);
  const toast = useToast();
  const update = useAct('UpdateKeyDescription');
  const block = useCan('kms:UpdateKeyDescription', KeyId).reason ?? changeBlock(summary.KeyState);
  const text = edited?.text ?? saved;
  const changed = text !== saved;
  const moved = edited !== null && changed && edited.from !== saved && !update.isPending;
  const write = (wanted: string, said: string, undo: string | null): void => {
    update.mutateAsync({ KeyId, Description: wanted }).then(
      () => {
        setEdited(null);
        toast({
          text: said,
          ...(undo === null
            ? {}
            : {
                action: { label: 'Undo', onAction: () => write(undo, 'The description is as it was', null) },
              }),
        });
      },
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
          onChange={(next) => setEdited({ text: next, from: edited?.from ?? saved })}
          error={problem === null ? null : `${problem.why} ${problem.remedy}`}
        />
        {moved && (
          <ChangedMeanwhile change={{ operation: 'UpdateKeyDescription', keyId: KeyId }}>
            {saved === '' ? (
              'There is no description now.'
            ) : (
              <>
                It is now: <q dir="auto">{saved}</q>
              </>
            )}{' '}
            What you typed is kept: save it over that, or discard it.
          </ChangedMeanwhile>
        )}
        <Acts>
          <Button
            disabledReason={changed ? null : 'Nothing has been changed'}
            onClick={() => setEdited(null)}
          >
            Discard
          </Button>
          <Button
            type="submit"
            pending={update.isPending}
            disabledReason={block ?? (changed ? null : 'Nothing has been changed')}
          >
            {text === '' && saved !== '' ? 'Clear description' : 'Save description'}
          </Button>
        </Acts>
      </form>
    </Card>
  );
}
