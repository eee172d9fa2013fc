import { Fragment, useState } from 'react';
import { paths } from '../../paths.ts';
import { DataTable, TableFoot, type Column } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import type { Cell } from './access-model.ts';
import { Deciders } from './deciders.tsx';
import { linesOf, ROLE_WORDS } from './access-words.ts';
import styles from './access.module.css';

const PAGE = 100;
const number = new Intl.NumberFormat('en');

/** One line of one side: a person or service of a key, a key of a person or service. */
export interface SideRow {
  readonly id: string;
  readonly name: string;
  /** The other side's own page in here. */
  readonly href: string;
  readonly note: string;
  readonly arn: string;
  readonly keyId: string;
  readonly cell: Cell;
}

/** Roles that come the same way stand in one line. */
function Roles({ row: { cell, arn, keyId } }: { readonly row: SideRow }) {
  return (
    <ul className={styles['roles']}>
      {linesOf(cell).map(({ id, words, deciders, unused, roles }) => (
        <li key={id}>
          <span>
            {roles.map(({ Role, Action }, i) => (
              <Fragment key={Role}>
                {i > 0 && ', '}
                <Link href={paths.simulator({ who: arn, action: Action, key: keyId })}>
                  {ROLE_WORDS[Role].verb}
                </Link>
              </Fragment>
            ))}
          </span>
          <span className="quiet">
            {deciders === null ? words : <Deciders all={deciders} keyId={keyId} />}
            {unused !== null && `, ${unused}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

const columnsOf = (header: string): readonly Column<SideRow>[] => [
  {
    id: 'name',
    header,
    most: 360,
    cell: ({ href, name }) => (
      <Link href={href} dir="auto">
        {name}
      </Link>
    ),
  },
  { id: 'note', header: header === 'Key' ? 'State' : 'Kind', phone: 'end-1', cell: ({ note }) => note },
  {
    id: 'roles',
    header: 'Can',
    wraps: true,
    grow: true,
    phone: 'wide-2',
    cell: (row) => <Roles row={row} />,
  },
];
const OF_KEYS = columnsOf('Key');
const OF_PRINCIPALS = columnsOf('Who');

/** Who can do what with one key, or what one can do with which keys. */
export function SideTable({
  caption,
  of,
  rows,
}: {
  readonly caption: string;
  readonly of: 'keys' | 'principals';
  readonly rows: readonly SideRow[];
}) {
  const [from, setFrom] = useState(0);
  const start = from < rows.length ? from : 0;
  const shown = rows.slice(start, start + PAGE);
  return (
    <>
      <DataTable
        caption={caption}
        columns={of === 'keys' ? OF_KEYS : OF_PRINCIPALS}
        rows={shown}
        rowKey={({ id }) => id}
      />
      <TableFoot
        onPrevious={start > 0 ? () => setFrom(start - PAGE) : null}
        onNext={start + PAGE < rows.length ? () => setFrom(start + PAGE) : null}
      >
        <span role="status">
          <b>
            {number.format(start + 1)}–{number.format(start + shown.length)}
          </b>{' '}
          of {number.format(rows.length)}
        </span>
      </TableFoot>
    </>
  );
}
