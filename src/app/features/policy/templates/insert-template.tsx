import { lazy, Suspense, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import type { KeyUsage } from '../../../../domain/keys/key-specs.ts';
import type { JsonValue } from '../../../../domain/policy/lint/edits.ts';
import type { TextEdit } from '../../../../domain/policy/lint/finding.ts';
import type { PolicyWorld } from '../../../../domain/policy/world.ts';
import { Button } from '../../../ui/button.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { addStatement, formOf } from '../builder/builder-model.ts';

const TemplateDialog = lazy(() => import('./template-dialog.tsx'));

/** Inserts a statement from a template at the end of the policy. */
export function InsertTemplate({
  text,
  usage,
  world,
  blocked,
  onEdit,
}: {
  readonly text: string;
  readonly usage: KeyUsage;
  readonly world: PolicyWorld;
  /** Why nothing can be changed; null: it can. */
  readonly blocked: string | null;
  readonly onEdit: (edits: readonly TextEdit[]) => void;
}) {
  const [choosing, setChoosing] = useState(false);
  const toast = useToast();
  const read = useMemo(() => formOf(text), [text]);
  const insert = (statement: Readonly<Record<string, JsonValue>>, title: string): void => {
    // The dialog is gone before the editor takes focus: it would take it back.
    flushSync(() => setChoosing(false));
    if (!read.ok) return;
    const { form } = read;
    onEdit(addStatement(form, form.statements.length, statement));
    toast({ text: `Inserted: ${title}` });
  };
  return (
    <>
      <Button
        kind="bare"
        small
        disabledReason={blocked ?? (read.ok ? null : 'Mend the JSON first')}
        onClick={() => setChoosing(true)}
      >
        Templates
      </Button>
      {choosing && (
        <Suspense fallback={null}>
          <TemplateDialog usage={usage} world={world} onInsert={insert} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
    </>
  );
}
