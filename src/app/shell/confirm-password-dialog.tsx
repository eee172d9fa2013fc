import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call } from '../query/desk.ts';
import { explain, isCode } from '../query/explain.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Form } from '../ui/form-page.tsx';

const isWrong = (error: unknown): boolean => isCode(error, 'SignInFailedException');

/** The password again, for five minutes. It stays in this component and goes nowhere else. */
export default function ConfirmPasswordDialog({ onAnswer }: { readonly onAnswer: (given: boolean) => void }) {
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const confirm = useMutation({
    mutationFn: () => call('ConfirmPassword', { Password: password }),
    gcTime: 0,
    onSuccess: () => onAnswer(true),
    onError: (error) => {
      if (isWrong(error)) field.current?.select();
    },
  });
  const wrong = confirm.isError && isWrong(confirm.error);
  return (
    <Dialog title="Confirm that it is you" onClose={() => onAnswer(false)}>
      <Form
        problems={[]}
        submitError={confirm.isError && !wrong ? explain('Not confirmed', confirm.error) : null}
        loading={confirm.isPending}
        submitLabel="Confirm"
        onCancel={() => onAnswer(false)}
        onSubmit={() => confirm.mutate()}
      >
        <TextField
          ref={field}
          label="Your password"
          help="Deletions, policies, people and access keys ask for it again; it then holds for five minutes."
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={wrong ? `${explain('', confirm.error).why} Type it again.` : null}
          autoFocus
        />
      </Form>
    </Dialog>
  );
}
