import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '../../paths.ts';
import { call } from '../../query/desk.ts';
import { explain } from '../../query/explain.ts';
import { nameProblem, passwordProblem, tokenOf } from '../../query/person-rules.ts';
import { queryClient } from '../../query/query.ts';
import { Door } from '../../ui/door.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form, type FieldProblem } from '../../ui/form-page.tsx';
import { Notice } from '../../ui/states.tsx';

/** Read once; the fragment leaves the address bar and the history before anything is drawn. */
let token: string | null = null;
export function loader(): null {
  token = tokenOf(window.location.hash) ?? token;
  if (window.location.hash !== '')
    window.history.replaceState(window.history.state, '', window.location.pathname);
  return null;
}

export function Component() {
  const navigate = useNavigate();
  // The same link opened again in this tab changes the fragment only, which loads nothing by itself.
  useEffect(() => {
    const again = (): void => window.location.reload();
    window.addEventListener('hashchange', again);
    return () => window.removeEventListener('hashchange', again);
  }, []);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const redeem = useMutation({
    mutationFn: (given: string) => call('RedeemWelcome', { Token: given, Name: name, Password: password }),
    gcTime: 0,
    onSuccess: async () => {
      token = null;
      queryClient.clear();
      await navigate(paths.home(), { replace: true });
    },
  });
  if (token === null) {
    return (
      <Door title="Welcome" purpose="This page makes the first administrator of a new desk.">
        <Notice tone="warn">
          The link has no token. Open the whole welcome link that Keydesk printed when it started; it works
          once, for 15 minutes.
        </Notice>
        <ButtonLink href={paths.signIn()}>Sign in instead</ButtonLink>
      </Door>
    );
  }
  const held = token;
  const wrongName = nameProblem(name);
  const wrongPassword = passwordProblem(password, name);
  const problems: FieldProblem[] = [];
  if (tried && wrongName !== null) problems.push({ id: 'name', label: 'Your name', message: wrongName });
  if (tried && wrongPassword !== null)
    problems.push({ id: 'password', label: 'Password', message: wrongPassword });
  const submit = (): void => {
    setTried(true);
    redeem.reset();
    if (wrongName === null && wrongPassword === null) redeem.mutate(held);
  };
  return (
    <Door
      title="Welcome"
      purpose="You are the first here. Make yourself the administrator of this desk."
      foot="The link that brought you here is used up by this, and has already left the address bar."
    >
      <Form
        problems={redeem.isIdle ? problems : []}
        submitError={redeem.isError ? explain('The administrator was not created', redeem.error) : null}
        loading={redeem.isPending}
        submitLabel="Create administrator"
        onSubmit={submit}
      >
        <TextField
          id="name"
          label="Your name"
          help="Becomes user/NAME in policies and in the audit log."
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={name}
          onChange={setName}
          error={tried ? wrongName : null}
        />
        <TextField
          id="password"
          label="Password"
          help={
            password === ''
              ? 'At least 12 characters; a sentence is fine. Your password manager may fill it in.'
              : (wrongPassword ?? 'Good: long enough and not your name.')
          }
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={tried ? wrongPassword : null}
        />
      </Form>
    </Door>
  );
}
