import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useLocation } from 'react-router';
import { demo } from '../../demo/control.ts';
import { readRestoredAt } from '../../log-check/restored-at.ts';
import { afterSignIn } from '../../paths.ts';
import { call } from '../../query/desk.ts';
import { explain } from '../../query/explain.ts';
import { queryClient } from '../../query/query.ts';
import { announceSignedIn } from '../../shell/session.ts';
import { Door } from '../../ui/door.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form, type FieldProblem } from '../../ui/form-page.tsx';
import { Notice } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';

const FIRST_TIME =
  'No password yet? Open the link that you were sent, or, as the first one here, the welcome link that Keydesk printed when it started.';

/** Why everybody stands at the door again. */
function AfterRestore() {
  const { data } = useQuery({
    queryKey: ['RestoredAt'],
    queryFn: ({ signal }) => readRestoredAt(signal),
    retry: false,
  });
  if (data === undefined || data === null) return null;
  return (
    <Notice>
      This desk was restored from a backup on <Time value={data} />. Every session and every invitation ended
      with that. A password that was changed after the backup is the earlier one again.
    </Notice>
  );
}

export function Component() {
  const here = demo();
  const location = useLocation();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const signIn = useMutation({
    mutationFn: () => call('SignIn', { Name: name, Password: password }),
    gcTime: 0,
    onSuccess: async ({ Arn }) => {
      queryClient.clear();
      announceSignedIn(Arn);
      await navigate(afterSignIn(location), { replace: true });
    },
  });
  const submit = (): void => {
    const missing: FieldProblem[] = [];
    if (name === '') missing.push({ id: 'name', label: 'Name', message: 'Give your name.' });
    if (password === '') missing.push({ id: 'password', label: 'Password', message: 'Give your password.' });
    setProblems(missing);
    signIn.reset();
    if (missing.length === 0) signIn.mutate();
  };
  const problemOf = (id: string): string | undefined =>
    problems.find((problem) => problem.id === id)?.message;
  return (
    <Door
      title="Sign in"
      purpose="To the desk that keeps the keys."
      foot={
        here === null
          ? FIRST_TIME
          : `In the demo you are ${here.visitor.name}, by “${here.visitor.password}”.`
      }
    >
      {here === null && <AfterRestore />}
      <Form
        problems={problems}
        submitError={signIn.isError ? explain('Not signed in', signIn.error) : null}
        loading={signIn.isPending}
        submitLabel="Sign in"
        onSubmit={submit}
      >
        <TextField
          id="name"
          label="Name"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={name}
          onChange={setName}
          error={problemOf('name')}
        />
        <TextField
          id="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={problemOf('password')}
        />
      </Form>
    </Door>
  );
}
