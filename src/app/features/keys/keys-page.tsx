import { useEffect, useMemo, useRef, useState } from 'react';
import {
  useLocation,
  useNavigate,
  useNavigation,
  useSearchParams,
  type LoaderFunctionArgs,
} from 'react-router';
import { paths } from '../../paths.ts';
import type { Output } from '../../query/contract.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { ButtonLink, Button } from '../../ui/button.tsx';
import { DataTable, TableFoot } from '../../ui/data-table.tsx';
import { BareSelect, SearchField } from '../../ui/field.tsx';
import { FilterBar, FilterLead, type Chip } from '../../ui/filter-bar.tsx';
import { Card, Figures, Page, PageHead, type Figure } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { stateWord } from '../../ui/tags.tsx';
import { keyColumns } from './keys-columns.tsx';
import { keysQuery, parseKeysSearch, searchInput, type KeysSearch } from './keys-search.ts';

export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  await prefetch('SearchKeys', searchInput(parseKeysSearch(new URL(request.url).searchParams)));
  return null;
}

const number = new Intl.NumberFormat('en');
const STATES = ['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport'] as const;
/** Between the last keystroke and the search. */
const TYPING_MS = 180;

function figuresOf({ Total, ByState }: Output<'SearchKeys'>): readonly Figure[] {
  const count = (state: string): number => ByState.find((each) => each.KeyState === state)?.Count ?? 0;
  const link = (state: string): string => paths.keys({ state });
  const doomed = count('PendingDeletion');
  const figures: Figure[] = [
    { id: 'all', value: number.format(Total), words: Total === 1 ? 'key' : 'keys', href: paths.keys() },
  ];
  if (doomed > 0)
    figures.push({
      id: 'doomed',
      value: number.format(doomed),
      words: 'pending deletion',
      href: link('PendingDeletion'),
      tone: 'bad',
    });
  figures.push({
    id: 'enabled',
    value: number.format(count('Enabled')),
    words: 'enabled',
    href: link('Enabled'),
  });
  figures.push({
    id: 'disabled',
    value: number.format(count('Disabled')),
    words: 'disabled',
    href: link('Disabled'),
  });
  if (count('PendingImport') > 0)
    figures.push({
      id: 'import',
      value: number.format(count('PendingImport')),
      words: 'waiting for import',
      href: link('PendingImport'),
      tone: 'warn',
    });
  return figures;
}

/** Markers of the pages before this one: a cursor knows no way back. Kept in the history entry, so that it survives a reload. */
const trailOf = (state: unknown): readonly string[] =>
  typeof state === 'object' && state !== null && 'trail' in state && Array.isArray(state.trail)
    ? state.trail.filter((each: unknown) => typeof each === 'string')
    : [];

export function Component() {
  const [params] = useSearchParams();
  const search = parseKeysSearch(params);
  const found = usePrefetched('SearchKeys', searchInput(search));
  const navigate = useNavigate();
  const columns = useMemo(() => keyColumns((path) => void navigate(path)), [navigate]);
  if (found.Total === 0) return <NoKeys />;
  const actions = (
    <ButtonLink href={paths.newKey()} kind="primary" icon="plus">
      Create key
    </ButtonLink>
  );
  return (
    <Page>
      <PageHead
        title="Keys"
        purpose="Every key of this desk: its state, who relies on it, and when it was last used."
        actions={actions}
      />
      <Figures figures={figuresOf(found)} />
      <KeysTable search={search} found={found} columns={columns} />
    </Page>
  );
}

function KeysTable({
  search,
  found,
  columns,
}: {
  readonly search: KeysSearch;
  readonly found: Output<'SearchKeys'>;
  readonly columns: ReturnType<typeof keyColumns>;
}) {
  const navigate = useNavigate();
  const trail = trailOf(useLocation().state);
  const busy = useNavigation().location?.pathname === paths.keys();
  // What is being typed, until the URL has it.
  const [typing, setTyping] = useState<string | null>(null);
  const text = typing ?? search.text;
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);

  const go = (change: Partial<KeysSearch>, options: { replace?: boolean; state?: unknown } = {}): void => {
    setTyping(null);
    void navigate(paths.keys(keysQuery({ ...search, after: null, ...change })), options);
  };
  /** Another page of the list begins at its top. */
  const turn = (after: string | null, nextTrail: readonly string[]): void => {
    go({ after }, { state: { trail: nextTrail } });
    window.scrollTo(0, 0);
  };
  const searchFor = async (wanted: string): Promise<void> => {
    await navigate(paths.keys(keysQuery({ ...search, after: null, text: wanted })), { replace: true });
    setTyping((now) => (now?.trim() === wanted ? null : now));
  };
  const type = (value: string): void => {
    setTyping(value);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void searchFor(value.trim()), TYPING_MS);
  };
  const sort = (by: string): void => {
    const next =
      by === search.sort
        ? { descending: !search.descending }
        : { descending: by === 'LastUsedDate' || by === 'CreationDate' };
    go({
      ...parseKeysSearch(new URLSearchParams({ sort: by })),
      text: search.text,
      states: search.states,
      ...next,
    });
  };
  const chips: Chip[] = [
    ...search.states.map((state) => ({
      field: 'state',
      value: stateWord(state).toLowerCase(),
      onRemove: () => go({ states: search.states.filter((each) => each !== state) }),
    })),
    ...(search.text === '' ? [] : [{ field: 'text', value: search.text, onRemove: () => go({ text: '' }) }]),
    ...search.ignored.map((value) => ({ field: 'ignored', value, ignored: true, onRemove: () => go({}) })),
  ];
  const clear = (): void => go({ text: '', states: [] });
  const { NextMarker, From, Keys, Matching, Total } = found;
  const next = NextMarker === undefined ? null : () => turn(NextMarker, [...trail, search.after ?? '']);
  const before = trail.at(-1) ?? '';
  const previous =
    search.after === null ? null : () => turn(before === '' ? null : before, trail.slice(0, -1));

  return (
    <Card>
      <FilterBar chips={chips} onClear={clear}>
        <FilterLead>
          <SearchField label="Search keys" placeholder="Alias, id or tag" value={text} onChange={type} />
        </FilterLead>
        <BareSelect
          aria-label="Filter by state"
          value=""
          options={[
            { value: '', label: 'Any state' },
            ...STATES.filter((state) => !search.states.includes(state)).map((state) => ({
              value: state,
              label: stateWord(state),
            })),
          ]}
          onChange={(value) =>
            go({ states: STATES.filter((state) => state === value || search.states.includes(state)) })
          }
        />
      </FilterBar>
      {Keys.length === 0 ? (
        <EmptyState title="No key matches" actions={<Button onClick={clear}>Clear filters</Button>}>
          All {number.format(Total)} keys of this desk were searched by alias, id, description and tag.
        </EmptyState>
      ) : (
        <>
          <DataTable
            caption="Keys"
            columns={columns}
            rows={Keys}
            rowKey={(key) => key.KeyId}
            busy={busy}
            sorting={{ by: search.sort, descending: search.descending, onSort: sort }}
          />
          <TableFoot onPrevious={previous} onNext={next}>
            <span role="status">
              <b>
                {number.format(From + 1)}–{number.format(From + Keys.length)}
              </b>{' '}
              of {number.format(Matching)} that match, {number.format(Total)} in all
            </span>
          </TableFoot>
        </>
      )}
    </Card>
  );
}

const NoKeys = () => (
  <Page>
    <PageHead title="Keys" />
    <EmptyState
      alone
      title="There is no key yet"
      actions={
        <>
          <ButtonLink href={paths.newKey()} kind="primary" icon="plus">
            Create key
          </ButtonLink>
          <ButtonLink href={paths.newService()}>Create a service that will use it</ButtonLink>
        </>
      }
    >
      A key is made inside the HSM and never leaves it in the clear. Applications ask it to encrypt, decrypt
      and make data keys; its policy says who may, and every request is in the audit log.
    </EmptyState>
  </Page>
);
