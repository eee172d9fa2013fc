import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearchParams, type LoaderFunctionArgs } from 'react-router';
import { paths } from '../../paths.ts';
import type { AuditEvent } from '../../query/contract.ts';
import { decidedByText } from '../../query/event-words.ts';
import { eventPages, type EventFilter } from '../../query/events.ts';
import { explain } from '../../query/explain.ts';
import { queryClient } from '../../query/query.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, TableFoot, type Column } from '../../ui/data-table.tsx';
import { BareSelect } from '../../ui/field.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { OutcomeTag, outcomeWord } from '../../ui/tags.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';

const OUTCOMES = ['allowed', 'denied', 'failed'] as const;
const number = new Intl.NumberFormat('en');

function filterOf(keyId: string, search: URLSearchParams): EventFilter {
  const outcome = OUTCOMES.find((each) => each === search.get('outcome'));
  return { KeyId: keyId, ...(outcome === undefined ? {} : { Outcome: outcome }) };
}

export function loader({ params, request }: LoaderFunctionArgs): null {
  // Begun here, awaited by the panel: who may not read the log still sees the key's other tabs.
  void queryClient.prefetchInfiniteQuery(
    eventPages(filterOf(params['keyId'] ?? '', new URL(request.url).searchParams)),
  );
  return null;
}

const columns = (keyId: string, zone: string): readonly Column<AuditEvent>[] => [
  {
    id: 'time',
    header: `Time (${zone})`,
    cell: (event) => (
      <Link href={paths.audit({ key: keyId, event: String(event.Sequence) })} className="mono">
        <Time value={event.Time} form="exact" />
      </Link>
    ),
  },
  {
    id: 'outcome',
    header: 'Outcome',
    phone: 'end-1',
    cell: (event) => <OutcomeTag outcome={event.Outcome} />,
  },
  { id: 'operation', header: 'Operation', phone: 'start-2', cell: (event) => event.Operation },
  {
    id: 'principal',
    header: 'Principal',
    phone: 'end-2',
    cell: (event) => (
      <Link href={paths.audit({ key: keyId, principal: event.Principal })}>{shortArn(event.Principal)}</Link>
    ),
  },
  {
    id: 'context',
    header: 'Context',
    cell: (event) => (
      <span className="mono quiet">
        {event.Context?.map(([name, value]) => `${name}=${value}`).join(', ') ?? ''}
      </span>
    ),
  },
  {
    id: 'by',
    header: 'Decided by',
    grow: true,
    phone: 'start-3',
    cell: (event) => <span className="quiet">{decidedByText(event)}</span>,
  },
  {
    id: 'error',
    header: 'Error',
    phone: 'end-3',
    cell: (event) => <span className="quiet">{event.Error?.replace(/Exception$/, '') ?? ''}</span>,
  },
];

export function Component() {
  const keyId = useParams()['keyId'] ?? '';
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const zone = zoneName(useZone());
  const filter = filterOf(keyId, search);
  const pages = useInfiniteQuery(eventPages(filter));
  const choose = (outcome: string): void =>
    void navigate(paths.keyActivity(keyId, { outcome }), { preventScrollReset: true });
  const events = pages.data?.pages.flatMap((page) => page.Events) ?? [];
  const newest = pages.data?.pages[0];
  const chips =
    filter.Outcome === undefined
      ? []
      : [{ field: 'outcome', value: outcomeWord(filter.Outcome).toLowerCase(), onRemove: () => choose('') }];
  return (
    <Card>
      <FilterBar
        chips={chips}
        onClear={() => choose('')}
        far={
          <ButtonLink href={paths.audit({ key: keyId, outcome: filter.Outcome })} kind="bare" icon="audit">
            Search in Audit
          </ButtonLink>
        }
      >
        <BareSelect
          aria-label="Filter by outcome"
          value={filter.Outcome ?? ''}
          options={[
            { value: '', label: 'Any outcome' },
            ...OUTCOMES.map((outcome) => ({ value: outcome, label: outcomeWord(outcome) })),
          ]}
          onChange={choose}
        />
      </FilterBar>
      {pages.isPending && <Skeleton rows={10} label="Loading events" />}
      {pages.isError && events.length === 0 && (
        <ErrorState
          problem={explain('The activity could not be read', pages.error)}
          onRetry={() => void pages.refetch()}
        />
      )}
      {newest !== undefined && events.length === 0 && (
        <EmptyState
          title={
            filter.Outcome === undefined
              ? 'Nothing has happened with this key'
              : `Nothing was ${filter.Outcome}`
          }
        >
          All {number.format(newest.Searched)} events of the log were searched.
        </EmptyState>
      )}
      {events.length > 0 && (
        <>
          <DataTable
            caption="Events of this key, newest first"
            columns={columns(keyId, zone)}
            rows={events}
            rowKey={(event) => String(event.Sequence)}
            busy={pages.isRefetching && !pages.isFetchingNextPage}
          />
          <TableFoot onPrevious={null} onNext={null}>
            <b>{number.format(events.length)}</b>
            {newest?.Matching === undefined
              ? ' shown'
              : ` of ${number.format(newest.Matching)} that match`}, {number.format(newest?.Searched ?? 0)}{' '}
            searched{' '}
            {pages.hasNextPage && (
              <Button small pending={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                Show older
              </Button>
            )}
          </TableFoot>
        </>
      )}
    </Card>
  );
}
