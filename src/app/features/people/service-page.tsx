import { useState } from 'react';
import { useParams } from 'react-router';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import type { ServiceSummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { DangerZone, GuardedLink } from '../../ui/guarded-action.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Columns, Page, PageHead, Stack } from '../../ui/page.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { StateTag } from '../../ui/tags.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import { daysBetween } from '../../ui/time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import { DeleteKey, SwitchButton } from './access-key-acts.tsx';
import { LastUse } from './access-key-use.tsx';
import { prefetchOwnPolicies } from './own-policies.ts';
import { PrincipalTagsCard } from './principal-tags-card.tsx';
import { IdentityPoliciesCard } from './identity-policies-card.tsx';
import type { AccessKey } from './rotation-step.ts';
import { SecretOnce } from './secret-once.tsx';
import { ageText, OLD_DAYS, type Credentials } from './service-rules.ts';
import styles from './people.module.css';
import { useCanActAs } from './use-can-act-as.ts';

export async function loader(): Promise<null> {
  await Promise.all([prefetch('ListServices', {}), prefetchOwnPolicies()]);
  return null;
}

const MOST_KEYS = 2;
const ROOT_OPERATOR = 'root-operator';

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
    id: 'used',
    header: 'Last use',
    align: 'right',
    phone: 'start-3',
    phoneWords: '(last use)',
    cell: (key) => <LastUse accessKey={key} />,
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
  const createReason = useCanActAs('keydesk:CreateAccessKey', service);
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
  const mayTag = useCan('keydesk:UpdatePrincipalTags');
  const mayGivePolicies = useCan('keydesk:UpdatePrincipalPolicies');
  const policiesReason =
    service.Name === ROOT_OPERATOR ? 'The root operator is what the settings say' : mayGivePolicies.reason;
  const old = service.AccessKeys.find(
    (key) => key.Status === 'Active' && daysBetween(key.CreationDate, now) > OLD_DAYS,
  );
  const full = service.AccessKeys.length >= MOST_KEYS;
  return (
    <Page>
      <div className={styles['head']}>
        <PageHead
          title={service.Name}
          crumb={<Link href={paths.services()}>Services</Link>}
          actions={
            <>
              <ButtonLink href={paths.access({ who: service.Arn })} icon="shield">
                What it can touch
              </ButtonLink>
              <ButtonLink href={paths.audit({ principal: service.Arn })} icon="audit">
                Its events
              </ButtonLink>
              {service.AccessKeys.length > 0 && (
                <ButtonLink href={paths.rotateAccessKey(service.PrincipalId)}>Rotate access key</ButtonLink>
              )}
              <span className={styles['acts']}>
                {full && createReason === null && (
                  <span className={styles['because']}>
                    {service.AccessKeys.length} of {MOST_KEYS} in use
                  </span>
                )}
                <Button
                  icon="plus"
                  pending={create.isPending}
                  disabledReason={
                    createReason ??
                    (full ? `A service has at most ${MOST_KEYS} access keys: delete one first` : unstored)
                  }
                  onClick={newKey}
                >
                  New access key
                </Button>
              </span>
            </>
          }
        />
      </div>
      <Stack>
        {made !== null && <SecretOnce credentials={made} onStored={() => setMade(null)} />}
        <Columns>
          <Stack>
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
              {old !== undefined && (
                <div className={styles['foot']}>
                  <Notice tone="warn">
                    <b>{ageText(daysBetween(old.CreationDate, now))} old.</b> An access key that old has been
                    in more places than anybody remembers.{' '}
                    <Link href={paths.rotateAccessKey(service.PrincipalId)} className="link">
                      Rotate it without a gap
                    </Link>
                  </Notice>
                </div>
              )}
            </Card>
            <IdentityPoliciesCard
              key={service.PrincipalId}
              principal={service}
              reason={policiesReason}
              note="Most programs need none: the policy of each key names them."
            />
            <PrincipalTagsCard
              key={`tags ${service.PrincipalId}`}
              principal={service}
              reason={mayTag.reason}
            />
          </Stack>
          <Card title="Facts">
            <DetailList
              details={[
                { term: 'ARN', value: <Id value={service.Arn} what="ARN" short={`role/${service.Name}`} /> },
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
        <DangerZone>
          {service.AccessKeys.map((key) => (
            <DeleteKey key={key.AccessKeyId} accessKey={key} service={service} />
          ))}
          <GuardedLink
            title={`Remove ${service.Name}`}
            href={paths.leaveService(service.PrincipalId)}
            label={`Remove ${service.Name}`}
          >
            Switch its access keys off, take it out of key policies, then delete it.
          </GuardedLink>
        </DangerZone>
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
