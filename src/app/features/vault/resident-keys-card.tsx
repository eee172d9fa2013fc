import type { ReactNode } from 'react';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { attribute, mayDo, PURPOSE, type ResidentKey, type VaultFacts } from './vault-words.ts';
import styles from './vault-page.module.css';

/** A yes-or-no answer of the token; the one that would be bad is loud. */
function Answer({
  of,
  name,
  good,
}: {
  readonly of: ResidentKey;
  readonly name: string;
  readonly good: 'yes' | 'no';
}) {
  const told = attribute(of, name);
  if (told === 'not told') return <span className="quiet">not told</span>;
  return told === good ? told : <b className={styles['bad']}>{told}</b>;
}

const fact = (
  id: string,
  header: string,
  name: string,
  good: 'yes' | 'no',
  phone: NonNullable<Column<ResidentKey>['phone']>,
): Column<ResidentKey> => ({
  id,
  header,
  phone,
  phoneLead: `${header}:`,
  cell: (key): ReactNode => <Answer of={key} name={name} good={good} />,
});

const COLUMNS: readonly Column<ResidentKey>[] = [
  { id: 'name', header: 'Key', cell: (key) => <b className={styles['name']}>{PURPOSE[key.Role].name}</b> },
  { id: 'does', header: 'What for', grow: true, phone: 'wide-2', cell: (key) => PURPOSE[key.Role].does },
  { id: 'type', header: 'Type', phone: 'end-1', cell: (key) => `${key.KeyType} ${key.ObjectClass}` },
  {
    id: 'print',
    header: 'Fingerprint',
    phone: 'wide-3',
    phoneLead: 'Fingerprint:',
    cell: (key) =>
      key.Fingerprint === '' ? (
        <span className="quiet">none shown</span>
      ) : (
        <span className="mono">{key.Fingerprint}</span>
      ),
  },
];
const FACTS: readonly Column<ResidentKey>[] = [
  { id: 'name', header: 'Key', cell: (key) => PURPOSE[key.Role].name },
  fact('never', 'Never extractable', 'CKA_NEVER_EXTRACTABLE', 'yes', 'start-2'),
  fact('sensitive', 'Always sensitive', 'CKA_ALWAYS_SENSITIVE', 'yes', 'end-2'),
  fact('local', 'Made in the token', 'CKA_LOCAL', 'yes', 'start-3'),
  fact('modifiable', 'Can be changed', 'CKA_MODIFIABLE', 'no', 'end-3'),
  { id: 'may', header: 'May', phone: 'wide-4', phoneLead: 'May:', cell: mayDo },
];

/** The keys that never leave the token, with the token's own word on each, and what that word is worth. */
export function ResidentKeysCard({ vault }: { readonly vault: VaultFacts }) {
  const { ResidentKeys: keys } = vault;
  return (
    <Card title="Resident keys" note="made in the token, and never leave it" flush>
      <DataTable caption="Resident keys" columns={COLUMNS} rows={keys} rowKey={(key) => key.Role} />
      <h3 className={styles['sub']}>What the token says of them</h3>
      <DataTable
        caption="Attributes of the resident keys"
        columns={FACTS}
        rows={keys}
        rowKey={(key) => key.Role}
      />
      <p className={styles['foot']}>
        A token records no date; this desk made what was missing at its first start, on{' '}
        <Time value={vault.CreationDate} form="day" />. Attributes are the module’s own answers. A resident
        key’s can show that it was never extractable; a wrapped key version’s cannot, so the console never
        says it of one.
      </p>
    </Card>
  );
}
