import { paths } from '../../paths.ts';
import type { ServiceSummary } from '../../query/contract.ts';
import { useCan } from '../../query/can.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Figures } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Time, useNow } from '../../ui/time.tsx';
import { daysBetween } from '../../ui/time-format.ts';
import { agesText, OLD_DAYS } from './service-rules.ts';
import styles from './people.module.css';
import { Section } from './section.tsx';
import { policiesText } from './person-words.ts';

export async function loader(): Promise<null> {
  await prefetch('ListServices', {});
  return null;
}

const number = new Intl.NumberFormat('en');
/** How many access keys sign for the service, and how old those are; the inactive ones beside them. */
function AccessKeys({ service, now }: { readonly service: ServiceSummary; readonly now: number }) {
  const active = service.AccessKeys.filter((key) => key.Status === 'Active');
  const inactive = service.AccessKeys.length - active.length;
  const ages = active.map((key) => daysBetween(key.CreationDate, now));
  return (
    <>
      {active.length === 0 ? (
        <span className="quiet">{inactive === 0 ? 'none' : 'none active'}</span>
      ) : (
        <>
          {active.length} {active.length === 1 ? 'key' : 'keys'},{' '}
          <span className={ages.some((age) => age >= OLD_DAYS) ? styles['old'] : undefined}>
            {agesText(ages)}
          </span>
        </>
      )}
      {inactive > 0 && <span className="quiet">, {inactive} inactive</span>}
    </>
  );
}

const columns = (now: number): readonly Column<ServiceSummary>[] => [
  {
    id: 'name',
    header: 'Service',
    cell: (service) => <Link href={paths.service(service.PrincipalId)}>{service.Name}</Link>,
  },
  {
    id: 'policies',
    header: 'Identity policies',
    third: true,
    phone: 'start-2',
    cell: (service) => <span className={styles['soft']}>{policiesText(service.Policies)}</span>,
  },
  {
    id: 'keys',
    header: 'Access keys',
    phone: 'end-2',
    cell: (service) => <AccessKeys service={service} now={now} />,
  },
  {
    id: 'seen',
    header: 'Last seen',
    align: 'right',
    phone: 'end-1',
    phoneLead: (service) => (service.LastUsedDate === undefined ? '' : 'last seen'),
    phoneWords: (service) => (service.LastUsedDate === undefined ? 'seen' : ''),
    cell: (service) =>
      service.LastUsedDate === undefined ? (
        <span className="quiet">never</span>
      ) : (
        <Time value={service.LastUsedDate} form="relative" />
      ),
  },
  {
    id: 'created',
    header: 'Created',
    align: 'right',
    cell: (service) => <Time value={service.CreationDate} form="day" />,
  },
];

export function Component() {
  const { Services } = usePrefetched('ListServices', {});
  const mayCreate = useCan('keydesk:CreateService');
  const now = useNow();
  const active = Services.flatMap((service) => service.AccessKeys).filter((key) => key.Status === 'Active');
  const old = active.filter((key) => daysBetween(key.CreationDate, now) >= OLD_DAYS).length;
  const idle = Services.filter((service) => service.LastUsedDate === undefined).length;
  const create = (
    <ButtonLink href={paths.newService()} kind="primary" icon="plus" disabledReason={mayCreate.reason}>
      Create service
    </ButtonLink>
  );
  return (
    <Section
      title="Services"
      purpose="Programs that use keys. Each signs its requests with an access key, and appears in policies and events as role/NAME."
      actions={Services.length === 0 ? undefined : create}
    >
      {Services.length === 0 ? (
        <EmptyState alone title="No service yet" actions={create}>
          Give every program its own service: then its access key can be replaced alone, and the audit log
          says which one asked.
        </EmptyState>
      ) : (
        <>
          <div className={styles['stackTop']}>
            <Figures
              figures={[
                {
                  id: 'services',
                  value: number.format(Services.length),
                  words: Services.length === 1 ? 'service' : 'services',
                },
                {
                  id: 'keys',
                  value: number.format(active.length),
                  words: active.length === 1 ? 'active access key' : 'active access keys',
                },
                {
                  id: 'old',
                  value: number.format(old),
                  words: `older than ${OLD_DAYS} days`,
                  ...(old > 0 && { tone: 'warn' as const }),
                },
                { id: 'idle', value: number.format(idle), words: 'never seen' },
              ]}
            />
          </div>
          <Card>
            <DataTable
              caption="Services"
              columns={columns(now)}
              rows={Services}
              rowKey={(service) => service.PrincipalId}
            />
          </Card>
        </>
      )}
    </Section>
  );
}
