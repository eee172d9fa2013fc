import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useWay } from '../../demo/control.ts';
import { paths } from '../../paths.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { vaultWords } from '../../query/vault-words.ts';
import { usePreferences, type Scheme } from '../../shell/preferences.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { DataTable, TableFoot, type Column } from '../../ui/data-table.tsx';
import { DetailList } from '../../ui/detail-list.tsx';
import { BareSelect, SearchField } from '../../ui/field.tsx';
import { FilterBar, FilterLead, type Chip } from '../../ui/filter-bar.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card, Columns, Page, PageHead, Stack } from '../../ui/page.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { Time, useZone } from '../../ui/time.tsx';
import { zoneName } from '../../ui/time-format.ts';
import { useCopy } from '../../ui/use-copy.ts';
import {
  envFile,
  envLine,
  matching,
  parseSettingsSearch,
  settingsPath,
  SOURCE_WORDS,
  SOURCES,
  valueWords,
  type Setting,
  type SettingsSearch,
} from './settings-rules.ts';
import styles from './settings-page.module.css';

export async function loader(): Promise<null> {
  await prefetch('ListSettings', {});
  return null;
}

function CopyLine({ setting }: { readonly setting: Setting }) {
  const { copied, copy } = useCopy();
  const what = setting.Secret
    ? `${setting.Name}=, without its value`
    : `${setting.Name} as a line of an env file`;
  return (
    <IconButton
      icon={copied ? 'check' : 'copy'}
      label={copied ? 'Copied' : `Copy ${what}`}
      onClick={() => copy(envLine(setting))}
    />
  );
}

const COLUMNS: readonly Column<Setting>[] = [
  {
    id: 'name',
    header: 'Setting',
    most: 300,
    cell: ({ Name }) => <code className={styles['name']}>{Name}</code>,
  },
  {
    id: 'value',
    header: 'In effect',
    most: 300,
    phone: 'start-2',
    cell: (setting) =>
      setting.Secret || setting.Value === undefined ? (
        <span className="quiet">{valueWords(setting)}</span>
      ) : (
        <code className={styles['value']} title={setting.Value}>
          {setting.Value}
        </code>
      ),
  },
  {
    id: 'source',
    header: 'From',
    phone: 'end-1',
    cell: ({ Source }) => (
      <span className={styles['source']} data-source={Source}>
        {SOURCE_WORDS[Source]}
      </span>
    ),
  },
  {
    id: 'meaning',
    header: 'Meaning',
    grow: true,
    wraps: true,
    phone: 'start-3',
    cell: ({ Meaning, TakesEffect }) => (
      <>
        {Meaning}
        {TakesEffect === 'first-start' && <b className={styles['fixed']}>, fixed at first start</b>}
      </>
    ),
  },
  {
    id: 'copy',
    header: <span className="hidden">Copy</span>,
    align: 'right',
    phone: 'end-2',
    cell: (setting) => <CopyLine setting={setting} />,
  },
];

function SettingsTable({
  settings,
  search,
}: {
  readonly settings: readonly Setting[];
  readonly search: SettingsSearch;
}) {
  const navigate = useNavigate();
  // What is being typed, until the URL has it: a navigation takes a moment, and letters come faster.
  const [typing, setTyping] = useState<string | null>(null);
  if (typing === search.text) setTyping(null);
  const text = typing ?? search.text;
  const go = (change: Partial<SettingsSearch>): void => {
    setTyping(null);
    void navigate(settingsPath({ ...search, text, ...change }), { replace: true, preventScrollReset: true });
  };
  const clear = (): void => go({ text: '', source: null });
  const type = (value: string): void => {
    setTyping(value);
    void navigate(settingsPath({ ...search, text: value }), { replace: true, preventScrollReset: true });
  };
  const chips: Chip[] = [
    ...(search.source === null
      ? []
      : [
          {
            field: 'from',
            value: SOURCE_WORDS[search.source].toLowerCase(),
            onRemove: () => go({ source: null }),
          },
        ]),
    ...search.ignored.map((value) => ({ field: 'ignored', value, ignored: true, onRemove: () => go({}) })),
  ];
  const rows = matching(settings, { ...search, text });
  return (
    <Card>
      <FilterBar chips={chips} onClear={clear}>
        <FilterLead>
          <SearchField
            label="Search settings"
            placeholder="Name, value or meaning"
            value={text}
            onChange={type}
          />
        </FilterLead>
        <BareSelect
          aria-label="Filter by source"
          value={search.source ?? ''}
          options={[
            { value: '', label: 'Any source' },
            ...SOURCES.map((value) => ({ value, label: SOURCE_WORDS[value] })),
          ]}
          onChange={(value) => go({ source: SOURCES.find((each) => each === value) ?? null })}
        />
      </FilterBar>
      {rows.length === 0 ? (
        <EmptyState title="No setting matches" actions={<Button onClick={clear}>Clear filters</Button>}>
          All {settings.length} settings were searched by name, value, group and meaning.
        </EmptyState>
      ) : (
        <>
          <DataTable caption="Settings" columns={COLUMNS} rows={rows} rowKey={({ Name }) => Name} />
          <TableFoot onPrevious={null} onNext={null}>
            <span role="status">
              <b>{rows.length}</b> of {settings.length} settings
            </span>
          </TableFoot>
        </>
      )}
    </Card>
  );
}

const SCHEMES: readonly { readonly value: Scheme; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** The person's own, kept in this browser. */
function Preferences() {
  const { scheme, setScheme, setZone } = usePreferences();
  const zone = useZone();
  return (
    <Card title="Your own" note="kept in this browser, for you alone">
      <div className={styles['own']}>
        <RadioGroup
          legend="Times are shown in"
          value={zone}
          options={[
            { value: 'utc', label: 'UTC' },
            { value: 'local', label: `${zoneName('local')}, this browser` },
          ]}
          onChange={(value) => setZone(value === 'local' ? 'local' : 'utc')}
        />
        <RadioGroup
          legend="Colour scheme"
          value={scheme}
          options={SCHEMES}
          onChange={(value) => setScheme(SCHEMES.find((each) => each.value === value)?.value ?? 'system')}
        />
      </div>
    </Card>
  );
}

export function Component() {
  const [params] = useSearchParams();
  const search = parseSettingsSearch(params);
  const found = usePrefetched('ListSettings', {});
  const { Vault } = usePrefetched('DescribeDesk', {});
  const { copied, copy } = useCopy();
  const zone = useZone();
  const way = useWay();
  const configured = found.Settings.length > 0;
  const setCount = found.Settings.filter(({ Set }) => Set).length;
  return (
    <Page>
      <PageHead
        title="Settings"
        purpose={
          configured
            ? 'What this desk is configured with, and where each setting comes from. They are read once, at start.'
            : 'This desk has nothing to configure: it is in this page.'
        }
        actions={
          configured ? (
            <Button
              icon={copied ? 'check' : 'copy'}
              disabledReason={setCount === 0 ? 'Nothing is set: the defaults hold' : null}
              onClick={() => copy(envFile(found.Settings))}
            >
              {copied ? 'Copied' : 'Copy what is set'}
            </Button>
          ) : undefined
        }
      />
      {configured && (
        <div className={styles['how']}>
          <Notice>
            <b>Every change needs a restart</b>; what is fixed at first start never changes. Set it in the
            environment, or in the file that <code>--env-file</code> names, where the environment goes first;
            then stop the desk (Ctrl-C or SIGTERM: it finishes what is under way and signs the log) and start
            it again. A wrong value is named, and the desk does not start.
          </Notice>
        </div>
      )}
      <Stack>
        {configured && <SettingsTable settings={found.Settings} search={search} />}
        <Columns>
          <Card title="This desk">
            <DetailList
              details={[
                { term: 'Keydesk', value: `version ${found.Version}` },
                { term: 'Desk id', value: <Id value={found.DeskId} what="desk id" short={found.DeskId} /> },
                {
                  term: 'Data directory',
                  value: <Id value={found.DataDirectory} what="data directory" short={found.DataDirectory} />,
                },
                {
                  term: 'Started',
                  value: (
                    <>
                      <Time value={found.StartDate} /> {zoneName(zone)},{' '}
                      <Time value={found.StartDate} form="relative" />
                    </>
                  ),
                },
                {
                  term: 'First start',
                  value: (
                    <>
                      <Time value={found.CreationDate} /> {zoneName(zone)}
                    </>
                  ),
                },
                {
                  term: vaultWords(Vault).short,
                  value: (
                    <>
                      {Vault.Module}, see{' '}
                      <Link href={paths.vault()} className="link">
                        Vault
                      </Link>
                    </>
                  ),
                },
                way === null ? null : { term: 'Requests', value: way },
              ]}
            />
          </Card>
          <Preferences />
        </Columns>
      </Stack>
    </Page>
  );
}
