import { lazy, Suspense, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { useNavigate, useSearchParams, type LoaderFunctionArgs } from 'react-router';
import { BUILT_IN_POLICIES } from '../../../../domain/policy/built-in-policies.ts';
import { paths } from '../../../paths.ts';
import { useOnceJudged } from '../../../policy/judge/use-once-judged.ts';
import { useAct } from '../../../query/act.ts';
import { useCan } from '../../../query/can.ts';
import { explain } from '../../../query/explain.ts';
import { prefetch, queryClient, query, usePrefetched } from '../../../query/query.ts';
import { LeaveGuard } from '../../../shell/leave-guard.tsx';
import { Button } from '../../../ui/button.tsx';
import { Select, TextField } from '../../../ui/field.tsx';
import { FormPage, type FieldProblem } from '../../../ui/form-page.tsx';
import { Link } from '../../../ui/link.tsx';
import { Notice } from '../../../ui/states.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { prefetchOwnPolicies, useOwnPolicies } from '../own-policies.ts';
import { elevatingIn } from './gain-words.ts';
import { InEnglish } from './in-english.tsx';
import { PolicyField } from './policy-field.tsx';
import { policyTemplates } from './policy-templates.ts';
import { builtInPolicy, policyNameProblem } from './policy-words.ts';
import { useIdentityPolicy } from './use-identity-policy.ts';

const Question = lazy(() => import('../../../ui/question.tsx'));

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  const from = new URL(request.url).searchParams.get('from') ?? '';
  await Promise.all([
    prefetchOwnPolicies(),
    from === '' || builtInPolicy(from) !== undefined ? null : prefetch('GetIdentityPolicy', { Name: from }),
  ]);
  return null;
}

/** What a policy can start from: a template, or a copy of another one. */
interface Start {
  readonly value: string;
  readonly label: string;
  readonly description: string;
  readonly hint: string;
  readonly text: string;
}

const BUILT_IN_HINT = 'Take away what is not needed: whoever needs all of it is given the built-in one.';

function startsOf(keys: string, copied: string): readonly Start[] {
  const templates = policyTemplates(keys).map(({ id, title, description, hint, text }) => ({
    value: id,
    label: title,
    description,
    hint,
    text,
  }));
  const builtIn = BUILT_IN_POLICIES.map(({ name, title, text }) => ({
    value: `copy ${name}`,
    label: `Copy of ${title}`,
    description: '',
    hint: BUILT_IN_HINT,
    text,
  }));
  // The loader has read it.
  const own = queryClient.getQueryData(query('GetIdentityPolicy', { Name: copied }).queryKey);
  const copy =
    own === undefined || own.BuiltIn
      ? []
      : [
          {
            value: `copy ${own.Name}`,
            label: `Copy of ${own.Name}`,
            description: own.Description,
            hint: `A copy: later changes of ${own.Name} do not reach it.`,
            text: own.Policy,
          },
        ];
  return [...templates, ...copy, ...builtIn];
}

export function Component() {
  const { AccountId, Region } = usePrefetched('DescribeDesk', {});
  const [search] = useSearchParams();
  const copied = search.get('from') ?? '';
  const starts = useMemo(
    () => startsOf(`arn:aws:kms:${Region}:${AccountId}:key/*`, copied),
    [AccountId, Region, copied],
  );
  const own = useOwnPolicies();
  const navigate = useNavigate();
  const toast = useToast();
  const [start, setStart] = useState(starts.find(({ value }) => value === `copy ${copied}`) ?? starts[0]!); // there are templates
  /** What the text began as. */
  const [begun, setBegun] = useState(start);
  const [name, setName] = useState('');
  const [description, setDescription] = useState(start.description);
  const [text, setText] = useState(start.text);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState(false);
  const [asking, setAsking] = useState(false);
  const create = useAct('CreateIdentityPolicy');
  const may = useCan('keydesk:CreateIdentityPolicy');
  const policy = useIdentityPolicy('', text, setText);
  const [blocking] = policy.problems;
  const elevating = elevatingIn(policy.current?.reading.findings ?? []);
  const taken = [...BUILT_IN_POLICIES.map((policy) => policy.name), ...own.map(({ Name }) => Name)];
  const wrong = policyNameProblem(name, taken);
  // Once it is made, its own name is taken.
  const problems: readonly FieldProblem[] =
    tried && !create.isPending && !done
      ? [
          ...(wrong === null ? [] : [{ id: 'name', label: 'Name', message: wrong }]),
          ...(blocking === undefined
            ? []
            : [{ id: 'policy-text', label: 'Policy', message: blocking.message }]),
        ]
      : [];
  const written = text !== begun.text;
  const startWith = (next: Start): void => {
    setText(next.text);
    setBegun(next);
  };
  const begin = (value: string): void => {
    const next = starts.find((each) => each.value === value);
    if (next === undefined) return;
    // What was written stays; what was only begun with is replaced.
    if (!written) startWith(next);
    if (description === start.description) setDescription(next.description);
    setStart(next);
  };
  const send = (): void => {
    create.mutate(
      {
        Name: name,
        Policy: text,
        Description: description,
        ...(reason.trim() === '' ? {} : { Reason: reason }),
      },
      {
        onSuccess: () => {
          toast({ text: `Created ${name}. Give it to who needs it` });
          // The question whether to leave is gone before it is left.
          flushSync(() => setDone(true));
          void navigate(paths.identityPolicy(name), { replace: true });
        },
      },
    );
  };
  const { waiting, run: submit } = useOnceJudged(policy.isJudged, () => {
    setTried(true);
    create.reset();
    // What is wrong, the summary says, and leads to it.
    if (wrong !== null || blocking !== undefined) return;
    if (elevating.length > 0) setAsking(true);
    else send();
  });
  return (
    <>
      <FormPage
        title="Create identity policy"
        crumb={<Link href={paths.identityPolicies()}>Identity policies</Link>}
        purpose="By itself it gives nothing: it counts for those whom you give it."
        problems={problems}
        submitError={create.isError ? explain('The policy was not created', create.error) : null}
        loading={create.isPending || waiting}
        submitLabel="Create policy"
        submitReason={may.reason}
        cancelHref={paths.identityPolicies()}
        onSubmit={submit}
        aside={
          <>
            <p className="tale">
              {name === '' ? 'The policy' : name} counts for nobody until you give it to somebody. Whoever may
              change it, and has it, can give themselves everything.
            </p>
            <InEnglish level="h2" text={text} onGo={policy.editor.goTo} />
          </>
        }
      >
        <TextField
          id="name"
          label="Name"
          help="Stands in events that it decides, for good: payments-read, never-destroys."
          spellCheck={false}
          autoCapitalize="none"
          maxLength={128}
          value={name}
          onChange={setName}
          error={problems.find(({ id }) => id === 'name')?.message}
        />
        <Select
          id="start"
          label="Start from"
          help={start.hint}
          options={starts.map(({ value, label }) => ({ value, label }))}
          value={start.value}
          onChange={begin}
        />
        {written && start !== begun && (
          <Notice>
            What you wrote stands below.{' '}
            <Button small onClick={() => startWith(start)}>
              Replace it with “{start.label}”
            </Button>
          </Notice>
        )}
        <PolicyField id="policy-text" name={name} policy={policy} changed />
        <TextField
          id="description"
          label="What it is for"
          optional
          help={
            written && description !== '' && description === begun.description
              ? `In the words of “${begun.label}”, and the text is not that any more. Every list of policies shows it.`
              : 'Every list of policies shows it.'
          }
          maxLength={1000}
          value={description}
          onChange={setDescription}
        />
        <TextField
          id="reason"
          label="Why it is made"
          optional
          help="Stands in the audit log."
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
      </FormPage>
      {asking && (
        <Suspense fallback={null}>
          <Question
            title="Create a policy that is as good as an administrator?"
            safe="Keep editing"
            go="Create anyway"
            onAnswer={(go) => {
              setAsking(false);
              if (go) send();
            }}
          >
            {elevating.map(({ from, message }) => (
              <p key={from}>{message}</p>
            ))}
            <p>It counts for nobody until it is given. Give it to who is meant to run this desk only.</p>
          </Question>
        </Suspense>
      )}
      <LeaveGuard
        when={written && !done}
        title="Leave without creating?"
        stay="Keep writing"
        leave="Leave without creating"
      >
        The policy that you wrote is not kept.
      </LeaveGuard>
    </>
  );
}
