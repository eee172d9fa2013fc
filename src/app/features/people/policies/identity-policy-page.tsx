import { lazy, Suspense, useRef } from 'react';
import { flushSync } from 'react-dom';
import { useNavigate, useParams, useSearchParams, type LoaderFunctionArgs } from 'react-router';
import type { BuiltInPolicy } from '../../../../domain/policy/built-in-policies.ts';
import { paths } from '../../../paths.ts';
import { useAct } from '../../../query/act.ts';
import { mayRead, useCan, useMayRead } from '../../../query/can.ts';
import type { Output } from '../../../query/contract.ts';
import { explain } from '../../../query/explain.ts';
import { prefetch, usePrefetched } from '../../../query/query.ts';
import { useDecided } from '../../../query/use-decided.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { DetailList } from '../../../ui/detail-list.tsx';
import { DangerZone, GuardedAction } from '../../../ui/guarded-action.tsx';
import { Link } from '../../../ui/link.tsx';
import { Card, Columns, Page, PageHead, Stack } from '../../../ui/page.tsx';
import type { SavedVersion } from '../../../ui/policy-versions/policy-versions.tsx';
import { shortArn } from '../../../ui/shorten.ts';
import { Time } from '../../../ui/time.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { PolicyLets } from '../policy-lets.tsx';
import { EditPolicyCard } from './edit-policy-card.tsx';
import { InEnglish } from './in-english.tsx';
import { HoldersCard } from './holders-card.tsx';
import styles from './policies.module.css';
import { builtInPolicy, holdersText } from './policy-words.ts';
import { useKeptEdit } from './use-kept-edit.ts';

const VersionsCard = lazy(() => import('./versions-card.tsx'));

const READ = 'keydesk:GetIdentityPolicy';

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const Name = params['name'] ?? '';
  // A built-in one is known without asking; who has it is not.
  if (builtInPolicy(Name) === undefined || (await mayRead(READ)))
    await prefetch('GetIdentityPolicy', { Name });
  return null;
}

const crumb = <Link href={paths.identityPolicies()}>Identity policies</Link>;

function CopyLink({ name }: { readonly name: string }) {
  const may = useCan('keydesk:CreateIdentityPolicy');
  return (
    <ButtonLink href={paths.newIdentityPolicy({ from: name })} icon="copy" disabledReason={may.reason}>
      Copy to a new policy
    </ButtonLink>
  );
}

function BuiltInHolders({ name }: { readonly name: string }) {
  return <HoldersCard policy={usePrefetched('GetIdentityPolicy', { Name: name })} />;
}

function BuiltInView({ policy }: { readonly policy: BuiltInPolicy }) {
  const may = useMayRead(READ) === true;
  const [search] = useSearchParams();
  const decided = useDecided({
    source: 'IDENTITY_POLICY',
    policy: policy.name,
    version: 1,
    changed: false,
  });
  return (
    <Page>
      <div className={styles['head']}>
        <PageHead
          title={policy.title}
          crumb={crumb}
          purpose={policy.description}
          actions={<CopyLink name={policy.name} />}
        />
      </div>
      <Columns>
        <Card title="What it lets somebody do">
          <PolicyLets policy={policy} />
          <InEnglish level="h3" text={policy.text} wanted={search.get('statement')} decided={decided} />
          <div className={styles['policy']}>
            <CodeBlock title={`Policy ${policy.name}`} code={policy.text} most={520} />
          </div>
        </Card>
        <Stack>
          <Card title="Facts">
            <DetailList
              details={[
                { term: 'Name', value: <span className="mono">{policy.name}</span> },
                { term: 'Kind', value: 'built in: nobody changes it' },
              ]}
            />
          </Card>
          {may && <BuiltInHolders name={policy.name} />}
        </Stack>
      </Columns>
    </Page>
  );
}

function DeleteRow({ policy }: { readonly policy: Output<'GetIdentityPolicy'> }) {
  const { Name, People, Services } = policy;
  const remove = useAct('DeleteIdentityPolicy', ['GetIdentityPolicy']);
  const may = useCan('keydesk:DeleteIdentityPolicy');
  const navigate = useNavigate();
  const toast = useToast();
  const held = People + Services > 0 ? `Take it from ${holdersText(policy)} first` : null;
  const confirm = (): void => {
    remove.mutateAsync({ Name }).then(
      () => {
        toast({ text: `Deleted ${Name}` });
        void navigate(paths.identityPolicies());
      },
      () => {}, // shown in its place
    );
  };
  return (
    <GuardedAction
      title={`Delete ${Name}`}
      actionLabel={`Delete ${Name}`}
      cancelLabel="Keep it"
      losses={[{ value: policy.PolicyVersion, words: 'is its last version; the log keeps who saved each' }]}
      disabledReason={may.reason ?? held}
      because={may.allowed ? held : null}
      pending={remove.isPending}
      error={remove.isError ? explain('The policy was not deleted', remove.error) : null}
      onConfirm={confirm}
    >
      Its texts are gone then, those of older versions too. What it decided stays in the audit log, by name
      and version.
    </GuardedAction>
  );
}

function OwnView({ name }: { readonly name: string }) {
  const policy = usePrefetched('GetIdentityPolicy', { Name: name });
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const { edited, setEdited, since } = useKeptEdit(me, policy.Name);
  const [search] = useSearchParams();
  const standing = useRef<HTMLParagraphElement>(null);
  const toast = useToast();
  const restore = ({ PolicyVersion, Policy, Description = '' }: SavedVersion): void => {
    flushSync(() =>
      setEdited({
        text: Policy,
        description: Description,
        reason: `Restore version ${PolicyVersion}`,
        version: policy.PolicyVersion,
      }),
    );
    toast({ text: `Version ${PolicyVersion} is in the editor, not saved yet` });
    standing.current?.focus();
  };
  return (
    <Page>
      <div className={styles['head']}>
        <PageHead
          title={policy.Name}
          crumb={crumb}
          {...(policy.Description !== '' && { purpose: <span dir="auto">{policy.Description}</span> })}
          actions={<CopyLink name={policy.Name} />}
        />
      </div>
      <Stack>
        <Columns>
          <EditPolicyCard
            policy={policy}
            edited={edited}
            since={since}
            standing={standing}
            statement={search.get('statement')}
            onEdit={setEdited}
          />
          <Stack>
            <Card title="Facts">
              <DetailList
                details={[
                  { term: 'Version', value: policy.PolicyVersion },
                  policy.LastUpdatedDate === undefined
                    ? null
                    : { term: 'Saved', value: <Time value={policy.LastUpdatedDate} /> },
                  policy.UpdatedBy === undefined ? null : { term: 'By', value: shortArn(policy.UpdatedBy) },
                  policy.Reason === undefined
                    ? null
                    : { term: 'Why', value: <span dir="auto">{policy.Reason}</span> },
                  policy.CreationDate === undefined
                    ? null
                    : { term: 'Created', value: <Time value={policy.CreationDate} /> },
                ]}
              />
            </Card>
            <HoldersCard policy={policy} />
          </Stack>
        </Columns>
        {policy.PolicyVersion > 1 && (
          <Suspense fallback={null}>
            <VersionsCard policy={policy} onRestore={restore} />
          </Suspense>
        )}
        <DangerZone>
          <DeleteRow policy={policy} />
        </DangerZone>
      </Stack>
    </Page>
  );
}

export function Component() {
  const { name = '' } = useParams();
  const builtIn = builtInPolicy(name);
  return builtIn === undefined ? <OwnView key={name} name={name} /> : <BuiltInView policy={builtIn} />;
}
