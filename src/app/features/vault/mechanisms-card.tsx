import { specRow } from '../../../domain/keys/key-specs.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { vaultPath, type VaultSearch } from './vault-search.ts';
import { bitsText, mechanismsInOrder, specWords, type SpecRow, type VaultFacts } from './vault-words.ts';
import styles from './vault-page.module.css';

const number = new Intl.NumberFormat('en');
type Mechanism = VaultFacts['Mechanisms'][number];

const SPEC_COLUMNS: readonly Column<SpecRow>[] = [
  {
    id: 'spec',
    header: 'Key spec',
    cell: (row) => <b className={styles['name']}>{specRow(row.KeySpec).label}</b>,
  },
  { id: 'name', header: 'By its AWS name', cell: (row) => <span className="mono">{row.KeySpec}</span> },
  {
    id: 'answer',
    header: 'On this token',
    grow: true,
    phone: 'start-2',
    cell: (row) => (
      <span className={styles['answer']} data-good={row.Supported ? '' : undefined}>
        <Icon name={row.Supported ? 'check' : 'minus'} />
        {specWords(row)}
      </span>
    ),
  },
  {
    id: 'keys',
    header: 'Keys',
    align: 'right',
    phone: 'end-1',
    phoneWords: (row) => (row.Keys === 0 ? '' : row.Keys === 1 ? 'key' : 'keys'),
    cell: (row) => (row.Keys === 0 ? <span className="quiet">none</span> : number.format(row.Keys)),
  },
];

/** Every key spec there is, and whether this token can have keys of it. */
export function KeySpecsCard({ specs }: { readonly specs: VaultFacts['KeySpecs'] }) {
  const isLater = (row: SpecRow): boolean => !row.Supported && row.Missing.length === 0 && row.Keys === 0;
  const later = specs.filter(isLater);
  const able = specs.filter((row) => row.Supported).length;
  return (
    <Card
      title="Key specs"
      note={`${able} of ${specs.length} can be created; read from the token, not assumed`}
      flush
    >
      <DataTable
        caption="Key specs and this token"
        columns={SPEC_COLUMNS}
        rows={specs.filter((row) => !isLater(row))}
        rowKey={(row) => row.KeySpec}
      />
      {later.length > 0 && (
        <details className={styles['later']}>
          <summary>{later.length} more are not managed by this release, whatever the token can do</summary>
          <ul>
            {later.map((row) => (
              <li key={row.KeySpec}>
                <b>{specRow(row.KeySpec).label}</b> <span className="mono">{row.KeySpec}</span>{' '}
                {specWords(row)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

const neededFor = ({ DeskNeeds, NeededBy }: Mechanism): string =>
  [...(DeskNeeds ? ['every desk'] : []), ...NeededBy.map((spec) => specRow(spec).label)].join(', ');

const MECHANISM_COLUMNS: readonly Column<Mechanism>[] = [
  { id: 'name', header: 'Mechanism', cell: (row) => <span className="mono">{row.Name}</span> },
  { id: 'bits', header: 'Key sizes', align: 'right', phone: 'end-2', cell: bitsText },
  {
    id: 'for',
    header: 'Needed by',
    grow: true,
    phone: 'start-2',
    cell: (row) => neededFor(row) || <span className="quiet">nothing here</span>,
  },
];

/** What the token says that it can do, tied to what needs it. */
export function MechanismsCard({
  mechanisms,
  search,
}: {
  readonly mechanisms: VaultFacts['Mechanisms'];
  readonly search: VaultSearch;
}) {
  const all = mechanismsInOrder(mechanisms);
  const needed = all.filter((row) => neededFor(row) !== '');
  const { allMechanisms } = search;
  return (
    <Card
      title="Mechanisms"
      note={`${number.format(all.length)} read from the token, ${number.format(needed.length)} of them needed by something here`}
      far={
        <ButtonLink kind="bare" small href={vaultPath({ ...search, allMechanisms: !allMechanisms })}>
          {allMechanisms ? 'Only those needed' : `Show all ${number.format(all.length)}`}
        </ButtonLink>
      }
      flush
    >
      <DataTable
        caption="Mechanisms of the token"
        columns={MECHANISM_COLUMNS}
        rows={allMechanisms ? all : needed}
        rowKey={(row) => row.Name}
      />
    </Card>
  );
}
