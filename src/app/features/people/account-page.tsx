import { useState } from 'react';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { explain, isCode } from '../../query/explain.ts';
import { passwordProblem } from '../../query/person-rules.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form, type FieldProblem } from '../../ui/form-page.tsx';
import { Id } from '../../ui/id.tsx';
import { Card, Columns, Page, PageHead, Stack } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import { policiesText } from './person-words.ts';
import { EndAllButton, SessionsTable } from './sessions-table.tsx';
import styles from './people.module.css';

export async function loader(): Promise<null> {
  await prefetch('ListSessions', {});
  return null;
}

const EMPTY = { old: '', next: '' };

function ChangePassword({ name }: { readonly name: string }) {
  const [form, setForm] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const change = useAct('ChangePassword');
  const toast = useToast();
  const wrongOld = form.old === '' ? 'Give the password that you have now.' : null;
  const wrongNext =
    passwordProblem(form.next, name) ??
    (form.next === form.old ? 'Choose another one than you have now.' : null);
  const refusedOld = change.isError && isCode(change.error, 'SignInFailedException');
  const problems: FieldProblem[] = [];
  if (tried && wrongOld !== null) problems.push({ id: 'old', label: 'Old password', message: wrongOld });
  if (tried && wrongNext !== null) problems.push({ id: 'next', label: 'New password', message: wrongNext });
  const submit = (): void => {
    setTried(true);
    change.reset();
    if (wrongOld !== null || wrongNext !== null) return;
    change.mutate(
      { OldPassword: form.old, NewPassword: form.next },
      {
        onSuccess: ({ SessionsEnded }) => {
          setForm(EMPTY);
          setTried(false);
          const ended = SessionsEnded === 1 ? 'One other session' : `${SessionsEnded} other sessions`;
          toast({
            text:
              SessionsEnded === 0 ? 'Your password is changed' : `Your password is changed. ${ended} ended`,
          });
        },
      },
    );
  };
  return (
    <Card title="Change password" note="Your other sessions end with it.">
      <div className={styles['narrow']}>
        <Form
          problems={change.isIdle ? problems : []}
          submitError={change.isError ? explain('The password was not changed', change.error) : null}
          loading={change.isPending}
          submitLabel="Change password"
          onSubmit={submit}
        >
          <input type="text" autoComplete="username" value={name} readOnly hidden />
          <TextField
            id="old"
            label="Old password"
            type="password"
            autoComplete="current-password"
            value={form.old}
            onChange={(old) => setForm({ ...form, old })}
            error={
              tried
                ? (wrongOld ?? (refusedOld ? 'This is not your password now. Type it again.' : null))
                : null
            }
          />
          <TextField
            id="next"
            label="New password"
            help={
              form.next === ''
                ? 'At least 12 characters; a sentence is fine.'
                : (wrongNext ?? 'Good: long enough and not your name.')
            }
            type="password"
            autoComplete="new-password"
            value={form.next}
            onChange={(next) => setForm({ ...form, next })}
            error={tried ? wrongNext : null}
          />
        </Form>
      </div>
    </Card>
  );
}

export function Component() {
  const { Principal, Policies, ExpiresAt } = usePrefetched('GetSession', {});
  const { Sessions } = usePrefetched('ListSessions', {});
  const others = Sessions.filter(({ Current }) => !Current).length;
  return (
    <Page>
      <div className={styles['head']}>
        <PageHead
          title="Your account"
          purpose="Your password, and where you are signed in."
          actions={
            <ButtonLink href={paths.audit({ principal: Principal.Arn, kind: 'all' })} icon="audit">
              Your events
            </ButtonLink>
          }
        />
      </div>
      <Columns>
        <Stack>
          <ChangePassword name={Principal.Name} />
          <Card
            title="Your sessions"
            note="One that you do not know? End it, then change your password."
            flush
            far={<EndAllButton principalId={Principal.PrincipalId} count={others} label="End all others" />}
          >
            <SessionsTable sessions={Sessions} />
          </Card>
        </Stack>
        <Card title="Who you are">
          <DetailList
            details={[
              { term: 'Name', value: Principal.Name },
              {
                term: 'ARN',
                value: <Id value={Principal.Arn} what="ARN" short={`user/${Principal.Name}`} />,
              },
              { term: 'Identity policies', value: policiesText(Policies) },
              ExpiresAt === undefined
                ? null
                : { term: 'This session ends', value: <Time value={ExpiresAt} /> },
            ]}
          />
        </Card>
      </Columns>
    </Page>
  );
}
