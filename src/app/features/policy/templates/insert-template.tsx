import { lazy, Suspense, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import type { KeyUsage } from '../../../../domain/keys/key-specs.ts';
import { applyEdits } from '../../../../domain/policy/lint/apply.ts';
import type { TextEdit } from '../../../../domain/policy/lint/finding.ts';
import type { PolicyWorld } from '../../../../domain/policy/world.ts';
import { Button } from '../../../ui/button.tsx';
import { editsBetween } from '../../../ui/text-diff.ts';
import { useToast } from '../../../ui/toast.tsx';
import { addStatement, formOf } from '../../../policy/language/builder-model.ts';
import type { StatementJson } from './templates.ts';

const TemplateDialog = lazy(() => import('./template-dialog.tsx'));

/** The policy with this statement at its end; a text that is no policy as it is. */
function withStatement(text: string, statement: StatementJson): string {
  const read = formOf(text);
  return read.ok ? applyEdits(text, addStatement(read.form, read.form.statements.length, statement)) : text;
}

/** Inserts the statements of a template at the end of the policy. */
export function InsertTemplate({
  text,
  usage,
  world,
  onEdit,
}: {
  readonly text: string;
  readonly usage: KeyUsage;
  readonly world: PolicyWorld;
  readonly onEdit: (edits: readonly TextEdit[]) => void;
}) {
  const [choosing, setChoosing] = useState(false);
  const toast = useToast();
  const read = useMemo(() => formOf(text), [text]);
  const insert = (statements: readonly StatementJson[], title: string): void => {
    // The dialog is gone before the editor takes focus: it would take it back.
    flushSync(() => setChoosing(false));
    onEdit(editsBetween(text, statements.reduce(withStatement, text)));
    toast({ text: `Inserted: ${title}` });
  };
  return (
    <>
      <Button
        kind="bare"
        small
        disabledReason={read.ok ? null : 'Mend the JSON first'}
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
