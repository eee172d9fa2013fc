import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useLoaderData, useNavigate, type LoaderFunctionArgs } from 'react-router';
import { ACCESS_ROLES } from '../../../domain/policy/access-roles.ts';
import { paths } from '../../paths.ts';
import { useCan, useMayRead } from '../../query/can.ts';
import { csvText } from '../../query/csv.ts';
import { download } from '../../query/download.ts';
import { explain } from '../../query/explain.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { BareSelect, SearchField } from '../../ui/field.tsx';
import { FilterBar, FilterLead, type Chip } from '../../ui/filter-bar.tsx';
import { Card, Crumbs, Page, PageHead } from '../../ui/page.tsx';
import { shortArn, shortId } from '../../ui/shorten.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { NARROW, useMedia } from '../../ui/use-media.ts';
import { AccessMatrix } from './access-matrix.tsx';
import { CSV_HEAD, csvRows, matrixOf, type Access } from './access-model.ts';
import { accessPath, parseAccessSearch, WHOLE, type AccessSearch } from './access-search.ts';
import { ROLE_CHOICES, ROLE_WORDS } from './access-words.ts';
import styles from './access.module.css';
import { DeskPowersCard } from './desk-powers-card.tsx';
import { sideRows, Tale } from './side.tsx';
import { SideTable } from './side-table.tsx';
import { accessInput, useAccess, wholeAccess } from './use-access.ts';

export const loader = ({ request }: LoaderFunctionArgs): { readonly search: AccessSearch } => ({
  search: parseAccessSearch(new URL(request.url).searchParams),
});

const number = new Intl.NumberFormat('en');

const titleOf = ({ key, who }: AccessSearch, access: Access): string =>
  key !== null
    ? `Access to ${access.keys[0]?.name ?? shortId(key)}`
    : who !== null
      ? `Access of ${shortArn(who)}`
      : 'Access';

function Legend({ seesUse }: { readonly seesUse: boolean }) {
  return (
    <ul className={styles['legend']} aria-label="What the letters mean">
      {ACCESS_ROLES.map((role) => (
        <li key={role}>
          <b aria-hidden="true">{ROLE_WORDS[role].letter}</b> {ROLE_WORDS[role].verb}
        </li>
      ))}
      <li>
        <b aria-hidden="true" data-conditional="">
          D
        </b>{' '}
        only under conditions
      </li>
      {seesUse && (
        <li>
          <b aria-hidden="true" data-unused="">
            D
          </b>{' '}
          not used in 90 days, or not yet
        </li>
      )}
    </ul>
  );
}

function chipsOf(search: AccessSearch, access: Access, go: (change: Partial<AccessSearch>) => void): Chip[] {
  const chip = (field: string, value: string | null, change: Partial<AccessSearch>): Chip[] =>
    value === null ? [] : [{ field, value, onRemove: () => go(change) }];
  return [
    ...chip('key', search.key === null ? null : (access.keys[0]?.name ?? search.key), { key: null }),
    ...chip('who', search.who === null ? null : shortArn(search.who), { who: null }),
    ...chip('can', search.role === null ? null : ROLE_WORDS[search.role].verb, { role: null }),
    ...chip('use', search.unused ? 'none in 90 days' : null, { unused: false }),
    ...chip('text', search.text === '' ? null : search.text, { text: '' }),
    ...search.ignored.map((value) => ({ field: 'ignored', value, ignored: true, onRemove: () => go({}) })),
  ];
}

export function Component() {
  const { search } = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  const narrow = useMedia(NARROW);
  const may = useMayRead('keydesk:ListEffectiveAccess');
  const why = useCan('keydesk:ListEffectiveAccess').reason;
  const { access, reading, error, retry } = useAccess(accessInput(search), may === true);
  const [typing, setTyping] = useState<string | null>(null);
  const text = typing ?? search.text;
  const shown = { ...search, text };
  const { role, unused, sort } = search;
  const matrix = useMemo(
    () => matrixOf(access, { text, role, unused, sort }),
    [access, text, role, unused, sort],
  );
  const toast = useToast();
  const exporting = useMutation({
    // The table has what decided only of one side; a report has it of both.
    mutationFn: async () => matrixOf(await wholeAccess(accessInput(search)), shown),
    onSuccess: (whole) => download('keydesk-access.csv', 'text/csv', csvText([...CSV_HEAD], csvRows(whole))),
    onError: (error) => {
      const problem = explain('The access was not exported', error);
      toast({ tone: 'bad', text: `${problem.what}. ${problem.why}` });
    },
  });
  const go = (change: Partial<AccessSearch>, replace = false): void => {
    setTyping(null);
    void navigate(accessPath({ ...search, text: text.trim(), ...change }), {
      replace,
      preventScrollReset: true,
    });
  };
  const side = search.key !== null || search.who !== null;
  const rows = side ? sideRows(search, matrix) : [];
  const nothing = side ? rows.length === 0 : matrix.keys.length === 0 || matrix.principals.length === 0;
  const first = access.keys.length === 0 && reading;
  return (
    <Page>
      <PageHead
        title={titleOf(search, access)}
        {...(side ? { crumb: <Crumbs path={[['Access', paths.access()]]} /> } : {})}
        purpose="Who can do what with which keys, by the policies and grants as they are. From either side."
        actions={
          <>
            <Button
              icon="download"
              disabledReason={
                reading ? 'Not all keys are worked out yet' : nothing ? 'There is nothing to export' : null
              }
              pending={exporting.isPending}
              onClick={() => exporting.mutate()}
            >
              Export
            </Button>
            <ButtonLink
              href={paths.simulator({ key: search.key ?? undefined, who: search.who ?? undefined })}
            >
              Simulator
            </ButtonLink>
          </>
        }
      />
      <div className={styles['page']}>
        {!first && error === null && may === true && <Tale search={shown} matrix={matrix} access={access} />}
        <Card>
          <FilterBar chips={chipsOf(search, access, go)} onClear={() => go({ ...WHOLE, sort })}>
            <FilterLead>
              <SearchField
                label="Search keys, people and services"
                placeholder="Key, person, service or tag"
                value={text}
                onChange={(value) => {
                  setTyping(value);
                  void navigate(accessPath({ ...search, text: value.trim() }), {
                    replace: true,
                    preventScrollReset: true,
                  });
                }}
              />
            </FilterLead>
            <BareSelect
              aria-label="What they can do"
              value={role ?? ''}
              options={ROLE_CHOICES}
              onChange={(value) => go({ role: ACCESS_ROLES.find((each) => each === value) ?? null })}
            />
            <BareSelect
              aria-label="Use"
              value={unused ? 'unused' : ''}
              options={[
                { value: '', label: 'Used or not' },
                { value: 'unused', label: 'Not used in 90 days' },
              ]}
              onChange={(value) => go({ unused: value === 'unused' })}
            />
            {!side && (
              <BareSelect
                aria-label="Order"
                value={sort}
                options={[
                  { value: 'name', label: 'By name' },
                  { value: 'reach', label: 'Most access first' },
                ]}
                onChange={(value) => go({ sort: value === 'reach' ? 'reach' : 'name' })}
              />
            )}
          </FilterBar>
          {may === false ? (
            <EmptyState title="Not for you to see">{why ?? 'You may not see who can do what.'}</EmptyState>
          ) : error !== null ? (
            <ErrorState problem={explain('Access could not be worked out', error)} onRetry={retry} />
          ) : first ? (
            <Skeleton rows={10} label="Working out who can do what" />
          ) : nothing && !reading ? (
            <EmptyState title="Nothing matches" actions={<Button onClick={() => go(WHOLE)}>Show all</Button>}>
              {number.format(access.total)} keys were looked at, each with its policy, the policies of{' '}
              {number.format(access.principals.length)} people and services, and its grants.
            </EmptyState>
          ) : side ? (
            <SideTable
              caption={search.key === null ? 'Keys that one can touch' : 'Who can do what with the key'}
              of={search.key === null ? 'keys' : 'principals'}
              rows={rows}
            />
          ) : (
            <>
              <AccessMatrix matrix={matrix} narrow={narrow} />
              <Legend seesUse={access.seesUse} />
            </>
          )}
          {may === true && reading && !first && (
            <p className={styles['reading']} role="status">
              {number.format(access.keys.length)} of {number.format(access.total)} keys worked out…
            </p>
          )}
        </Card>
        {search.who !== null && may === true && error === null && access.deskActions !== null && (
          <DeskPowersCard name={shortArn(search.who)} actions={access.deskActions} />
        )}
      </div>
    </Page>
  );
}
