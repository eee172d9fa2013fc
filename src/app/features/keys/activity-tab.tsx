import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate, useParams, useSearchParams, type LoaderFunctionArgs } from 'react-router';
import { paths } from '../../paths.ts';
import type { AuditEntry, AuditEvent } from '../../query/contract.ts';
import {
  classesOf,
  hidesReads,
  kindChip,
  kindNamed,
  kindOptions,
  type Kind,
} from '../../query/event-kinds.ts';
import { ALTERED, decidedByText, isAltered, repeatsOf } from '../../query/event-words.ts';
import { eventPages, type EventFilter } from '../../query/events.ts';
import { explain } from '../../query/explain.ts';
import { queryClient } from '../../query/query.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, TableFoot, type Column } from '../../ui/data-table.tsx';
import { BareSelect } from '../../ui/field.tsx';
import { FilterBar, FilterChoices, type Chip } from '../../ui/filter-bar.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { AlteredTag, OutcomeTag, outcomeWord } from '../../ui/tags.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';

const OUTCOMES = ['allowed', 'denied', 'failed'] as const;
const number = new Intl.NumberFormat('en');

/** The filter as it stands in the URL; what means nothing is left out. */
interface Asked {
  readonly outcome: AuditEvent['Outcome'] | undefined;
  readonly kind: Kind | null;
}

const askedOf = (search: URLSearchParams): Asked => ({
  outcome: OUTCOMES.find((each) => each === search.get('outcome')),
  kind: kindNamed(search.get('kind')),
});

function filterOf(keyId: string, asked: Asked): EventFilter {
  const classes = classesOf(asked);
  return {
    KeyId: keyId,
    ...(asked.outcome === undefined ? {} : { Outcome: asked.outcome }),
    ...(classes === undefined ? {} : { Classes: classes }),
  };
}

export function loader({ params, request }: LoaderFunctionArgs): null {
  // Begun here, awaited by the panel: who may not read the log still sees the key's other tabs.
  void queryClient.prefetchInfiniteQuery(
    eventPages(filterOf(params['keyId'] ?? '', askedOf(new URL(request.url).searchParams))),
  );
  return null;
}

const errorWord = (event: AuditEvent): string => event.Error?.replace(/Exception$/, '') ?? '';

/** A cell of what an event says: an altered one says nothing that is believed, but `otherwise` in its place. */
const said =
  (cell: (event: AuditEvent) => ReactNode, otherwise: ReactNode = null) =>
  (entry: AuditEntry): ReactNode =>
    isAltered(entry) ? otherwise : cell(entry);

const columns = (keyId: string, zone: string): readonly Column<AuditEntry>[] => [
  {
    id: 'time',
    header: `Time (${zone})`,
    whole: true,
    cell: (event) => (
      <Link href={paths.audit({ key: keyId, event: String(event.Sequence) })} className="mono">
        {isAltered(event) ? `Event ${event.Sequence}` : <Time value={event.Time} form="exact" />}
      </Link>
    ),
  },
  {
    id: 'outcome',
    header: 'Outcome',
    phone: 'end-1',
    cell: said((event) => <OutcomeTag outcome={event.Outcome} />, <AlteredTag />),
  },
  {
    id: 'operation',
    header: 'Operation',
    phone: 'start-2',
    cell: said((event) => {
      const repeats = repeatsOf(event);
      return repeats === null ? (
        event.Operation
      ) : (
        <>
          {event.Operation}
          <span className="quiet">, {repeats === 1 ? 'once' : `${repeats} times`} more</span>
        </>
      );
    }, ALTERED),
  },
  {
    id: 'principal',
    header: 'Principal',
    most: 200,
    phone: 'end-2',
    cell: said((event) => (
      <Link href={paths.audit({ key: keyId, principal: event.Principal })}>{shortArn(event.Principal)}</Link>
    )),
  },
  {
    id: 'context',
    header: 'Context',
    most: 208,
    phone: 'start-3',
    cell: said((event) =>
      event.Context === undefined || event.Context.length === 0 ? null : (
        <span className="mono quiet" dir="auto">
          {event.Context.map(([name, value]) => `${name}=${value}`).join(', ')}
        </span>
      ),
    ),
  },
  {
    id: 'by',
    header: 'Decided by',
    grow: true,
    phone: 'end-3',
    phoneWords: (event) => (isAltered(event) || event.Outcome !== 'failed' ? '' : `(${errorWord(event)})`),
    cell: said((event) => <span className="quiet">{decidedByText(event)}</span>),
  },
  {
    id: 'error',
    header: 'Error',
    most: 152,
    cell: said((event) => <span className="quiet">{errorWord(event)}</span>),
  },
];

export function Component() {
  const keyId = useParams()['keyId'] ?? '';
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const zone = zoneName(useZone());
  const asked = askedOf(search);
  const pages = useInfiniteQuery(eventPages(filterOf(keyId, asked)));
  const choose = (change: { readonly outcome?: string; readonly kind?: string }): void =>
    void navigate(
      paths.keyActivity(keyId, { outcome: asked.outcome, kind: asked.kind ?? undefined, ...change }),
      { preventScrollReset: true },
    );
  const showReads = (): void => choose({ kind: 'all' });
  const events = pages.data?.pages.flatMap((page) => page.Events) ?? [];
  const newest = pages.data?.pages[0];
  const chips: Chip[] = [];
  if (asked.outcome !== undefined)
    chips.push({
      field: 'outcome',
      value: outcomeWord(asked.outcome).toLowerCase(),
      onRemove: () => choose({ outcome: '' }),
    });
  if (asked.kind !== null) chips.push({ ...kindChip(asked.kind), onRemove: () => choose({ kind: '' }) });
  return (
    <Card>
      <FilterBar
        chips={chips}
        omissions={
          hidesReads(asked) ? [{ words: 'Reads hidden', action: 'Show reads', onShow: showReads }] : []
        }
        onClear={() => choose({ outcome: '', kind: '' })}
        far={
          <ButtonLink
            href={paths.audit({ key: keyId, outcome: asked.outcome, kind: asked.kind ?? undefined })}
            kind="bare"
            icon="audit"
          >
            Search in Audit
          </ButtonLink>
        }
      >
        <FilterChoices>
          <BareSelect
            aria-label="Filter by outcome"
            value={asked.outcome ?? ''}
            options={[
              { value: '', label: 'Any outcome' },
              ...OUTCOMES.map((outcome) => ({ value: outcome, label: outcomeWord(outcome) })),
            ]}
            onChange={(outcome) => choose({ outcome })}
          />
          <BareSelect
            aria-label="Filter by kind"
            value={asked.kind ?? ''}
            options={kindOptions(asked)}
            onChange={(kind) => choose({ kind })}
          />
        </FilterChoices>
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
          title={chips.length === 0 ? 'Nothing has been done with this key' : 'No event matches'}
          actions={hidesReads(asked) ? <Button onClick={showReads}>Show reads too</Button> : undefined}
        >
          All {number.format(newest.Searched.Log)} events of the log were searched, none was left out.
          {hidesReads(asked) && ' Reads do not match while they are hidden.'}
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
              : ` of ${number.format(newest.Matching)} that match`},{' '}
            {number.format(newest?.Searched.Log ?? 0)} searched{' '}
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
