import { useState } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form-page.tsx';
import { useToast } from '../../ui/toast.tsx';
import { MOST_NAME, viewNameProblem, type View } from './keys-views.ts';

/** A name for the list as it is filtered, sorted and grouped now. */
export default function SaveViewDialog({
  href,
  taken,
  onSave,
  onClose,
}: {
  readonly href: string;
  readonly taken: readonly string[];
  readonly onSave: (view: View) => void;
  readonly onClose: () => void;
}) {
  const toast = useToast();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const problem = tried ? viewNameProblem(name) : null;
  const replaces = taken.includes(name.trim());
  const save = (): void => {
    setTried(true);
    if (viewNameProblem(name) !== null) return;
    onSave({ name: name.trim(), href });
    toast({ text: `Saved the view “${name.trim()}”` });
    onClose();
  };
  return (
    <Dialog title="Save this view" onClose={onClose}>
      <Form
        problems={[]}
        submitError={null}
        loading={false}
        submitLabel={replaces ? 'Replace the view' : 'Save the view'}
        onCancel={onClose}
        onSubmit={save}
      >
        <TextField
          label="Name"
          help={
            replaces
              ? 'You have a view of that name: this one takes its place.'
              : 'Filters, order and groups. It is kept in this browser, for you; its address can be sent to anybody.'
          }
          value={name}
          maxLength={MOST_NAME}
          onChange={setName}
          error={problem}
          autoFocus
          dir="auto"
        />
      </Form>
    </Dialog>
  );
}
