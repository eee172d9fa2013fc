import { useState } from 'react';
import { useNavigate } from 'react-router';
import { BUILT_IN_POLICIES } from '../../../domain/policy/built-in-policies.ts';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import { explain } from '../../query/explain.ts';
import { usePrefetched } from '../../query/query.ts';
import { RadioGroup } from '../../ui/choice.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormPage, type FieldProblem } from '../../ui/form-page.tsx';
import { Link } from '../../ui/link.tsx';
import { Crumbs, Page, PageHead, Stack } from '../../ui/page.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { prefetchOwnPolicies, useOwnPolicies } from './own-policies.ts';
import { SecretOnce } from './secret-once.tsx';
import styles from './secret-once.module.css';
import { serviceNameProblem, type Credentials } from './service-rules.ts';
import { Gains } from './policies/gains.tsx';
import { useGiving } from './policies/use-giving.tsx';

const NONE = 'none';

/** Least first: a service that only uses keys needs no identity policy, the key's own policy names it. */
const CHOICES = [
  {
    value: NONE,
    label: 'Only what key policies give it',
    note: 'The least: name it as a user of the keys that it needs. Right for almost every program.',
  },
  ...['key-user', 'auditor', 'key-administrator', 'administrator'].flatMap((name) => {
    const policy = BUILT_IN_POLICIES.find((each) => each.name === name);
    return policy === undefined
      ? []
      : [{ value: policy.name, label: policy.title, note: policy.description }];
  }),
];

export async function loader(): Promise<null> {
  await prefetchOwnPolicies();
  return null;
}

export function Component() {
  const desk = usePrefetched('DescribeDesk', {});
  const navigate = useNavigate();
  const [form, change, forget] = useDraft('create-service', { name: '', policy: NONE });
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<(Credentials & { readonly principalId: string }) | null>(null);
  const create = useAct('CreateService');
  const mayCreate = useCan('keydesk:CreateService');
  const mayGive = useCan('keydesk:UpdatePrincipalPolicies');
  const own = useOwnPolicies();

  const wrong = serviceNameProblem(form.name);
  const problems: readonly FieldProblem[] =
    tried && wrong !== null ? [{ id: 'name', label: 'Name', message: wrong }] : [];
  const send = (): void => {
    create.mutate(
      { Name: form.name, Policies: form.policy === NONE ? [] : [form.policy] },
      {
        onSuccess: (answer) => {
          forget();
          setMade({
            principalId: answer.PrincipalId,
            name: form.name,
            accessKeyId: answer.AccessKeyId,
            secretAccessKey: answer.SecretAccessKey,
            region: desk.Region,
            endpoint: desk.Endpoint,
          });
          create.reset();
        },
      },
    );
  };
  const { foreseen, waiting, run, question } = useGiving(
    form.policy === NONE || wrong !== null
      ? null
      : { NewPrincipal: { Kind: 'role', Name: form.name }, Policies: [form.policy] },
    () => {
      setTried(true);
      create.reset();
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
              title={`Created ${made.name}`}
              crumb={
                <Crumbs
                  path={[
                    ['Services', paths.services()],
                    [made.name, paths.service(made.principalId)],
                  ]}
                />
              }
              purpose="Store its secret where the program will read it, then go on."
            />
            <SecretOnce
              credentials={made}
              onStored={() => void navigate(paths.service(made.principalId), { replace: true })}
            />
          </Stack>
        </div>
      </Page>
    );
  }
  const text = BUILT_IN_POLICIES.find((policy) => policy.name === form.policy)?.text;
  return (
    <>
      <FormPage
        title="Create service"
        crumb={<Link href={paths.services()}>Services</Link>}
        purpose="A program with its own access key. Its secret is shown once, after this."
        problems={problems}
        submitError={create.isError ? explain('The service was not created', create.error) : null}
        loading={create.isPending || waiting}
        submitLabel="Create service"
        submitReason={mayCreate.reason ?? (form.policy === NONE ? null : mayGive.reason)}
        cancelHref={paths.services()}
        onSubmit={run}
        aside={
          <Stack>
            <p className="tale">
              role/{form.name === '' ? 'NAME' : form.name}{' '}
              {form.policy === NONE
                ? 'can do nothing until a key policy names it.'
                : 'can do this on every key whose policy leaves control to the account.'}
            </p>
            <Gains title="What it would gain" foreseen={foreseen} />
            {text !== undefined && <CodeBlock title={`Policy ${form.policy}`} code={text} most={520} />}
          </Stack>
        }
      >
        <TextField
          id="name"
          label="Name"
          help="Becomes role/NAME in policies and events: billing-api, etl-nightly."
          spellCheck={false}
          autoCapitalize="none"
          maxLength={64}
          value={form.name}
          onChange={(name) => change({ name })}
          error={problems[0]?.message}
        />
        <RadioGroup
          id="policy"
          legend="What it may do"
          value={form.policy}
          options={[
            ...CHOICES,
            ...own.map(({ Name, Description }) => ({ value: Name, label: Name, note: Description })),
          ]}
          onChange={(policy) => change({ policy })}
        />
      </FormPage>
      {question}
    </>
  );
}
