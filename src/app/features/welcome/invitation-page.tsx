import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '../../paths.ts';
import { call } from '../../query/desk.ts';
import { explain } from '../../query/explain.ts';
import { nameOf, passwordProblem, tokenOf } from '../../query/person-rules.ts';
import { queryClient } from '../../query/query.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Door } from '../../ui/door.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form, type FieldProblem } from '../../ui/form-page.tsx';
import { Notice } from '../../ui/states.tsx';

/** Read once; the fragment leaves the address bar and the history before anything is drawn. */
let invitation: { readonly token: string; readonly name: string | null } | null = null;
export function loader(): null {
  const { hash, pathname } = window.location;
  const token = tokenOf(hash);
  if (token !== null) invitation = { token, name: nameOf(hash) };
  if (hash !== '') window.history.replaceState(window.history.state, '', pathname);
  return null;
}

export function Component() {
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const redeem = useMutation({
    mutationFn: (Token: string) => call('RedeemInvitation', { Token, Password: password }),
    gcTime: 0,
    onSuccess: async () => {
      invitation = null;
      queryClient.clear();
      await navigate(paths.home(), { replace: true });
    },
  });
  if (invitation === null) {
    return (
      <Door title="Invitation" purpose="This page sets your password on the desk that keeps the keys.">
        <Notice tone="warn">
          The link has no token. Open the whole link that an administrator gave you; it works once.
        </Notice>
        <ButtonLink href={paths.signIn()}>Sign in instead</ButtonLink>
      </Door>
    );
  }
  const { token, name } = invitation;
  const wrong = passwordProblem(password, name ?? '');
  const problems: readonly FieldProblem[] =
    tried && wrong !== null ? [{ id: 'password', label: 'Password', message: wrong }] : [];
  const submit = (): void => {
    setTried(true);
    redeem.reset();
    if (wrong === null) redeem.mutate(token);
  };
  return (
    <Door
      title="Invitation"
      purpose="You were invited to the desk that keeps the keys. Choose your password."
      foot="The link that brought you here is used up by this, and has already left the address bar."
    >
      <Form
        problems={redeem.isIdle ? problems : []}
        submitError={redeem.isError ? explain('The password was not set', redeem.error) : null}
        loading={redeem.isPending}
        submitLabel="Set password and sign in"
        onSubmit={submit}
      >
        {name !== null && (
          <TextField
            id="name"
            label="Your name here"
            help={`You are user/${name} in policies and in the audit log.`}
            autoComplete="username"
            value={name}
            readOnly
            onChange={() => {}}
          />
        )}
        <TextField
          id="password"
          label="Password"
          help={
            password === ''
              ? 'At least 12 characters; a sentence is fine. Your password manager may fill it in.'
              : (wrong ?? 'Good: long enough and not your name.')
          }
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={tried ? wrong : null}
        />
      </Form>
    </Door>
  );
}
