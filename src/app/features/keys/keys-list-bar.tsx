import { lazy, Suspense, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { KEY_STATES } from '../../../domain/keys/key-state.ts';
import { explain } from '../../query/explain.ts';
import { download } from '../../query/download.ts';
import { query } from '../../query/query.ts';
import { Button } from '../../ui/button.tsx';
import { BareSelect } from '../../ui/field.tsx';
import { FilterBar, FilterLead } from '../../ui/filter-bar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useToast } from '../../ui/toast.tsx';
import { stateWord } from '../../ui/tags.tsx';
import { chipsOf } from './keys-chips.ts';
import { shownColumns, type ListChoice } from './keys-choice.ts';
import styles from './keys-page.module.css';
import { KeysSearchBox } from './keys-search-box.tsx';
import { listInput, WHOLE_LIST, type KeysSearch } from './keys-search.ts';
import { ViewMenu } from './keys-view-menu.tsx';

const FilterDialog = lazy(() => import('./filter-dialog.tsx'));
const ColumnsDialog = lazy(() => import('./columns-dialog.tsx'));
const ExportDialog = lazy(() => import('./export-dialog.tsx'));

const number = new Intl.NumberFormat('en');

type Open = 'filter' | 'columns' | 'csv' | 'json' | null;

/** Above the list: search, filters as chips, and how it is seen and taken away. */
export function KeysListBar({
  search,
  matching,
  choice,
  ask,
  onChoose,
  go,
  goTo,
}: {
  readonly search: KeysSearch;
  readonly matching: number;
  readonly choice: ListChoice;
  readonly ask: (text: string) => Promise<void>;
  readonly onChoose: (choice: ListChoice) => void;
  readonly go: (change: Partial<KeysSearch>) => void;
  readonly goTo: (href: string) => void;
}) {
  const facets = useQuery(query('DescribeKeyFacets', {})).data;
  const toast = useToast();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const tags = facets?.Tags.map(({ TagKey }) => TagKey) ?? [];
  const { groupBy } = search;
  const groups = groupBy === null || tags.includes(groupBy) ? tags : [groupBy, ...tags];
  return (
    <>
      <FilterBar
        chips={chipsOf(search, go)}
        onClear={() => go({ ...WHOLE_LIST, sort: search.sort, descending: search.descending, groupBy })}
        far={
          <>
            {groups.length > 0 && (
              <BareSelect
                aria-label="Group by tag"
                value={groupBy ?? ''}
                options={[
                  { value: '', label: 'No groups' },
                  ...groups.map((name) => ({ value: name, label: `By ${name}` })),
                ]}
                onChange={(value) => go({ groupBy: value === '' ? null : value })}
              />
            )}
            <ViewMenu search={search} go={goTo} />
            <Button kind="bare" icon="menu" onClick={() => setOpen('columns')}>
              Columns
            </Button>
            <Menu
              label="Export"
              className={styles['tool']}
              heading={`The ${number.format(matching)} that match`}
              entries={[
                { id: 'csv', label: 'CSV', note: 'for a spreadsheet', onAction: () => setOpen('csv') },
                { id: 'json', label: 'JSON', note: 'for a script', onAction: () => setOpen('json') },
              ]}
            >
              <Icon name="download" />
              Export
            </Menu>
          </>
        }
      >
        <FilterLead>
          <KeysSearchBox text={search.text} ask={ask} />
        </FilterLead>
        <BareSelect
          aria-label="Filter by state"
          value=""
          options={[
            { value: '', label: 'Any state' },
            ...KEY_STATES.filter((state) => !search.states.includes(state)).map((state) => ({
              value: state,
              label: stateWord(state),
            })),
          ]}
          onChange={(value) =>
            go({ states: KEY_STATES.filter((state) => state === value || search.states.includes(state)) })
          }
        />
        <Button
          icon="plus"
          disabledReason={facets === undefined ? 'What there is to choose from is not here yet' : null}
          onClick={() => setOpen('filter')}
        >
          Filter
        </Button>
      </FilterBar>
      <Suspense fallback={null}>
        {open === 'filter' && facets !== undefined && (
          <FilterDialog search={search} facets={facets} onApply={go} onClose={close} />
        )}
        {open === 'columns' && (
          <ColumnsDialog
            choice={choice}
            needed={shownColumns(choice, search)}
            onChoose={onChoose}
            onClose={close}
          />
        )}
        {(open === 'csv' || open === 'json') && (
          <ExportDialog
            form={open}
            input={listInput(search)}
            total={matching}
            onEnd={(result) => {
              close();
              if ('file' in result) {
                download(result.file, result.type, result.text);
                toast({ text: `Exported ${number.format(result.count)} keys` });
              } else if (result.error !== null)
                toast({ tone: 'bad', text: `Nothing was exported. ${explain('', result.error).why}` });
            }}
          />
        )}
      </Suspense>
    </>
  );
}
