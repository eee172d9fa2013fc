import { useState } from 'react';
import { useParams } from 'react-router';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import type { ServiceSummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { DangerZone, GuardedAction } from '../../ui/guarded-action.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Columns, Page, PageHead, Stack } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { StateTag } from '../../ui/tags.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import { daysBetween } from '../../ui/time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import { SecretOnce } from './secret-once.tsx';
import { ageText, OLD_DAYS, type Credentials } from './service-rules.ts';
import styles from './services.module.css';

export async function loader(): Promise<null> {
  await prefetch('ListServices', {});
  return null;
}

type AccessKey = ServiceSummary['AccessKeys'][number];
const MOST_KEYS = 2;

/** Switch an access key off and on again: what is off can come back, what is deleted cannot. */
function SwitchButton({ accessKey }: { readonly accessKey: AccessKey }) {
  const update = useAct('UpdateAccessKey');
  const toast = useToast();
  const next = accessKey.Status === 'Active' ? 'Inactive' : 'Active';
  const act = (): void => {
    update.mutate(
      { AccessKeyId: accessKey.AccessKeyId, Status: next },
      {
        onSuccess: () => toast({ text: `${accessKey.AccessKeyId} is ${next.toLowerCase()}` }),
        onError: (error) =>
          toast({ tone: 'bad', text: `${accessKey.AccessKeyId} was not changed. ${explain('', error).why}` }),
      },
    );
  };
  return (
    <Button small pending={update.isPending} onClick={act}>
      {next === 'Inactive' ? 'Disable' : 'Enable'}
    </Button>
  );
}

function DeleteKey({
  accessKey,
  service,
}: {
  readonly accessKey: AccessKey;
  readonly service: ServiceSummary;
}) {
  const remove = useAct('DeleteAccessKey');
  const toast = useToast();
  const now = useNow();
  const others = service.AccessKeys.filter((each) => each !== accessKey && each.Status === 'Active').length;
  return (
    <GuardedAction
      title={`Delete access key ${accessKey.AccessKeyId}`}
      actionLabel={`Delete ${accessKey.AccessKeyId.slice(-8)}`}
      cancelLabel="Keep it"
      confirmText={accessKey.AccessKeyId.slice(-8)}
      losses={[
        {
          value: others,
          words:
            others === 1
              ? 'other active access key stays with this service'
              : others === 0
                ? 'other active access keys stay: the service can sign no request'
                : 'other active access keys stay with this service',
        },
        { value: daysBetween(accessKey.CreationDate, now), words: 'days old' },
      ]}
      safer="Disable it first and watch the service: a disabled access key can be enabled again, a deleted one never."
      disabledReason={
        accessKey.Status === 'Active'
          ? 'Disable it first: what is still used is then found out while it can come back'
          : null
      }
      pending={remove.isPending}
      error={remove.isError ? explain('The access key was not deleted', remove.error) : null}
      // By the promise: this component goes with its access key, and a mutation's own callbacks would go with it.
      onConfirm={() => {
        remove.mutateAsync({ AccessKeyId: accessKey.AccessKeyId }).then(
          () => toast({ text: `Deleted ${accessKey.AccessKeyId}` }),
          () => {}, // shown in its place above
        );
      }}
    >
      Requests that it signs are refused from then on, for good.
    </GuardedAction>
  );
}

const columns = (now: number): readonly Column<AccessKey>[] => [
  {
    id: 'id',
    header: 'Access key id',
    cell: (key) => <Id value={key.AccessKeyId} what="access key id" short={key.AccessKeyId} />,
  },
  { id: 'status', header: 'Status', phone: 'end-1', cell: (key) => <StateTag state={key.Status} /> },
  {
    id: 'age',
    header: 'Age',
    align: 'right',
    cell: (key) => {
      const age = daysBetween(key.CreationDate, now);
      return <span className={age >= OLD_DAYS ? styles['old'] : undefined}>{ageText(age)}</span>;
    },
  },
  {
    id: 'created',
    header: 'Created',
    align: 'right',
    phone: 'start-2',
    phoneWords: (key) => `(${ageText(daysBetween(key.CreationDate, now))})`,
    cell: (key) => <Time value={key.CreationDate} />,
  },
  {
    id: 'acts',
    header: <span className="hidden">Actions</span>,
    align: 'right',
    phone: 'end-2',
    cell: (key) => <SwitchButton accessKey={key} />,
  },
];

function ServiceView({ service }: { readonly service: ServiceSummary }) {
  const desk = usePrefetched('DescribeDesk', {});
  const now = useNow();
  const create = useAct('CreateAccessKey');
  const toast = useToast();
  const [made, setMade] = useState<Credentials | null>(null);
  const newKey = (): void => {
    create.mutate(
      { PrincipalId: service.PrincipalId },
      {
        onSuccess: (answer) => {
          setMade({
            name: service.Name,
            accessKeyId: answer.AccessKeyId,
            secretAccessKey: answer.SecretAccessKey,
            region: desk.Region,
            endpoint: desk.Endpoint,
          });
          create.reset();
        },
        onError: (error) => toast({ tone: 'bad', text: `No access key was made. ${explain('', error).why}` }),
      },
    );
  };
  const unstored = made === null ? null : 'Store the secret that is shown first';
  const full = service.AccessKeys.length >= MOST_KEYS;
  return (
    <Page>
      <div className={styles['head']}>
        <PageHead
          title={service.Name}
          crumb={<Link href={paths.services()}>Services</Link>}
          actions={
            <>
              <ButtonLink href={paths.audit({ principal: service.Arn })} icon="audit">
                Its events
              </ButtonLink>
              <Button
                icon="plus"
                pending={create.isPending}
                disabledReason={
                  full ? `A service has at most ${MOST_KEYS} access keys: delete one first` : unstored
                }
                onClick={newKey}
              >
                New access key
              </Button>
            </>
          }
        />
      </div>
      <Stack>
        {made !== null && <SecretOnce credentials={made} onStored={() => setMade(null)} />}
        <Columns>
          <Card
            title="Access keys"
            note={`at most ${MOST_KEYS}, so that one can be replaced without a gap`}
            flush
          >
            {service.AccessKeys.length === 0 ? (
              <EmptyState title="No access key">Without one the service can sign no request.</EmptyState>
            ) : (
              <DataTable
                caption="Access keys"
                columns={columns(now)}
                rows={service.AccessKeys}
                rowKey={(key) => key.AccessKeyId}
              />
            )}
          </Card>
          <Card title="Facts">
            <DetailList
              details={[
                { term: 'ARN', value: <Id value={service.Arn} what="ARN" short={`role/${service.Name}`} /> },
                {
                  term: 'Policies',
                  value:
                    service.Policies.length === 0 ? (
                      <span className="quiet">none: key policies decide</span>
                    ) : (
                      service.Policies.join(', ')
                    ),
                },
                {
                  term: 'Last seen',
                  value:
                    service.LastUsedDate === undefined ? (
                      <span className="quiet">never</span>
                    ) : (
                      <Time value={service.LastUsedDate} form="relative" />
                    ),
                },
                { term: 'Created', value: <Time value={service.CreationDate} /> },
              ]}
            />
          </Card>
        </Columns>
        {service.AccessKeys.length > 0 && (
          <DangerZone>
            {service.AccessKeys.map((key) => (
              <DeleteKey key={key.AccessKeyId} accessKey={key} service={service} />
            ))}
          </DangerZone>
        )}
      </Stack>
    </Page>
  );
}

export function Component() {
  const { principalId } = useParams();
  const { Services } = usePrefetched('ListServices', {});
  const service = Services.find((each) => each.PrincipalId === principalId);
  if (service !== undefined) return <ServiceView service={service} />;
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
}
