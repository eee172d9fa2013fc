import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import type { ServiceSummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, query, usePrefetched } from '../../query/query.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Crumbs, Page, PageHead } from '../../ui/page.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { StateTag } from '../../ui/tags.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import { daysBetween } from '../../ui/time-format.ts';
import { useWatch } from '../../ui/use-watch.ts';
import { DeleteKey, SwitchButton } from './access-key-acts.tsx';
import { LastUse } from './access-key-use.tsx';
import styles from './people.module.css';
import { readiness, rotationOf, type AccessKey, type Readiness, type Rotation } from './rotation-step.ts';
import { SecretOnce } from './secret-once.tsx';
import { ageText, type Credentials } from './service-rules.ts';
import { Step, Steps } from './steps.tsx';
import { useCanActAs } from './use-can-act-as.ts';

export async function loader(): Promise<null> {
  await prefetch('ListServices', {});
  return null;
}

const LOOK_MS = 3_000;

const columns = (now: number, old: AccessKey): readonly Column<AccessKey>[] => [
  {
    id: 'id',
    header: 'Access key',
    cell: (key) => (
      <>
        {key === old ? 'Old ' : 'New '}
        <Id value={key.AccessKeyId} what="access key id" short={key.AccessKeyId} />
      </>
    ),
  },
  { id: 'status', header: 'Status', phone: 'end-1', cell: (key) => <StateTag state={key.Status} /> },
  {
    id: 'age',
    header: 'Age',
    align: 'right',
    phone: 'end-2',
    cell: (key) => ageText(daysBetween(key.CreationDate, now)),
  },
  {
    id: 'used',
    header: 'Last use',
    grow: true,
    phone: 'start-2',
    cell: (key) => <LastUse accessKey={key} what />,
  },
];

const READY: Readonly<Record<Readiness, { readonly tone: 'good' | 'warn'; readonly words: string }>> = {
  ready: {
    tone: 'good',
    words:
      'The new one signs requests, and the old one has signed none for ten minutes. A caller that runs once a night may still have it.',
  },
  unused: { tone: 'warn', words: 'The new one has signed nothing yet: no caller has it, or none has asked.' },
  'still-used': {
    tone: 'warn',
    words: 'The old one signed something in the last ten minutes: some caller still has it.',
  },
  inactive: { tone: 'warn', words: 'The new one is disabled. Enable it before the old one goes.' },
};

/** What would break if the old one were disabled now; null when nothing that is known of. */
const BREAKS: Readonly<Record<Readiness, string | null>> = {
  ready: null,
  unused:
    'The new one has signed nothing yet. Every caller that still has the old one is refused from its next request on.',
  'still-used':
    'A caller signed with the old one in the last ten minutes. It is refused from its next request on.',
  inactive: 'The new one is disabled. With neither of them the service can sign no request at all.',
};

function MakeStep({
  service,
  rotation,
  unstored,
  onMade,
}: {
  readonly service: ServiceSummary;
  readonly rotation: Rotation;
  readonly unstored: boolean;
  readonly onMade: (made: Credentials) => void;
}) {
  const desk = usePrefetched('DescribeDesk', {});
  const create = useAct('CreateAccessKey');
  const reason = useCanActAs('keydesk:CreateAccessKey', service);
  const make = (): void =>
    create.mutate(
      { PrincipalId: service.PrincipalId },
      {
        onSuccess: ({ AccessKeyId, SecretAccessKey }) => {
          onMade({
            name: service.Name,
            accessKeyId: AccessKeyId,
            secretAccessKey: SecretAccessKey,
            region: desk.Region,
            endpoint: desk.Endpoint,
          });
          create.reset();
        },
      },
    );
  if (rotation.step !== 'make')
    return unstored ? null : (
      <p className={styles['words']}>
        Made <Time value={rotation.next.CreationDate} />.
      </p>
    );
  const problem = create.isError ? explain('No access key was made', create.error) : null;
  return (
    <>
      <p className={styles['words']}>
        {rotation.old === null
          ? 'The service has none: it can sign no request.'
          : 'Both work side by side, so that no caller is without one while you change over.'}
      </p>
      {problem !== null && (
        <Notice tone="bad" role="alert">
          <b>{problem.what}.</b> {problem.why} {problem.remedy}
        </Notice>
      )}
      <div>
        <Button kind="primary" pending={create.isPending} disabledReason={reason} onClick={make}>
          Make the new access key
        </Button>
      </div>
    </>
  );
}

/** When this was last looked at, and for how long it goes on. */
function useLiveService(principalId: string): {
  readonly service: ServiceSummary | undefined;
  readonly looks: boolean;
  readonly lookAgain: () => void;
} {
  const { watching: looks, watchOn: lookAgain } = useWatch();
  usePrefetched('ListServices', {});
  const { data } = useQuery({
    ...query('ListServices', {}),
    refetchInterval: looks ? LOOK_MS : false,
    refetchOnWindowFocus: true,
  });
  return {
    service: data?.Services.find((each) => each.PrincipalId === principalId),
    looks,
    lookAgain,
  };
}

function Flow({
  service,
  looks,
  lookAgain,
}: {
  readonly service: ServiceSummary;
  readonly looks: boolean;
  readonly lookAgain: () => void;
}) {
  const now = useNow();
  const navigate = useNavigate();
  const [made, setMade] = useState<Credentials | null>(null);
  const rotation = rotationOf(service.AccessKeys);
  const { step } = rotation;
  const readyFor = rotation.step === 'make' ? null : readiness(rotation.old, rotation.next, now);
  const ready = readyFor === null ? null : READY[readyFor];
  const moved = step === 'delete' || readyFor === 'ready';
  return (
    <Steps>
      <Step
        number={1}
        title="Make a second access key"
        state={step === 'make' || made !== null ? 'now' : 'done'}
      >
        <MakeStep service={service} rotation={rotation} unstored={made !== null} onMade={setMade} />
        {made !== null && <SecretOnce credentials={made} onStored={() => setMade(null)} />}
      </Step>
      <Step
        number={2}
        title="Give it to every caller"
        state={step === 'make' || made !== null ? 'later' : moved ? 'done' : 'now'}
      >
        {rotation.step !== 'make' && made === null && (
          <>
            <Card>
              <DataTable
                caption="Old and new access key"
                columns={columns(now, rotation.old)}
                rows={[rotation.old, rotation.next]}
                rowKey={(key) => key.AccessKeyId}
              />
            </Card>
            {step === 'switch' && ready !== null && (
              <Notice tone={ready.tone} role="status">
                {ready.words}
              </Notice>
            )}
            <p className={styles['words']}>
              {looks ? (
                'Looked at every three seconds.'
              ) : (
                <>
                  Not looked at any more.{' '}
                  <button type="button" className="link" onClick={lookAgain}>
                    Look again
                  </button>
                </>
              )}{' '}
              <Link href={paths.audit({ principal: service.Arn, kind: 'all' })} className="link">
                Its requests, one by one
              </Link>
            </p>
          </>
        )}
      </Step>
      <Step
        number={3}
        title="Disable the old one"
        state={step === 'delete' ? 'done' : step === 'switch' && made === null && moved ? 'now' : 'later'}
      >
        {rotation.step === 'switch' && made === null && (
          <>
            <p className={styles['words']}>
              What still signs with it is refused from the next request on, and you can enable it again at
              once.
            </p>
            <div>
              <SwitchButton
                accessKey={rotation.old}
                named
                breaks={readyFor === null ? null : BREAKS[readyFor]}
              />
            </div>
          </>
        )}
        {rotation.step === 'delete' && (
          <>
            <p className={styles['words']}>
              It is off. Refusals of a disabled access key are counted in the operational log, not in the
              audit log: watch the callers themselves. If one of them fails, enable it again.
            </p>
            <div>
              <SwitchButton accessKey={rotation.old} named />
            </div>
          </>
        )}
      </Step>
      <Step number={4} title="Delete the old one" state={step === 'delete' ? 'now' : 'later'}>
        {rotation.step !== 'delete' && (
          <p className={styles['words']}>
            It comes once the old one is disabled: a disabled access key can be enabled again, a deleted one
            never.
          </p>
        )}
        {rotation.step === 'delete' && (
          <Card>
            <div className={styles['guard']}>
              <DeleteKey
                accessKey={rotation.old}
                service={service}
                onDeleted={() => void navigate(paths.service(service.PrincipalId))}
              />
            </div>
          </Card>
        )}
      </Step>
    </Steps>
  );
}

export function Component() {
  const { principalId = '' } = useParams();
  const { service, looks, lookAgain } = useLiveService(principalId);
  if (service === undefined)
    return (
      <Page>
        <PageHead title="No such service" />
        <EmptyState
          alone
          title="This service is not on this desk"
          actions={<ButtonLink href={paths.services()}>Go to the services</ButtonLink>}
        >
          It may have been deleted, or the link was cut when it was copied.
        </EmptyState>
      </Page>
    );
  return (
    <Page>
      <div className={styles['head']}>
        <PageHead
          title={`Rotate the access key of ${service.Name}`}
          crumb={
            <Crumbs
              path={[
                ['Services', paths.services()],
                [service.Name, paths.service(service.PrincipalId)],
              ]}
            />
          }
          purpose="Without a gap: a second one first, then the callers, then the old one goes. You can leave and come back at any step."
        />
      </div>
      <div className={styles['flow']}>
        <Flow service={service} looks={looks} lookAgain={lookAgain} />
      </div>
    </Page>
  );
}
