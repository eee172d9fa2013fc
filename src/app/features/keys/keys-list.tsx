import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { KeySort } from '../../../domain/keys/key-order.ts';
import { paths } from '../../paths.ts';
import type { KeySummary, Output } from '../../query/contract.ts';
import { explain, isCode } from '../../query/explain.ts';
import { usePersonal } from '../../query/personal.ts';
import { query } from '../../query/query.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable, TableFoot, type Grouping } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { NOTHING, refreshed, toggled, toggledAll, type Selection } from '../../ui/selection.ts';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { trailOf, turnsFrom, type Turn } from '../../ui/trail.ts';
import { keyName } from '../../ui/key-name.ts';
import { KeysBulk } from './keys-bulk.tsx';
import { parseChoice, shownColumns } from './keys-choice.ts';
import { keyColumns } from './keys-columns.tsx';
import { KeysListBar } from './keys-list-bar.tsx';
import styles from './keys-page.module.css';
import { filterText, keysQuery, listInput, searchInput, WHOLE_LIST, type KeysSearch } from './keys-search.ts';

type Found = Output<'SearchKeys'>;

const number = new Intl.NumberFormat('en');
/** Sorted by these, what is most stands first. */
const MOST_FIRST: ReadonlySet<string> = new Set<KeySort>([
  'CreationDate',
  'CurrentVersion',
  'LastUsedDate',
  'RotationDate',
  'Services90Days',
  'Refused90Days',
]);
const keyOf = (key: KeySummary): string => key.KeyId;

/** What is found; while another search is under way, or after one that failed, what was found before it. */
export function useFound(search: KeysSearch) {
  const result = useQuery({ ...query('SearchKeys', searchInput(search)), placeholderData: keepPreviousData });
  const [last, setLast] = useState(result.data);
  if (result.data !== undefined && result.data !== last) setLast(result.data);
  return { result, found: result.data ?? last, old: result.isPlaceholderData || result.data === undefined };
}

/** Those of one group alone, by a link. */
const groupingOf = (search: KeysSearch, found: Found): Grouping<KeySummary> | null => {
  const { groupBy } = search;
  if (groupBy === null) return null;
  const LACKS = 'lacks';
  const sizes = new Map(
    found.Groups.map(({ TagValue, Count }) => [TagValue === undefined ? LACKS : `=${TagValue}`, Count]),
  );
  return {
    groupOf: (key) => {
      const tag = key.Tags.find(({ TagKey }) => TagKey === groupBy);
      return tag === undefined ? LACKS : `=${tag.TagValue}`;
    },
    heading: (group) => {
      const value = group.slice(1);
      const size = sizes.get(group);
      const alone: Partial<KeysSearch> =
        group === LACKS
          ? { withoutTags: [...new Set([...search.withoutTags, groupBy])] }
          : { tags: [...search.tags.filter(([name]) => name !== groupBy), [groupBy, value]] };
      return (
        <span className={styles['group']}>
          {group === LACKS ? (
            <>
              no tag <bdi>{groupBy}</bdi>
            </>
          ) : (
            <>
              <bdi>{groupBy}</bdi> <b dir="auto">{value === '' ? '(empty)' : value}</b>
            </>
          )}{' '}
          {size !== undefined && (
            <span className="quiet">
              {number.format(size)} {size === 1 ? 'key' : 'keys'}
            </span>
          )}
          <Link
            href={paths.keys(keysQuery({ ...search, after: null, groupBy: null, ...alone }))}
            className="link"
          >
            Only these
          </Link>
        </span>
      );
    },
  };
};

/** The list: bar, what is chosen, rows, pages. */
export function KeysList({ search }: { readonly search: KeysSearch }) {
  const navigate = useNavigate();
  const trail = trailOf(useLocation().state);
  const { result, found: newest, old } = useFound(search);
  // Rows are rendered in pieces, between keystrokes.
  const found = useDeferredValue(newest);
  const [choice, choose] = usePersonal('key-columns', parseChoice);
  const shown = shownColumns(choice, search);
  const shownNames = [...shown].join();
  const columns = useMemo(
    () => keyColumns(shown, (path) => void navigate(path)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the set is new each time, its names are not
    [shownNames, navigate],
  );
  const filter = filterText(search);
  const [kept, keep] = useState<{ readonly filter: string; readonly selection: Selection<KeySummary> }>({
    filter,
    selection: NOTHING,
  });
  if (found === undefined) return null;

  const rows = found.Keys;
  const list = { rows, keyOf };
  // A selection is of one filter: nobody acts on what they no longer see the reason for.
  const selection = kept.filter === filter ? refreshed(kept.selection, list) : NOTHING;
  const select = (next: Selection<KeySummary>): void => keep({ filter, selection: next });

  const ask = async (text: string): Promise<void> => {
    const href = paths.keys(keysQuery({ ...search, after: null, text }));
    await navigate(href, { replace: true, flushSync: true });
  };
  const goTo = (href: string, options: { replace?: boolean; state?: unknown } = {}): void => {
    void navigate(href, options);
  };
  const go = (change: Partial<KeysSearch>, options: { replace?: boolean; state?: unknown } = {}): void =>
    goTo(paths.keys(keysQuery({ ...search, after: null, ...change })), options);
  /** Another page of the list begins at its top. */
  const turn = ({ after, trail: nextTrail }: Turn): void => {
    go({ after }, { state: { trail: nextTrail } });
    window.scrollTo(0, 0);
  };
  const sort = (by: string): void => {
    const same = by === search.sort;
    const column = columns.find((each) => each.sort === by)?.sort as KeySort | undefined; // keyColumns gives these names
    go({ sort: column ?? 'Alias', descending: same ? !search.descending : MOST_FIRST.has(by) });
  };
  const clear = (): void =>
    go({ ...WHOLE_LIST, sort: search.sort, descending: search.descending, groupBy: search.groupBy });
  const { NextMarker, From, Matching, Total } = found;
  const { previous, next } = turnsFrom(search.after, trail, NextMarker);

  return (
    <Card>
      <KeysListBar
        search={search}
        matching={Matching}
        choice={choice}
        ask={ask}
        onChoose={choose}
        go={go}
        goTo={goTo}
      />
      {selection.chosen.size > 0 && (
        <KeysBulk
          keys={[...selection.chosen.values()]}
          matching={Matching}
          input={listInput(search)}
          onChoose={(keys) => select({ chosen: new Map(keys.map((key) => [key.KeyId, key])), anchor: null })}
          onDone={(done) => {
            const chosen = new Map(selection.chosen);
            for (const { KeyId } of done) chosen.delete(KeyId);
            select({ chosen, anchor: null });
          }}
          onClear={() => select(NOTHING)}
        />
      )}
      {result.isError && (
        <ErrorState
          problem={explain('The keys could not be searched', result.error)}
          onRetry={() => void result.refetch()}
          actions={
            isCode(result.error, 'InvalidMarkerException') ? (
              <Button onClick={() => go({})}>Go to the first page</Button>
            ) : undefined
          }
        />
      )}
      {rows.length === 0 ? (
        <EmptyState title="No key matches" actions={<Button onClick={clear}>Clear filters</Button>}>
          All {number.format(Total)} keys of this desk were searched by alias, id, description and tag.
        </EmptyState>
      ) : (
        <>
          <DataTable
            caption="Keys"
            columns={columns}
            rows={rows}
            rowKey={keyOf}
            busy={old || found !== newest}
            density={choice.density}
            sorting={{ by: search.sort, descending: search.descending, onSort: sort }}
            grouping={groupingOf(search, found)}
            selecting={{
              isSelected: (key) => selection.chosen.has(key.KeyId),
              onToggle: (key, range) => select(toggled(selection, list, key, range)),
              onToggleShown: () => select(toggledAll(selection, list)),
              labelOf: (key) => `Select ${keyName(key)}`,
            }}
          />
          <TableFoot onPrevious={previous && (() => turn(previous))} onNext={next && (() => turn(next))}>
            <span role="status">
              <b>
                {number.format(From + 1)}–{number.format(From + rows.length)}
              </b>{' '}
              of {number.format(Matching)} that match, {number.format(Total)} in all
              {search.groupBy !== null && (
                <>
                  , in {number.format(found.GroupCount)} {found.GroupCount === 1 ? 'group' : 'groups'}
                </>
              )}
            </span>
          </TableFoot>
        </>
      )}
    </Card>
  );
}
