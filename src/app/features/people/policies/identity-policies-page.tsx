import { useQuery } from '@tanstack/react-query';
import { BUILT_IN_POLICIES } from '../../../../domain/policy/built-in-policies.ts';
import { paths } from '../../../paths.ts';
import { useCan, useMayRead } from '../../../query/can.ts';
import { query } from '../../../query/query.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { Link } from '../../../ui/link.tsx';
import { Card, Stack } from '../../../ui/page.tsx';
import { EmptyState, Notice } from '../../../ui/states.tsx';
import { Time } from '../../../ui/time.tsx';
import { prefetchOwnPolicies } from '../own-policies.ts';
import { Section } from '../section.tsx';
import styles from './policies.module.css';
import { builtInPolicy, holdersText, type PolicySummary } from './policy-words.ts';

export async function loader(): Promise<null> {
  await prefetchOwnPolicies();
  return null;
}

/** What every console knows, also for who may not ask: who has them is not told then. */
const BUILT_IN: readonly PolicySummary[] = BUILT_IN_POLICIES.map(({ name, description }) => ({
  Name: name,
  Description: description,
  BuiltIn: true,
  PolicyVersion: 1,
  People: 0,
  Services: 0,
}));

const name: Column<PolicySummary> = {
  id: 'name',
  header: 'Policy',
  cell: ({ Name }) => {
    const title = builtInPolicy(Name)?.title;
    return <Link href={paths.identityPolicy(Name)}>{title ?? <bdi className="mono">{Name}</bdi>}</Link>;
  },
};
const description: Column<PolicySummary> = {
  id: 'description',
  header: 'What it is for',
  grow: true,
  wraps: true,
  phone: 'wide-2',
  cell: ({ Description }) =>
    Description === '' ? (
      <span className="quiet">no description</span>
    ) : (
      <span className={styles['soft']} dir="auto">
        {Description}
      </span>
    ),
};
const holders: Column<PolicySummary> = {
  id: 'holders',
  header: 'Who has it',
  phone: 'start-3',
  cell: (policy) =>
    policy.People + policy.Services === 0 ? (
      <span className="quiet">nobody</span>
    ) : (
      <span className={styles['whole']}>{holdersText(policy)}</span>
    ),
};
const updated: Column<PolicySummary> = {
  id: 'updated',
  header: 'Updated',
  align: 'right',
  whole: true,
  phone: 'end-1',
  cell: ({ LastUpdatedDate }) =>
    LastUpdatedDate === undefined ? null : <Time value={LastUpdatedDate} form="relative" />,
};

const WITHOUT_HOLDERS = [name, description];
const BUILT_IN_COLUMNS = [name, description, holders];
const OWN_COLUMNS = [name, description, holders, updated];

export function Component() {
  const may = useMayRead('keydesk:ListIdentityPolicies') !== false;
  const { data } = useQuery({ ...query('ListIdentityPolicies', {}), enabled: may });
  const mayCreate = useCan('keydesk:CreateIdentityPolicy');
  const all = data?.Policies ?? BUILT_IN;
  const own = all.filter(({ BuiltIn }) => !BuiltIn);
  const create = (
    <ButtonLink href={paths.newIdentityPolicy()} kind="primary" icon="plus" disabledReason={mayCreate.reason}>
      Create policy
    </ButtonLink>
  );
  return (
    <Section
      title="Identity policies"
      purpose="What people and services may do. An identity policy reaches a key only where the key’s own policy leaves control to the account."
      actions={own.length === 0 ? undefined : create}
    >
      <Stack>
        {may ? (
          own.length === 0 ? (
            <Card title="Of this desk">
              <EmptyState title="No policy of your own yet" actions={create}>
                Write one where a built-in one gives too much: one key, one team, one limit.
              </EmptyState>
            </Card>
          ) : (
            <Card title="Of this desk" flush>
              <DataTable
                caption="Policies of this desk"
                columns={OWN_COLUMNS}
                rows={own}
                rowKey={({ Name }) => Name}
              />
            </Card>
          )
        ) : (
          <Notice>
            This desk’s own policies are not shown: none of your policies allows keydesk:ListIdentityPolicies.
          </Notice>
        )}
        <Card title="Built in" note="the same on every desk; copy one to change it" flush>
          <DataTable
            caption="Built-in policies"
            columns={may ? BUILT_IN_COLUMNS : WITHOUT_HOLDERS}
            rows={all.filter(({ BuiltIn }) => BuiltIn)}
            rowKey={({ Name }) => Name}
          />
        </Card>
      </Stack>
    </Section>
  );
}
