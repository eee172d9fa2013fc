import { useState } from 'react';
import { useNavigate } from 'react-router';
import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { nameProblem } from '../../query/person-rules.ts';
import { Select, TextField } from '../../ui/field.tsx';
import { FormPage, type FieldProblem } from '../../ui/form-page.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Crumbs, Page, PageHead, Stack } from '../../ui/page.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { LinkOnce, type NewLink } from './link-once.tsx';
import styles from './secret-once.module.css';
import { prefetchOwnPolicies, useOwnPolicies } from './own-policies.ts';
import { IdentityPolicyChoice } from './identity-policy-choice.tsx';
import { PolicyLets } from './policy-lets.tsx';
import { Gains } from './policies/gains.tsx';
import { useGiving } from './policies/use-giving.tsx';

const HOURS = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '24 hours' },
  { value: '72', label: '72 hours, the longest' },
];

const START = { name: '', policies: [] as string[], hours: '24' };

export async function loader(): Promise<null> {
  await prefetchOwnPolicies();
  return null;
}

export function Component() {
  const navigate = useNavigate();
  const [form, change, forget] = useDraft('invite-user', START);
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<(NewLink & { readonly principalId: string }) | null>(null);
  const invite = useAct('InviteUser');
  const mayInvite = useCan('keydesk:InviteUser');
  const mayGive = useCan('keydesk:UpdatePrincipalPolicies');
  const ownPolicies = useOwnPolicies();
  const wrong =
    form.name === '' ? 'Give a name: it stands in every event that they cause.' : nameProblem(form.name);
  const problems: readonly FieldProblem[] =
    tried && wrong !== null ? [{ id: 'name', label: 'Name', message: wrong }] : [];
  const hours = HOURS.find(({ value }) => value === form.hours)?.value ?? START.hours;
  const send = (): void => {
    invite.mutate(
      { Name: form.name, Policies: [...form.policies], ExpiresInHours: Number(hours) },
      {
        onSuccess: (answer) => {
          forget();
          setMade({
            principalId: answer.PrincipalId,
            name: form.name,
            link: answer.Link,
            expiresAt: answer.ExpiresAt,
          });
          invite.reset();
        },
      },
    );
  };
  const { foreseen, waiting, run, question } = useGiving(
    form.policies.length === 0 || wrong !== null
      ? null
      : { NewPrincipal: { Kind: 'user', Name: form.name }, Policies: [...form.policies] },
    () => {
      setTried(true);
      invite.reset();
      return wrong === null;
    },
    send,
  );
  if (made !== null) {
    return (
      <Page>
        <div className={styles['page']}>
          <Stack>
            <PageHead
              title={`Invited ${made.name}`}
              crumb={
                <Crumbs
                  path={[
                    ['People', paths.people()],
                    [made.name, paths.person(made.principalId)],
                  ]}
                />
              }
              purpose="They set their own password with this link; nobody else ever knows it."
            />
            <LinkOnce
              made={made}
              onSent={() => void navigate(paths.person(made.principalId), { replace: true })}
            />
          </Stack>
        </div>
      </Page>
    );
  }
  const chosen = BUILT_IN_POLICIES.filter(({ name }) => form.policies.includes(name));
  const own = ownPolicies.filter(({ Name }) => form.policies.includes(Name));
  return (
    <>
      <FormPage
        title="Invite person"
        crumb={<Link href={paths.people()}>People</Link>}
        purpose="They get a link, once, and set their password with it."
        problems={problems}
        submitError={invite.isError ? explain('Nobody was invited', invite.error) : null}
        loading={invite.isPending || waiting}
        submitLabel="Make the link"
        submitReason={mayInvite.reason ?? (form.policies.length === 0 ? null : mayGive.reason)}
        cancelHref={paths.people()}
        onSubmit={run}
        aside={
          <Stack>
            <p className="tale">
              user/{form.name === '' ? 'NAME' : form.name}{' '}
              {chosen.length + own.length === 0
                ? 'can sign in, and do nothing until a key policy names them.'
                : 'can do this, on every key whose policy leaves control to the account:'}
            </p>
            <Gains title="What they would gain" foreseen={foreseen} />
            {chosen.map((policy) => (
              <Card key={policy.name} title={policy.title}>
                <PolicyLets policy={policy} />
              </Card>
            ))}
            {own.map(({ Name, Description }) => (
              <Card key={Name} title={Name}>
                <p dir="auto">
                  {Description === '' ? 'A policy of this desk, without a description.' : Description}
                </p>
              </Card>
            ))}
          </Stack>
        }
      >
        <TextField
          id="name"
          label="Name"
          help="Becomes user/NAME in policies and events, for good: anna, anna.berg, anna@example.org."
          spellCheck={false}
          autoCapitalize="none"
          maxLength={64}
          value={form.name}
          onChange={(name) => change({ name })}
          error={problems[0]?.message}
        />
        <IdentityPolicyChoice
          value={form.policies}
          help="The least that their work needs. It can be changed at any time."
          onChange={(policies) => change({ policies: [...policies] })}
        />
        <Select
          id="hours"
          label="The link works for"
          options={HOURS}
          value={hours}
          onChange={(value) => change({ hours: value })}
        />
      </FormPage>
      {question}
    </>
  );
}
