import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import styles from './data-table.module.css';
import { Icon } from './icon.tsx';

export interface Column<T> {
  readonly id: string;
  readonly header: ReactNode;
  /** Numbers stand right, in tabular figures. */
  readonly align?: 'right';
  /** Never cut, also where room is short: a time. */
  readonly whole?: boolean;
  /** px: a longer value is cut with an ellipsis. */
  readonly most?: number;
  /** Takes what is left of the width, and is cut with an ellipsis. */
  readonly grow?: boolean;
  /** Names the column to the sorter; without it the column does not sort. */
  readonly sort?: string;
  /** Place in the block that a row becomes below 760 px: which side, which of three lines. */
  readonly phone?: `${'start' | 'end'}-${1 | 2 | 3}` | 'hide';
  /** Words that follow the value there, where no header names it: "requests". */
  readonly phoneWords?: string | ((row: T) => string);
  readonly cell: (row: T) => ReactNode;
}

export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
  readonly onSort: (by: string) => void;
}

interface Props<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly sorting?: Sorting;
  /** Fetching anew: the old rows stay, dimmed. */
  readonly busy?: boolean;
}

function Header<T>({
  column,
  sorting,
}: {
  readonly column: Column<T>;
  readonly sorting: Sorting | undefined;
}) {
  const { sort } = column;
  const active = sort !== undefined && sorting?.by === sort;
  const cell = (content: ReactNode) => (
    <th
      scope="col"
      className={cx(column.align === 'right' && styles['right'])}
      aria-sort={active ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      {content}
    </th>
  );
  if (sort === undefined || sorting === undefined) return cell(column.header);
  return cell(
    <button
      type="button"
      className={styles['sort']}
      data-idle={active ? undefined : ''}
      onClick={() => sorting.onSort(sort)}
    >
      {column.header}
      <Icon name={active && !sorting.descending ? 'up' : 'down'} />
    </button>,
  );
}

/** A real table. The first cell of a row is its header and holds the true link; the rest of the row is not clickable. */
export function DataTable<T>({ caption, columns, rows, rowKey, sorting, busy = false }: Props<T>) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keyboard (WCAG 2.1.1)
    <div className={styles['scroller']} tabIndex={0} role="region" aria-label={caption}>
      <table className={styles['table']} aria-busy={busy || undefined}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Header key={column.id} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, i) => {
                const Cell = i === 0 ? 'th' : 'td';
                return (
                  <Cell
                    key={column.id}
                    scope={i === 0 ? 'row' : undefined}
                    data-whole={column.whole === true ? '' : undefined}
                    data-phone={column.phone ?? (i === 0 ? 'start-1' : 'hide')}
                    className={cx(
                      column.align === 'right' && styles['right'],
                      column.grow === true && styles['grow'],
                      column.most !== undefined && styles['most'],
                      i === 0 && styles['first'],
                    )}
                    style={column.most === undefined ? undefined : { '--most': `${column.most}px` }}
                  >
                    {column.cell(row)}
                    {column.phoneWords !== undefined && (
                      <span className={styles['phoneOnly']}>
                        {' '}
                        {typeof column.phoneWords === 'function' ? column.phoneWords(row) : column.phoneWords}
                      </span>
                    )}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Under a paged table: which rows these are, and the way to the others. */
export function TableFoot({
  children,
  onPrevious,
  onNext,
}: {
  readonly children: ReactNode;
  readonly onPrevious: (() => void) | null;
  readonly onNext: (() => void) | null;
}) {
  return (
    <div className={styles['foot']}>
      <span>{children}</span>
      {(onPrevious !== null || onNext !== null) && (
        <div className={styles['far']}>
          <Button
            small
            icon="left"
            disabledReason={onPrevious === null ? 'This is the first page' : null}
            onClick={() => onPrevious?.()}
          >
            Previous
          </Button>
          <Button
            small
            trailing="right"
            disabledReason={onNext === null ? 'This is the last page' : null}
            onClick={() => onNext?.()}
          >
            Next
          </Button>
        </div>
      )}
    </div>
  );
}
