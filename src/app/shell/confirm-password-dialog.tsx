import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../query/desk.ts';
import { explain } from '../query/explain.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Form } from '../ui/form-page.tsx';

/** The password again, for five minutes. It stays in this component and goes nowhere else. */
export default function ConfirmPasswordDialog({ onAnswer }: { readonly onAnswer: (given: boolean) => void }) {
  const [password, setPassword] = useState('');
  const confirm = useMutation({
    mutationFn: () => call('ConfirmPassword', { Password: password }),
    gcTime: 0,
    onSuccess: () => onAnswer(true),
  });
  return (
    <Dialog title="Confirm that it is you" onClose={() => onAnswer(false)}>
      <Form
        problems={[]}
        submitError={confirm.isError ? explain('Not confirmed', confirm.error) : null}
        loading={confirm.isPending}
        submitLabel="Confirm"
        onCancel={() => onAnswer(false)}
        onSubmit={() => confirm.mutate()}
      >
        <TextField
          label="Your password"
          help="Policies and access keys ask for it again; it then holds for five minutes."
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          autoFocus
        />
      </Form>
    </Dialog>
  );
}
