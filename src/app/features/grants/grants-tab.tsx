import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate, useParams, useSearchParams, type LoaderFunctionArgs } from 'react-router';
import { keyCan } from '../../../domain/keys/key-state.ts';
import { paths } from '../../paths.ts';
import { mayRead, useCan } from '../../query/can.ts';
import type { KeyGrant } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, query, usePrefetched } from '../../query/query.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, TableFoot, type Column } from '../../ui/data-table.tsx';
import { BareSelect, SearchField } from '../../ui/field.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Stack } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Notice } from '../../ui/states.tsx';
import { shortId } from '../../ui/shorten.ts';
import { Time, useNow } from '../../ui/time.tsx';
import { LIST, NotShown } from './not-shown.tsx';
import {
  constraintText,
  counted,
  grantName,
  grantsSentence,
  operationsText,
  partyText,
  unusedText,
} from './grant-words.ts';
import {
  grantsAsked,
  grantsQuery,
  orderWords,
  parseGrantsSearch,
  sortedBy,
  type GrantsSearch,
} from './grants-search.ts';
import styles from './grants.module.css';

const TYPING_MS = 200;
const number = new Intl.NumberFormat('en');

export async function loader({ params, request }: LoaderFunctionArgs): Promise<null> {
  const KeyId = params['keyId'] ?? '';
  const asked = grantsAsked(KeyId, parseGrantsSearch(new URL(request.url).searchParams));
  await Promise.all([
    mayRead(LIST, KeyId).then((may) => (may ? prefetch('DescribeKeyGrants', asked) : null)),
    prefetch('DescribeKeyOverview', { KeyId }),
  ]);
  return null;
}

function Uses({ grant }: { readonly grant: KeyGrant }) {
  return grant.Uses90Days === 0 ? <span className="quiet">0</span> : <>{number.format(grant.Uses90Days)}</>;
}

const columns = (keyId: string, now: number): readonly Column<KeyGrant>[] => [
  {
    id: 'grantee',
    header: 'Grantee',
    cell: (grant) => (
      <Link href={paths.keyGrant(keyId, grant.GrantId)}>
        {grant.Grantee.Kind === 'gone' ? (
          <>
            <span className="mono">{shortId(grant.Grantee.Principal, 14)}</span>
            <span className={styles['gone']}>, gone</span>
          </>
        ) : (
          <bdi>{partyText(grant.Grantee)}</bdi>
        )}
      </Link>
    ),
  },
  {
    id: 'operations',
    header: 'May',
    third: true,
    wraps: true,
    phone: 'start-2',
    cell: (grant) => (
      <>
        {operationsText(grant.Operations)}
        {grant.ChildGrantIds.length > 0 && (
          <span className="quiet">; passed on {counted(grant.ChildGrantIds.length, 'time', 'times')}</span>
        )}
      </>
    ),
  },
  {
    id: 'context',
    header: 'Context',
    third: true,
    wraps: true,
    phone: 'start-3',
    cell: (grant) => {
      const text = constraintText(grant.Constraints);
      return text === null ? <span className="quiet">any context</span> : <bdi>{text}</bdi>;
    },
  },
  {
    id: 'name',
    header: 'Name',
    most: 160,
    phone: 'hide',
    cell: (grant) =>
      grant.Name === '' ? (
        <span className="quiet mono">{grantName(grant)}</span>
      ) : (
        <span title={grant.Name}>{grant.Name}</span>
      ),
  },
  {
    id: 'by',
    header: 'Made by',
    phone: 'hide',
    cell: (grant) => (
      <>
        <bdi>{grant.CreatedBy.Name ?? partyText(grant.CreatedBy)}</bdi>
        {grant.ParentGrantId !== undefined && <span className="quiet">, by a grant</span>}
      </>
    ),
  },
  {
    id: 'last',
    header: 'Last use',
    sort: 'last',
    align: 'right',
    whole: true,
    phone: 'end-1',
    phoneLead: (grant) => (grant.LastUsedDate === undefined ? '' : 'used'),
    cell: (grant) =>
      grant.LastUsedDate === undefined ? (
        <span className="quiet">{unusedText(grant, now)}</span>
      ) : (
        <Time value={grant.LastUsedDate} form="relative" />
      ),
  },
  {
    id: 'uses',
    header: 'Uses, 90 d',
    sort: 'uses',
    align: 'right',
    phone: 'end-2',
    phoneWords: ({ Uses90Days }) => (Uses90Days === 1 ? 'use' : 'uses'),
    cell: (grant) => <Uses grant={grant} />,
  },
];

const WHAT_FOR =
  'A grant lets one principal use this key without touching its policy: for as long as a job needs it, and only for the records that the job is about. Programs make and end grants by themselves. A Deny in any policy still wins.';

/** What is typed goes into the address when typing rests. */
function useTyped(value: string, onRest: (text: string) => void) {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onRest(typed), TYPING_MS);
    return () => clearTimeout(timer);
  });
  return [typed, setTyped] as const;
}

/** The grants of a key, for who may list them. */
export function Component() {
  const may = useCan(LIST, useParams()['keyId'] ?? '');
  return may.allowed ? <Grants /> : <NotShown reason={may.reason} />;
}

/** Who may use the key besides what its policy says, under which context, and what rests on it. */
function Grants() {
  const keyId = useParams()['keyId'] ?? '';
  const [params] = useSearchParams();
  const search = parseGrantsSearch(params);
  const navigate = useNavigate();
  const go = (next: GrantsSearch, replace = false): void =>
    void navigate(paths.keyGrants(keyId, grantsQuery(next)), { replace, preventScrollReset: true });
  const { Key } = usePrefetched('DescribeKeyOverview', { KeyId: keyId });
  const ask = grantsAsked(keyId, search);
  const result = useQuery({ ...query('DescribeKeyGrants', ask), placeholderData: keepPreviousData });
  const mayCreate = useCan('kms:CreateGrant', keyId);
  const now = useNow();
  const { text: wanted, idle, after } = search;
  const [typed, setTyped] = useTyped(wanted, (text) => go({ ...search, text, after: null }, true));
  const create = (
    <ButtonLink
      href={paths.newGrant(keyId)}
      kind="primary"
      icon="plus"
      disabledReason={
        mayCreate.reason ??
        (keyCan.createGrant(Key.KeyState) ? null : 'Grants can be made while the key is enabled')
      }
    >
      Create grant
    </ButtonLink>
  );
  if (result.data === undefined)
    return (
      <Card>
        <ErrorState
          problem={explain('The grants could not be read', result.error)}
          onRetry={() => void result.refetch()}
        />
      </Card>
    );
  const found = result.data;
  const { Grants: rows, GrantsTotal, GrantsMatching, UsesKnownSince, NextMarker } = found;
  if (GrantsTotal === 0)
    return (
      <Card>
        <EmptyState title="No grants" actions={create}>
          {WHAT_FOR}
        </EmptyState>
      </Card>
    );
  return (
    <Stack>
      <p className="tale">{grantsSentence(found)}</p>
      {UsesKnownSince !== undefined && (
        <Notice>
          Uses are counted since <Time value={UsesKnownSince} />: more of the log was not read when the desk
          started.
        </Notice>
      )}
      <Card>
        <div className={styles['bar']}>
          <SearchField
            label="Search the grants of this key"
            placeholder="Grantee, name, operation, or tenant=acme"
            value={typed}
            onChange={setTyped}
          />
          <BareSelect
            aria-label="Use"
            value={idle ? 'none' : ''}
            options={[
              { value: '', label: 'Used or not' },
              { value: 'none', label: 'Not used in 90 days, or not yet' },
            ]}
            onChange={(value) => go({ ...search, idle: value === 'none', after: null })}
          />
          <span className={styles['far']}>{create}</span>
        </div>
        {rows.length === 0 ? (
          <EmptyState
            title="No grant matches"
            actions={
              <Button
                onClick={() => {
                  setTyped('');
                  go({ ...search, text: '', idle: false, after: null });
                }}
              >
                Clear the search
              </Button>
            }
          >
            {idle
              ? `None of the ${counted(GrantsTotal, 'grant', 'grants')} of this key was left unused in 90 days${wanted === '' ? '' : ` and has “${wanted}” in it`}.`
              : `None of the ${counted(GrantsTotal, 'grant', 'grants')} of this key has “${wanted}” in it.`}
          </EmptyState>
        ) : (
          <>
            <DataTable
              caption="Grants"
              columns={columns(keyId, now)}
              rows={rows}
              rowKey={(grant) => grant.GrantId}
              busy={result.isPlaceholderData}
              sorting={{
                by: search.sort,
                descending: !search.ascending,
                onSort: (by) => go(sortedBy(search, by === 'uses' ? 'uses' : 'last')),
              }}
            />
            <TableFoot
              onPrevious={after === null ? null : () => go({ ...search, after: null })}
              onNext={NextMarker === undefined ? null : () => go({ ...search, after: NextMarker })}
            >
              {wanted === '' && !idle
                ? counted(GrantsTotal, 'grant', 'grants')
                : `${number.format(GrantsMatching)} of ${counted(GrantsTotal, 'grant', 'grants')}`}
              , {orderWords(search)}
            </TableFoot>
          </>
        )}
      </Card>
      <p className={styles['about']}>{WHAT_FOR}</p>
    </Stack>
  );
}
