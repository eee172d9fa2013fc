import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation, useNavigate, useRevalidator } from 'react-router';
import { paths } from '../paths.ts';
import type { Output } from '../query/contract.ts';
import { call } from '../query/desk.ts';
import { explain, isCode } from '../query/explain.ts';
import { query } from '../query/query.ts';
import { abandonSession, resumeSession, waitingActs } from '../query/session-end.ts';
import { Dialog, DialogWords } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Form } from '../ui/form-page.tsx';
import { announceSignedIn } from './session.ts';

const isWrong = (error: unknown): boolean => isCode(error, 'SignInFailedException');

/** The same person again, on the page as it stands: nothing typed is lost, and what waits goes on. Behind it the page is veiled. */
export default function SignInAgain({
  session,
  over,
  onClose,
}: {
  readonly session: Output<'GetSession'>;
  /** The session has ended; otherwise it is about to. */
  readonly over: boolean;
  readonly onClose: () => void;
}) {
  const { Name, Arn } = session.Principal;
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const { pathname, search, hash } = useLocation();
  const waits = waitingActs();

  const signIn = useMutation({
    mutationFn: async () => {
      await call('SignIn', { Name, Password: password });
      return cache.fetchQuery({ ...query('GetSession', {}), staleTime: 0 });
    },
    gcTime: 0,
    onSuccess: () => {
      announceSignedIn(Arn);
      onClose();
      resumeSession();
      // What failed or grew old while nobody was signed in.
      void cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'GetSession' });
      void revalidate();
    },
    onError: (error) => {
      if (isWrong(error)) field.current?.select();
    },
  });
  const leave = async (): Promise<void> => {
    abandonSession();
    await navigate(paths.signIn(pathname + search + hash), { replace: true });
    cache.clear();
  };
  const wrong = signIn.isError && isWrong(signIn.error);
  return (
    <Dialog
      title={over ? 'Your session has ended' : 'Sign in again'}
      mustAnswer={over}
      veiled={over}
      onClose={onClose}
    >
      <DialogWords>
        {over ? 'Sign in again and go on where you were: this page and all that you typed are kept.' : null}
        {over && waits > 0
          ? ' What you have just asked for was not done; it is done once you are back.'
          : null}
        {over ? null : 'A new session begins, and this page stays as it is.'}
      </DialogWords>
      <Form
        problems={[]}
        submitError={signIn.isError && !wrong ? explain('Not signed in', signIn.error) : null}
        loading={signIn.isPending}
        submitLabel="Sign in"
        cancelLabel={over ? `I am not ${Name}` : 'Later'}
        onCancel={over ? () => void leave() : onClose}
        onSubmit={() => {
          if (password === '') field.current?.focus();
          else signIn.mutate();
        }}
      >
        <input type="hidden" name="username" autoComplete="username" value={Name} readOnly />
        <TextField
          ref={field}
          label={`Password of ${Name}`}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={wrong ? `${explain('', signIn.error).why} Type it again.` : null}
          autoFocus
        />
      </Form>
    </Dialog>
  );
}
