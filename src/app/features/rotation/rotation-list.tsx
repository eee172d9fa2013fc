import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate, useNavigation } from 'react-router';
import { ROTATION_STATUSES } from '../../../domain/rotation/outlook.ts';
import { paths } from '../../paths.ts';
import { allPages, AT_ONCE } from '../../query/all-pages.ts';
import { call } from '../../query/desk.ts';
import { useSelectAll } from '../../query/use-select-all.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { refusalOf } from '../../ui/bulk-split.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable, TableFoot } from '../../ui/data-table.tsx';
import { BareSelect, SearchField } from '../../ui/field.tsx';
import { FilterBar, FilterLead, type Chip } from '../../ui/filter-bar.tsx';
import { Card } from '../../ui/page.tsx';
import { NOTHING, refreshed, toggled, toggledAll, type Selection } from '../../ui/selection.ts';
import { EmptyState } from '../../ui/states.tsx';
import { dayText } from '../../ui/time-format.ts';
import { trailOf, turnsFrom, type Turn } from '../../ui/trail.ts';
import { rotationColumns } from './rotation-columns.tsx';
import {
  filterText,
  listInput,
  rotationPath,
  WHOLE,
  type RotatedKey,
  type RotationSearch,
  type Schedule,
  type Sort,
} from './rotation-search.ts';
import { ACTS, nameOf, STATUS_WORDS, type Act } from './rotation-words.ts';

const load = () => import('./rotation-dialog.tsx');
const RotationDialog = lazy(load);

const number = new Intl.NumberFormat('en');
/** Between the last keystroke and the search. */
const TYPING_MS = 150;
/** Sorted by these, what is most stands first. */
const MOST_FIRST: ReadonlySet<string> = new Set<Sort>(['Encryptions']);
const keyOf = ({ KeyId }: RotatedKey): string => KeyId;

/** All that match. Rejects with an AbortError when `signal` is aborted. */
const allMatching = async (search: RotationSearch, signal: AbortSignal): Promise<readonly RotatedKey[]> =>
  (
    await allPages((marker) =>
      call(
        'ListRotationSchedule',
        { ...listInput(search), Limit: AT_ONCE, ...(marker === undefined ? {} : { Marker: marker }) },
        { signal },
      ),
    )
  ).flatMap(({ Keys }) => Keys);

interface Asked {
  readonly act: Act;
  readonly keys: readonly RotatedKey[];
}

/** The bar of what can be done with the chosen keys. */
function Chosen({
  keys,
  matching,
  search,
  onChoose,
  onAct,
  onClear,
}: {
  readonly keys: readonly RotatedKey[];
  readonly matching: number;
  readonly search: RotationSearch;
  readonly onChoose: (keys: readonly RotatedKey[]) => void;
  readonly onAct: (asked: Asked) => void;
  readonly onClear: () => void;
}) {
  const { selecting, selectAll } = useSelectAll((signal) => allMatching(search, signal), onChoose);
  return (
    <BulkBar
      things="keys"
      selected={keys.length}
      matching={matching}
      onSelectAll={keys.length >= matching || selecting ? null : selectAll}
      selecting={selecting}
      choices={ACTS.map((act) => ({
        id: act.name,
        label: act.label,
        armed: act.armed,
        disabledReason: refusalOf(act.skip, keys),
        onChoose: () => onAct({ act, keys }),
      }))}
      onClear={onClear}
    />
  );
}

/** The list: bar, what is chosen, rows, pages, and the dialog of an act. */
export function RotationList({
  schedule,
  search,
}: {
  readonly schedule: Schedule;
  readonly search: RotationSearch;
}) {
  const navigate = useNavigate();
  const trail = trailOf(useLocation().state);
  const busy = useNavigation().location?.pathname === paths.rotation();
  const [asked, ask] = useState<Asked | null>(null);
  // The dialog opens without a wait, and its acts are there when the desk has gone.
  useEffect(() => void load(), []);
  // What is being typed, until the URL has it.
  const [typing, setTyping] = useState<string | null>(null);
  if (typing !== null && typing.trim() === search.text && typing === typing.trim()) setTyping(null);
  const text = typing ?? search.text;
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const columns = useMemo(
    () =>
      rotationColumns(
        { RotateAt: schedule.RotateAt },
        (act, key) => ask({ act, keys: [key] }),
        (path) => void navigate(path),
      ),
    [schedule.RotateAt, navigate],
  );
  const filter = filterText(search);
  const [kept, keep] = useState<{ readonly filter: string; readonly selection: Selection<RotatedKey> }>({
    filter,
    selection: NOTHING,
  });
  const { Keys: rows, Matching, Total, From, NextMarker } = schedule;
  const list = { rows, keyOf };
  // A selection is of one filter: nobody acts on what they no longer see the reason for.
  const selection = kept.filter === filter ? refreshed(kept.selection, list) : NOTHING;
  const select = (next: Selection<RotatedKey>): void => keep({ filter, selection: next });

  const go = (
    change: Partial<RotationSearch>,
    options: { replace?: boolean; state?: unknown } = {},
  ): void => {
    clearTimeout(timer.current);
    setTyping(null);
    void navigate(rotationPath({ ...search, text: text.trim(), after: null, ...change }), {
      preventScrollReset: true,
      ...options,
    });
  };
  const type = (value: string): void => {
    setTyping(value);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(
      () =>
        void navigate(rotationPath({ ...search, after: null, text: value.trim() }), {
          replace: true,
          preventScrollReset: true,
        }),
      TYPING_MS,
    );
  };
  const clear = (): void =>
    go({ ...WHOLE, table: search.table, sort: search.sort, descending: search.descending });
  const sort = (by: string): void => {
    const column = columns.find((each) => each.sort === by)?.sort as Sort | undefined; // rotationColumns gives these names
    go({
      sort: column ?? 'NextRotationDate',
      descending: by === search.sort ? !search.descending : MOST_FIRST.has(by),
    });
  };
  const chips: Chip[] = [
    ...search.statuses.map((status) => ({
      field: 'schedule',
      value: STATUS_WORDS[status].toLowerCase(),
      onRemove: () => go({ statuses: search.statuses.filter((each) => each !== status) }),
    })),
    ...(search.week === null
      ? []
      : [
          {
            field: 'rotates in the week of',
            value: dayText(new Date(search.week), 'utc'),
            onRemove: () => go({ week: null }),
          },
        ]),
    ...(search.text === '' ? [] : [{ field: 'text', value: search.text, onRemove: () => go({ text: '' }) }]),
    ...search.ignored.map((value) => ({ field: 'ignored', value, ignored: true, onRemove: () => go({}) })),
  ];
  const { previous, next } = turnsFrom(search.after, trail, NextMarker);
  const turn = ({ after, trail: nextTrail }: Turn): void => go({ after }, { state: { trail: nextTrail } });
  const done = (keys: readonly RotatedKey[]): void => {
    ask(null);
    if (keys.length === 0) return;
    const chosen = new Map(selection.chosen);
    for (const { KeyId } of keys) chosen.delete(KeyId);
    select({ chosen, anchor: null });
  };
  return (
    <Card>
      <FilterBar chips={chips} onClear={clear}>
        <FilterLead>
          <SearchField label="Search keys" placeholder="Alias, id or tag" value={text} onChange={type} />
        </FilterLead>
        <BareSelect
          aria-label="Filter by schedule"
          value=""
          options={[
            { value: '', label: 'Any schedule' },
            ...ROTATION_STATUSES.filter((status) => !search.statuses.includes(status)).map((value) => ({
              value,
              label: STATUS_WORDS[value],
            })),
          ]}
          onChange={(value) =>
            go({
              statuses: ROTATION_STATUSES.filter(
                (status) => status === value || search.statuses.includes(status),
              ),
            })
          }
        />
      </FilterBar>
      {selection.chosen.size > 0 && (
        <Chosen
          keys={[...selection.chosen.values()]}
          matching={Matching}
          search={search}
          onChoose={(keys) => select({ chosen: new Map(keys.map((key) => [key.KeyId, key])), anchor: null })}
          onAct={ask}
          onClear={() => select(NOTHING)}
        />
      )}
      {rows.length === 0 ? (
        <EmptyState title="No key matches" actions={<Button onClick={clear}>Clear filters</Button>}>
          All {number.format(Total)} keys of this desk were searched by alias, id, description and tag.
        </EmptyState>
      ) : (
        <>
          <DataTable
            caption="Keys and their rotation"
            columns={columns}
            rows={rows}
            rowKey={keyOf}
            busy={busy}
            sorting={{ by: search.sort, descending: search.descending, onSort: sort }}
            selecting={{
              isSelected: ({ KeyId }) => selection.chosen.has(KeyId),
              onToggle: (key, range) => select(toggled(selection, list, key, range)),
              onToggleShown: () => select(toggledAll(selection, list)),
              labelOf: (key) => `Select ${nameOf(key)}`,
            }}
          />
          <TableFoot onPrevious={previous && (() => turn(previous))} onNext={next && (() => turn(next))}>
            <span role="status">
              <b>
                {number.format(From + 1)}–{number.format(From + rows.length)}
              </b>{' '}
              of {number.format(Matching)} that match, {number.format(Total)} in all
            </span>
          </TableFoot>
        </>
      )}
      {asked !== null && (
        <Suspense fallback={null}>
          <RotationDialog act={asked.act} keys={asked.keys} onClose={done} />
        </Suspense>
      )}
    </Card>
  );
}
