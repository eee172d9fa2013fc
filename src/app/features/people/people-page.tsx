import { useNavigate, useSearchParams } from 'react-router';
import { paths } from '../../paths.ts';
import type { PersonSummary } from '../../query/contract.ts';
import { useCan } from '../../query/can.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { BareSelect, SearchField } from '../../ui/field.tsx';
import { FilterBar, FilterLead, type Chip } from '../../ui/filter-bar.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Figures } from '../../ui/page.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { StateTag, stateWord } from '../../ui/tags.tsx';
import { Time } from '../../ui/time.tsx';
import { matching, policiesText } from './person-words.ts';
import { parsePeopleSearch, peopleQuery, SORTS, sorted, STATES, type PeopleSearch } from './people-search.ts';
import styles from './people.module.css';
import { Section } from './section.tsx';

export async function loader(): Promise<null> {
  await prefetch('ListUsers', {});
  return null;
}

const number = new Intl.NumberFormat('en');

const COLUMNS: readonly Column<PersonSummary>[] = [
  {
    id: 'name',
    header: 'Person',
    sort: 'Name',
    cell: (person) => <Link href={paths.person(person.PrincipalId)}>{person.Name}</Link>,
  },
  {
    id: 'state',
    header: 'Sign-in',
    phone: 'end-1',
    cell: (person) => <StateTag state={person.State} />,
  },
  {
    id: 'policies',
    header: 'Identity policies',
    third: true,
    phone: 'start-2',
    cell: (person) => <span className={styles['soft']}>{policiesText(person.Policies)}</span>,
  },
  {
    id: 'sessions',
    header: 'Sessions',
    align: 'right',
    phone: 'start-3',
    phoneWords: (person) => (person.Sessions === 1 ? 'session' : 'sessions'),
    cell: (person) =>
      person.Sessions === 0 ? <span className="quiet">0</span> : number.format(person.Sessions),
  },
  {
    id: 'seen',
    header: 'Last seen',
    sort: 'LastUsedDate',
    align: 'right',
    phone: 'end-2',
    phoneLead: (person) => (person.LastUsedDate === undefined ? '' : 'last seen'),
    phoneWords: (person) => (person.LastUsedDate === undefined ? 'seen' : ''),
    cell: (person) =>
      person.LastUsedDate === undefined ? (
        <span className="quiet">never</span>
      ) : (
        <Time value={person.LastUsedDate} form="relative" />
      ),
  },
  {
    id: 'created',
    header: 'Since',
    sort: 'CreationDate',
    align: 'right',
    cell: (person) => <Time value={person.CreationDate} form="day" />,
  },
];

function List({ people }: { readonly people: readonly PersonSummary[] }) {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const search = parsePeopleSearch(params);
  const go = (change: Partial<PeopleSearch>): void =>
    void navigate(paths.people(peopleQuery({ ...search, ...change })), { replace: true });
  const clear = (): void => go({ text: '', state: null });
  const found = sorted(matching(people, search.text, search.state), search);
  const chips: Chip[] = [
    ...(search.state === null
      ? []
      : [
          {
            field: 'sign-in',
            value: stateWord(search.state).toLowerCase(),
            onRemove: () => go({ state: null }),
          },
        ]),
    ...search.ignored.map((value) => ({ field: 'ignored', value, ignored: true, onRemove: () => go({}) })),
  ];
  return (
    <Card>
      <FilterBar chips={chips} onClear={clear}>
        <FilterLead>
          <SearchField
            label="Search people"
            placeholder="Name or policy"
            value={search.text}
            onChange={(text) => go({ text })}
          />
        </FilterLead>
        <BareSelect
          aria-label="Filter by sign-in"
          value=""
          options={[
            { value: '', label: 'Any state' },
            ...STATES.filter((state) => state !== search.state).map((state) => ({
              value: state,
              label: stateWord(state),
            })),
          ]}
          onChange={(value) => go({ state: STATES.find((state) => state === value) ?? null })}
        />
      </FilterBar>
      {found.length === 0 ? (
        <EmptyState title="Nobody matches" actions={<Button onClick={clear}>Clear filters</Button>}>
          All {number.format(people.length)} people of this desk were searched by name and identity policy.
        </EmptyState>
      ) : (
        <DataTable
          caption="People"
          columns={COLUMNS}
          rows={found}
          rowKey={(person) => person.PrincipalId}
          sorting={{
            by: search.sort,
            descending: search.descending,
            onSort: (by) =>
              go({
                sort: SORTS.find((sort) => sort === by) ?? 'Name',
                descending: by === search.sort ? !search.descending : by !== 'Name',
              }),
          }}
        />
      )}
    </Card>
  );
}

export function Component() {
  const { Users } = usePrefetched('ListUsers', {});
  const mayInvite = useCan('keydesk:InviteUser');
  const navigate = useNavigate();
  const administrators = Users.filter(
    (person) => person.State === 'Active' && person.Policies.includes('administrator'),
  ).length;
  const count = (state: PersonSummary['State']): number =>
    Users.filter((person) => person.State === state).length;
  return (
    <Section
      title="People"
      purpose="Who may come in, with which identity policies. Each appears in policies and events as user/NAME."
      actions={
        mayInvite.allowed ? (
          <ButtonLink href={paths.invite()} kind="primary" icon="plus">
            Invite person
          </ButtonLink>
        ) : (
          <Button
            kind="primary"
            icon="plus"
            disabledReason={mayInvite.reason}
            onClick={() => void navigate(paths.invite())}
          >
            Invite person
          </Button>
        )
      }
    >
      <div className={styles['stackTop']}>
        <Figures
          figures={[
            {
              id: 'active',
              value: number.format(count('Active')),
              words: 'can sign in',
              href: paths.people({ state: 'Active' }),
            },
            {
              id: 'administrators',
              value: number.format(administrators),
              words: administrators === 1 ? 'administrator' : 'administrators',
              href: paths.people({ q: 'administrator', state: 'Active' }),
              ...(administrators < 2 && { tone: 'warn' as const }),
            },
            {
              id: 'invited',
              value: number.format(count('Invited')),
              words: 'invited, not here yet',
              href: paths.people({ state: 'Invited' }),
            },
            {
              id: 'locked',
              value: number.format(count('Locked')),
              words: 'cannot sign in',
              href: paths.people({ state: 'Locked' }),
            },
          ]}
        />
      </div>
      {administrators === 1 && (
        <div className={styles['answer']}>
          <Notice tone="warn">
            <b>One administrator.</b> If they are away or lose their password, nobody can invite, reset or
            take away policies here, but by the command line where the desk runs. Make a second one.
          </Notice>
        </div>
      )}
      <List people={Users} />
    </Section>
  );
}
